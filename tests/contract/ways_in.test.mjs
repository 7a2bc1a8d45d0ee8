// How a case comes in other than by its firm on the net: a call, a visit, a letter at the desk (T02), another platform,
// a request for help; and what goes back.
import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';
import {completeForm, declarations, key} from '../support/complaint.mjs';
import {must} from '../support/program.mjs';
import {startOffice} from '../support/walk.mjs';

let office;
before(async () => { office = await startOffice({day: '2026-11-23'}); });
after(async () => { await office?.stop(); });

const fresh = () => ({'Idempotency-Key': key()});
const ask = async (who, method, path, json, expect, headers = {}) => office.call(method, path, {json, expect, cookie: await office.as(who), headers});

test('a call, a visit and a letter become cases in one step, with what is known filled in and what was advised kept', async () => {
  const before = (await office.get('shouli', '/api/v1/calls/figures')).calls;
  for (const [at, kind] of ['phone', 'counter', 'letter'].entries()) {
    const firm = `常州新北照明有限公司${at}`;
    const call = await ask('rexian', 'POST', '/api/v1/calls', {kind, caller_name: '陈会计', caller_phone: '13905191234', firm,
      summary: '被某区住建局拖欠路灯货款 32 万元。', advice: '已告知所需材料。'}, 201, fresh());
    const made = await ask('rexian', 'POST', `/api/v1/calls/${call.value.uid}/complaint`, undefined, 201, fresh());
    const path = `/api/v1/complaints/${made.value.uid}`;
    const draft = await office.read('rexian', made.value.uid);
    assert.equal(draft.channel, kind);
    assert.equal(draft.form.complainant.name, firm);
    assert.equal(draft.form.claim.facts, '被某区住建局拖欠路灯货款 32 万元。');
    const form = completeForm();
    form.complainant.name = firm;
    const saved = await ask('rexian', 'PATCH', path, {form}, 200, {'If-Match': draft.etag});
    const done = await ask('rexian', 'POST', `${path}/transitions`, {action: 'register', input: {declarations: declarations()}}, 201,
      {'If-Match': saved.headers.get('etag'), ...fresh()});
    assert.equal(done.value.receipt.review_due.legal, '2026-12-07');
    const {number} = done.value.receipt;
    assert.deepEqual(await office.told(number, 1), ['SUBMITTED complainant']);
    assert.equal((await office.get('shouli', `/api/v1/complaints/${number}/related`)).call.uid, call.value.uid);
  }
  const figures = await office.get('shouli', '/api/v1/calls/figures');
  assert.equal(figures.calls - before, 3);
  assert.ok(figures.converted >= 3 && figures.cases >= 3);
  assert.equal((await ask('nanjing', 'GET', '/api/v1/calls', undefined, 403)).value.code, 'forbidden');
});

test('another platform sends a case once, and fetches what became of it: acceptance, result, evaluation', async () => {
  const token = (await must(['user', 'token', 'add', 'shouli', '--platform', '12345', ...office.where])).trim();
  const bearer = {Authorization: `Bearer ${token}`};
  const json = {source_number: 'SZ12345-2026-0001', form: completeForm()};
  const sent = await office.call('POST', '/api/v1/intake', {json, headers: {...bearer, ...fresh()}, expect: 201});
  const again = await office.call('POST', '/api/v1/intake', {json, headers: {...bearer, ...fresh()}, expect: 201});
  assert.equal(again.value.complaint.number, sent.value.complaint.number);
  const {number} = sent.value.complaint;
  await office.act('shouli', number, 'accept');
  await office.act('shouli', number, 'transfer', {handling_body: '320100-GXJ', override_reason: '被投诉人由南京市工信部门主管。'});
  await office.act('nanjing', number, 'sign_for');
  await office.act('nanjing', number, 'note', {text: '内部：先打电话核实。'});
  const result = '经核查，欠款属实，被投诉人已付清全部货款。';
  await office.act('nanjing', number, 'reply', {result, outcome: 'O1', verified: 18_650_000, undisputed: 18_650_000, disputed: 0, paid: 18_650_000, planned: 0});
  const own = {kind: 'tracking', receipt_code: sent.value.receipt.code, credit_code_tail: json.form.complainant.credit_code.slice(-6)};
  await office.act(own, number, 'evaluate', {rating: 5, resolved: true});
  await office.act('shouli', number, 'close', {outcome: 'O1', callback: 'reached'});
  const {value} = await office.call('GET', '/api/v1/intake/events', {headers: bearer, expect: 200});
  assert.deepEqual(value.items.map((each) => each.event.type), ['registered', 'accepted', 'transferred', 'signed_for', 'replied', 'evaluated', 'closed']);
  for (const each of value.items) assert.equal(each.source_number, 'SZ12345-2026-0001');
  assert.ok(JSON.stringify(value.items[4]).includes(result));
  assert.ok(JSON.stringify(value.items[5]).includes('5'));
  assert.ok(!JSON.stringify(value).includes('先打电话核实'));
});

test('a request for help is a kind of case of its own: form, numbers, filter, states, terms', async () => {
  const kinds = (await office.call('GET', '/api/v1/workflows', {expect: 200})).value.items;
  assert.deepEqual(kinds.map((each) => each.name), ['appeal', 'complaint']);
  const states = new Map();
  for (const {name} of kinds) {
    const {value} = await office.call('GET', `/api/v1/workflows/${name}`, {expect: 200});
    for (const {code} of value.states) {
      // A filter by kind is one by states: no two kinds share any but the draft's.
      if (code !== 'DRAFT') assert.ok(!states.has(code), `${code} is a state of ${states.get(code)} and ${name}`);
      states.set(code, name);
    }
  }
  assert.equal((await office.call('GET', '/api/v1/forms/nothing', {expect: 404})).value.code, 'not_found');
  const form = {complainant: {name: '南京启航物流有限公司', division: '320106', contact_name: '周经理', mobile: '13951230001', consent_sms: true, consent_email: false},
    claim: {category: 'finance', request: '流动资金贷款到期，希望协调续贷。'}};
  const wrong = await ask('shouli', 'POST', '/api/v1/complaints', {workflow: 'nothing', form, submit: true, channel: 'phone'}, 422, fresh());
  assert.equal(wrong.value.errors[0].pointer, '/workflow');
  const made = await ask('shouli', 'POST', '/api/v1/complaints', {workflow: 'appeal', form, submit: true, channel: 'phone'}, 201, fresh());
  const {number} = made.value.receipt;
  assert.match(number, /^JSSQ20261123\d{6}$/);
  const count = async (query) => (await office.get('shouli', `/api/v1/complaints/count?${query}`)).count;
  assert.equal(await count('workflow=appeal'), 1);
  assert.equal(await count('workflow=appeal&tab=to_review'), 1);
  assert.equal(await count('workflow=complaint') + 1, await count(''));
  const listed = (await office.get('shouli', '/api/v1/complaints?workflow=appeal')).items;
  assert.deepEqual(listed.map((each) => each.number), [number]);
  assert.equal((await office.read('shouli', number)).workflow, 'appeal');
  await office.act('shouli', number, 'assign', {handling_body: '320100-GXJ'});
  await office.act('nanjing', number, 'sign_for');
  const supervised = await office.act('shenhe', number, 'supervise', {demand: '请在三个工作日内与企业联系并答复。'});
  assert.match(supervised.complaint.documents.at(-1).number, /诉督〔2026〕1号$/);
  await office.act('nanjing', number, 'answer', {answer: '已协调银行续贷，合同已经签订。'});
  assert.equal((await office.read('shouli', number)).result, '已协调银行续贷，合同已经签订。');
  await office.act('huifang', number, 'call_back', {callback: 'reached', satisfaction: 'satisfied'});
  const closed = await office.act('shouli', number, 'close');
  assert.equal(closed.complaint.state, 'SETTLED');
  assert.equal(await count('workflow=appeal&tab=closed'), 1);
  const stranger = await ask('shouli', 'GET', '/api/v1/complaints/count?workflow=complaint&state=SETTLED', undefined, 422);
  assert.equal(stranger.value.errors[0].pointer, '/state');
  const {sound, said} = await office.audit();
  assert.ok(sound, said);
});
