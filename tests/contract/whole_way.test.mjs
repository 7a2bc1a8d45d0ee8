// One case taken the whole way over HTTP, day by day: every date, message, document and entry of the account as the
// law and the practice have them (law-and-practice a.2, a.3, a.6). No shortcut past the server's own clock.
import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';
import {startOffice} from '../support/walk.mjs';

let office;
let filed;
let code;
before(async () => { office = await startOffice({day: '2026-11-23'}); });
after(async () => { await office?.stop(); });

const number = () => filed.number;
const act = (who, action, input) => office.act(who, number(), action, input);
const refused = (who, action, input) => office.refused(who, number(), action, input);
const told = (done) => office.told(number(), done.complaint.event_count);
const due = (kind) => office.due(number(), kind);
const reasons = (problem) => problem.reasons.map((each) => each.code);
const faults = (problem) => problem.errors.map((each) => `${each.pointer} ${each.code}`);
const interview = {held_on: '2026-12-28', place: '市工信局三楼会议室', attendees: '被投诉人主要负责人', topics: '拖欠款项的清偿安排'};

test('file, supplement, file again, accept', async () => {
  filed = await office.file();
  assert.match(number(), /^JSTS20261123\d{6}$/);
  assert.equal(filed.receipt.review_due.legal, '2026-12-07');
  assert.equal(await due('review'), '2026-12-07>2026-12-07 running');
  assert.deepEqual(await office.told(number(), 1), ['SUBMITTED complainant']);

  office.at('2026-11-24');
  const asked = await act('shouli', 'request_supplement', {items: [{defect: '没有公章', cure: '加盖公章'}]});
  assert.equal(await due('review'), '2026-12-07>2026-12-07 stopped');
  assert.equal(await due('supplement'), '2026-12-08>2026-12-08 running');
  assert.deepEqual(await told(asked), ['SUPPLEMENT complainant']);

  office.at('2026-11-26');
  const again = await act(filed.own, 'resubmit', {note: '已加盖公章。'});
  assert.equal(await due('review'), '2026-12-10>2026-12-10 running');
  assert.deepEqual(await told(again), ['SUBMITTED complainant']);
  const second = await refused('shouli', 'request_supplement', {items: [{defect: '合同缺页', cure: '补交缺页'}]});
  assert.deepEqual(faults(second), ['/input/reason supplement_reason_needed']);

  office.at('2026-11-27');
  const accepted = await act('shouli', 'accept');
  assert.equal(await due('review'), '2026-12-10>2026-12-10 met');
  assert.equal(await due('transfer'), '2026-12-11>2026-12-11 running');
  assert.deepEqual(await told(accepted), ['ACCEPTED complainant']);
  const told_ = (await office.list(filed.own, number(), 'messages')).find((each) => each.event_name === 'ACCEPTED' && each.channel === 'site');
  assert.match(told_.text, /2026年12月11日/);
});

test('transfer, return, re-route, sign: the term of the transfer does not begin anew', async () => {
  office.at('2026-11-30');
  const elsewhere = {handling_body: '320500-GXJ', co_bodies: ['320200-GXJ']};
  assert.deepEqual(faults(await refused('shouli', 'transfer', elsewhere)), ['/input/override_reason override_reason_needed']);
  const sent = await act('shouli', 'transfer', {...elsewhere, override_reason: '合同履行地在苏州，先请苏州核实。'});
  assert.equal(await due('transfer'), '2026-12-11>2026-12-11 met');
  assert.equal(await due('sign_for'), '2026-12-02>2026-12-02 running');
  assert.equal((await told(sent)).join(), 'CO_HANDLING officer,TRANSFERRED complainant,TRANSFERRED officer');
  assert.deepEqual((await refused('nanjing', 'sign_for')).code, 'complaint_not_found');

  office.at('2026-12-01');
  const back = await act('suzhou', 'return', {reason: '被投诉人由南京市管理，不属于本部门职责。', proposed_body: '320100-GXJ'});
  assert.deepEqual(await told(back), ['RETURNED complainant', 'RETURNED officer']);
  assert.deepEqual(faults(await refused('shouli', 'reroute', {handling_body: '320500-GXJ', override_reason: '再请苏州核实一次情况。'})), ['/input/handling_body same_body']);
  await act('shouli', 'reroute', {handling_body: '320100-GXJ'});
  assert.equal(await due('transfer'), '2026-12-11>2026-12-11 met');
  assert.equal(await due('sign_for'), '2026-12-03>2026-12-03 running');

  office.at('2026-12-02');
  const signed = await act('nanjing', 'sign_for');
  assert.equal(await due('sign_for'), '2026-12-03>2026-12-03 met');
  // Thirty calendar days from the receipt of the materials; the notice for 2027 is not out yet.
  assert.equal(await due('handling'), '2027-01-01>2027-01-01~ running');
  assert.deepEqual(await told(signed), ['SIGNED complainant']);
});

test('inquiry, no answer, supervision letter, interview; each refused before its condition', async () => {
  const letter = {demand: '请在五个工作日内书面答复并提出清偿安排。'};
  assert.deepEqual(reasons(await refused('nanjing', 'draft_supervision_letter', letter)), ['supervision_unfounded']);
  const asked = await act('nanjing', 'inquire', {extract: '投诉人反映：2025 年 8 月 31 日交付护栏，尚欠货款 186,500 元。', questions: '合同是否属实？尚欠多少？何时支付？'});
  code = asked.access_code;
  assert.equal(await due('inquiry_answer'), '2026-12-16>2026-12-16 running');
  assert.deepEqual(await told(asked), ['INQUIRY complainant', 'INQUIRY respondent']);
  const seen = await office.read(filed.respondent(code), number());
  assert.equal(seen.due.legal, '2026-12-16');
  assert.ok(!JSON.stringify(seen).includes('多次催要无果'), 'the complaint letter is never handed over');

  office.at('2026-12-16');
  const early = await refused('nanjing', 'draft_supervision_letter', letter);
  assert.deepEqual(reasons(early), ['supervision_unfounded']);
  assert.match(early.reasons[0].sentences['zh-CN'], /2026-12-16.*第二十五条第三款/);

  // The day after, the letter proposes itself, once, to the handler and his head.
  await office.dawn('2026-12-17');
  const events = await office.list('nanjing', number(), 'events');
  const proposed = events.filter((each) => each.type === 'supervision_proposed');
  assert.equal(proposed.length, 1);
  assert.deepEqual(await office.told(number(), proposed[0].seq), ['SUPERVISION_PROPOSED officer']);
  const pressed = await refused('nanjing_fzr', 'summon_interview', interview);
  assert.deepEqual(reasons(pressed), ['pressure_unfounded']);
  assert.match(pressed.reasons[0].sentences['zh-CN'], /第二十五条第三款/);
  await act('nanjing', 'draft_supervision_letter', letter);
  assert.equal((await refused('nanjing', 'issue_supervision_letter')).code, 'wrong_role');
  const issued = await act('nanjing_fzr', 'issue_supervision_letter');
  assert.equal(await due('supervision_answer'), '2026-12-24>2026-12-24 running');
  assert.deepEqual(await told(issued), ['URGED complainant', 'URGED officer', 'URGED respondent']);
  assert.notEqual(issued.access_code, code, 'the letter brings a code of its own');

  await office.dawn('2026-12-25');
  const track = (await office.read('nanjing', number())).tracks.find((each) => each.kind === 'supervision');
  assert.equal(track.result, 'ignored');
  assert.match(track.document, /督〔2026〕1号$/);
  const summoned = await act('nanjing_fzr', 'summon_interview', interview);
  assert.deepEqual(await told(summoned), ['PRESSED complainant', 'PRESSED officer', 'PRESSED respondent']);
});

test('extension by two, within its time and within day 90', async () => {
  office.at('2026-12-28');
  await act('nanjing', 'record_interview', {result: 'complied', statement: '承诺分两期付清全部货款。'});
  const why = {cause: 'complex', reason: '双方正在对账，金额较大，情况复杂。'};
  // Day 90 from 2 December is 2 March; it is never rolled further.
  const beyond = await refused('nanjing', 'propose_extension', {new_date: '2027-03-03', ...why});
  assert.deepEqual(faults(beyond), ['/input/new_date date_beyond_day_90']);
  assert.match(beyond.errors[0].sentences['zh-CN'], /2027-03-02/);
  const offer = (await office.read('nanjing', number())).actions.find((each) => each.action === 'propose_extension');
  assert.equal(offer.fields[0].not_after, '2027-03-02');
  await act('nanjing', 'propose_extension', {new_date: '2027-02-26', ...why});
  assert.equal((await refused('nanjing', 'approve_extension')).code, 'wrong_role');
  const approved = await act('nanjing_fzr', 'approve_extension');
  assert.equal(await due('handling'), '2027-02-26>2027-02-26~ running');
  assert.deepEqual(await told(approved), ['EXTENDED complainant', 'EXTENDED officer', 'EXTENDED respondent']);
  const letter = (await office.list(filed.own, number(), 'messages')).find((each) => each.event_name === 'EXTENDED' && each.channel === 'site');
  assert.match(letter.text, /2027年2月26日/);
  assert.match(letter.text, /暂定/);
});

test('plan, instalments, result, evaluation, redo, result, closure; the account adds up', async () => {
  office.at('2026-12-30');
  const over = await refused('nanjing', 'record_plan', {plan: [{due: '2027-01-15', amount_fen: 18_650_001}]});
  assert.deepEqual(faults(over), ['/input/plan plan_over']);
  const plan = [{due: '2027-01-15', amount_fen: 8_000_000}, {due: '2027-02-10', amount_fen: 10_650_000}];
  const planned = await act('nanjing', 'record_plan', {plan});
  assert.equal(await due('instalment'), '2027-01-15>2027-01-15~ running');
  assert.deepEqual(await told(planned), ['PLAN complainant', 'PLAN respondent']);

  office.at('2027-01-14');
  const proof = await office.upload('nanjing', number(), 'proof', '回单1.pdf');
  const future = await refused('nanjing', 'prove_instalment', {instalment: 1, amount: 8_000_000, paid_on: '2027-01-15', proof});
  assert.equal(future.errors[0].pointer, '/input/paid_on');
  await act('nanjing', 'prove_instalment', {instalment: 1, amount: 8_000_000, paid_on: '2027-01-13', proof});
  assert.equal(await due('instalment'), '2027-02-10>2027-02-10~ running');

  office.at('2027-01-18');
  const result = {result: '经核查，欠款属实，被投诉人已支付首期款，其余按计划支付。', outcome: 'O2',
    verified: 18_650_000, undisputed: 18_650_000, disputed: 0, paid: 8_000_000, planned: 10_650_000};
  await refused('nanjing', 'reply', {...result, paid: 9_000_000});
  await refused('nanjing', 'reply', {...result, outcome: 'O1'});
  await refused('nanjing', 'reply', {...result, disputed: 1});
  const replied = await act('nanjing', 'reply', result);
  assert.deepEqual(await told(replied), ['RESULT complainant', 'RESULT officer', 'RESULT respondent']);
  assert.equal(await due('handling'), '2027-02-26>2027-02-26~ met');
  assert.equal(await due('closing'), '2027-01-25>2027-01-25~ running');
  office.at('2027-01-19');
  await act(filed.own, 'evaluate', {rating: 2, resolved: false, remark: '希望写明其余款项的付款方式。'});
  assert.deepEqual(reasons(await refused(filed.own, 'evaluate', {rating: 5})), ['already_rated']);
  office.at('2027-01-20');
  const redo = {redo_ground: 'unsatisfied', reason: '反馈没有写明其余款项的付款方式，请补充核实。', new_date: '2027-03-03'};
  assert.deepEqual(faults(await refused('shenhe', 'redo', redo)), ['/input/new_date date_beyond_day_90']);
  const redone = await act('shenhe', 'redo', {...redo, new_date: '2027-02-26'});
  assert.deepEqual(await told(redone), ['REDO complainant', 'REDO officer']);
  assert.equal(await due('handling'), '2027-02-26>2027-02-26~ running');

  office.at('2027-02-05');
  const second = await office.upload('nanjing', number(), 'proof', '回单2.pdf');
  await act('nanjing', 'prove_instalment', {instalment: 2, amount: 10_650_000, paid_on: '2027-02-05', proof: second});
  assert.equal(await due('instalment'), '2027-02-10>2027-02-10~ met');
  office.at('2027-02-22');
  await act('nanjing', 'reply', {...result, result: '经核查，欠款属实，被投诉人已分两期付清全部货款。', outcome: 'O1', paid: 18_650_000, planned: 0});
  office.at('2027-02-23');
  assert.equal((await refused('nanjing', 'close', {outcome: 'O1', callback: 'reached'})).code, 'wrong_role');
  const closed = await act('shouli', 'close', {outcome: 'O1', callback: 'reached'});
  assert.deepEqual(await told(closed), ['CLOSED complainant']);

  const seen = await office.read('shenhe', number());
  assert.equal(seen.state, 'CLOSED');
  assert.deepEqual(seen.ledger.entries.map((each) => `${each.kind} ${each.amount_fen}`), [
    'claimed 18650000', 'planned 18650000', 'paid 8000000', 'planned -8000000', 'verified 18650000', 'undisputed 18650000',
    'paid 10650000', 'planned -10650000']);
  assert.equal(seen.ledger.balance.remaining, 0);
  assert.deepEqual(seen.documents.map((each) => each.number.replace(/^.*?(?=[^\u5c40\u5fc3]+〔)/, '')), [
    '补〔2026〕1号', '受〔2026〕1号', '转〔2026〕1号', '退〔2026〕1号', '转〔2026〕2号', '核〔2026〕1号', '督〔2026〕1号', '约〔2026〕1号',
    '谈〔2026〕1号', '延〔2026〕1号', '延审〔2026〕1号', '还〔2026〕1号', '复〔2027〕1号', '复〔2027〕2号', '结〔2027〕1号', '卷〔2027〕1号']);
  assert.deepEqual(await office.audit(), {...await office.audit(), sound: true});
});

test('every term explains itself to the day, and no other message was sent', async () => {
  for (const clock of await office.list('shenhe', number(), 'clocks')) {
    assert.equal(clock.explain[0].day, clock.started_day, clock.kind);
    assert.equal(clock.explain[0].reason, 'start');
    const last = clock.explain.at(-1);
    assert.ok(last.day === clock.due_legal || clock.kind === 'handling' || clock.kind === 'instalment', `${clock.kind} ends on ${last.day}`);
  }
  const own = (await office.list(filed.own, number(), 'messages')).filter((each) => each.channel === 'site').map((each) => each.event_name);
  assert.deepEqual(own, ['SUBMITTED', 'SUPPLEMENT', 'SUBMITTED', 'ACCEPTED', 'TRANSFERRED', 'RETURNED', 'REROUTED', 'SIGNED', 'INQUIRY', 'URGED',
    'PRESSED', 'EXTENDED', 'PLAN', 'INSTALMENT_PAID', 'RESULT', 'REDO', 'INSTALMENT_PAID', 'RESULT', 'CLOSED']);
});
