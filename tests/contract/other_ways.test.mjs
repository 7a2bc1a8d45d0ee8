// What a case does beside the usual way (law-and-practice a.2): the supplement that never comes, the materials nobody
// signs for, a return that is not agreed to, a complaint made twice, a case taken down at the hotline.
import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';
import {setTimeout as pause} from 'node:timers/promises';
import {completeForm, declarations, draftSecret, key} from '../support/complaint.mjs';
import {startOffice} from '../support/walk.mjs';

let office;
before(async () => { office = await startOffice({day: '2026-11-23'}); });
after(async () => { await office?.stop(); });

const fresh = () => ({'Idempotency-Key': key()});

/** What the deadline service makes of a case on a new day. */
async function untilIn(state, number) {
  for (let i = 0; i < 200; i++) {
    const found = await office.read('shouli', number);
    if (found.state === state) return found;
    await pause(50);
  }
  assert.fail(`${number} did not come to ${state}`);
}

test('T06: want of supplement ends the case once the term has passed, tells its firm, who may file again', async () => {
  const {number, own} = await office.file();
  await office.act('shouli', number, 'request_supplement', {items: [{defect: '没有公章', cure: '加盖公章'}]});
  assert.equal(await office.due(number, 'supplement'), '2026-12-07>2026-12-07 running');
  const longer = {until: '2026-12-09', reason: '企业来电说明正在补盖公章，需要两天。'};
  await office.act('shouli', number, 'extend_supplement', longer);
  await office.dawn('2026-12-09');
  assert.equal((await office.read('shouli', number)).state, 'SUPPLEMENT');
  await office.dawn('2026-12-10');
  const ended = await untilIn('TERMINATED', number);
  assert.equal(await office.due(number, 'supplement'), '2026-12-09>2026-12-09 stopped');
  assert.deepEqual(await office.told(number, ended.event_count), ['TERMINATED complainant']);
  const events = (await office.list('shouli', number, 'events')).map((each) => each.type);
  assert.deepEqual(events.slice(-1), ['lapsed']);
  assert.equal((await office.refused(own, number, 'resubmit', {note: '已补盖公章。'})).code, 'action_not_possible');
  const again = await office.file((form) => { form.debts[0].contract_number = 'QL-2026-99'; });
  assert.notEqual(again.number, number);
});

test('T09: unsigned for, the materials count as received on the day of the transfer', async () => {
  office.at('2026-12-10');
  const {number} = await office.file();
  await office.act('shouli', number, 'accept');
  await office.act('shouli', number, 'transfer', {handling_body: '320100-GXJ'});
  assert.equal(await office.due(number, 'sign_for'), '2026-12-14>2026-12-14 running');
  await office.dawn('2026-12-14');
  assert.equal((await office.read('shouli', number)).state, 'TRANSFERRED');
  await office.dawn('2026-12-15');
  await untilIn('HANDLING', number);
  const [clock] = (await office.list('shenhe', number, 'clocks')).filter((each) => each.kind === 'handling');
  assert.equal(clock.started_day, '2026-12-10');
  assert.equal(clock.due_raw, '2027-01-09');
  assert.equal((await office.refused('nanjing', number, 'sign_for')).code, 'action_already_done');
});

test('T11: what is sent back with reasons stays with its department, and its term runs from the first receipt', async () => {
  office.at('2026-12-15');
  const {number} = await office.file();
  await office.act('shouli', number, 'accept');
  await office.act('shouli', number, 'transfer', {handling_body: '320100-GXJ'});
  await office.act('nanjing', number, 'sign_for');
  assert.equal((await office.list('shenhe', number, 'clocks')).find((each) => each.kind === 'handling').due_raw, '2027-01-14');
  office.at('2026-12-16');
  await office.act('nanjing', number, 'return', {reason: '被投诉人由省直部门管理，不属于本部门职责。'});
  const short = await office.refused('shouli', number, 'send_back', {reason: '不同意'});
  assert.deepEqual(short.errors.map((each) => `${each.pointer} ${each.code}`), ['/input/reason too_short']);
  office.at('2026-12-17');
  const back = await office.act('shouli', number, 'send_back', {reason: '被投诉人住所地在南京市，仍由你单位处理。'});
  assert.equal(back.complaint.state, 'TRANSFERRED');
  assert.equal(back.complaint.handling_body.code, '320100-GXJ');
  assert.equal(await office.due(number, 'sign_for'), '2026-12-21>2026-12-21 running');
  office.at('2026-12-18');
  await office.act('nanjing', number, 'sign_for');
  const handling = (await office.list('shenhe', number, 'clocks')).filter((each) => each.kind === 'handling').at(-1);
  assert.equal(handling.started_day, '2026-12-15');
  assert.equal(handling.due_raw, '2027-01-14');
});

test('a complaint made again in one step names the first, to him who made both, and to the desk', async () => {
  const own = {'Draft-Secret': draftSecret()};
  const form = completeForm();
  form.debts[0].contract_number = 'SQ-2026-0417';
  const json = {form, submit: true, declarations: declarations()};
  const first = await office.call('POST', '/api/v1/complaints', {json, headers: {...own, ...fresh()}, expect: 201});
  assert.deepEqual(first.value.earlier, []);
  const once = fresh();
  const second = await office.call('POST', '/api/v1/complaints', {json, headers: {...own, ...once}, expect: 201});
  assert.equal(second.value.earlier[0].complaint.number, first.value.receipt.number);
  assert.ok(second.value.earlier[0].same.includes('contract_number'));
  const replayed = await office.call('POST', '/api/v1/complaints', {json, headers: {...own, ...once}, expect: 201});
  assert.deepEqual(replayed.value, second.value);
  // Anybody may type another firm's code: a stranger learns nothing.
  const stranger = await office.call('POST', '/api/v1/complaints', {json, headers: {'Draft-Secret': draftSecret(), ...fresh()}, expect: 201});
  assert.deepEqual(stranger.value.earlier, []);
  const desk = await office.call('POST', '/api/v1/complaints', {json: {...json, channel: 'letter'}, cookie: await office.as('shouli'), headers: fresh(), expect: 201});
  assert.ok(desk.value.earlier.some((each) => each.complaint.number === first.value.receipt.number));
});

test('a hotline officer follows what he took down, wherever it goes, and nothing else', async () => {
  const form = completeForm();
  form.complainant.name = '镇江润扬标识有限公司';
  const mine = async (query) => (await office.get('rexian', `/api/v1/complaints?${query}`)).items.map((each) => each.number);
  const made = await office.call('POST', '/api/v1/complaints', {
    json: {form, submit: true, channel: 'phone', declarations: declarations()}, cookie: await office.as('rexian'), headers: fresh(), expect: 201,
  });
  const {number, review_label} = made.value.receipt;
  assert.equal(review_label['zh-CN'], '审查期限');
  assert.deepEqual(await mine(''), [number]);
  assert.deepEqual(await mine('q=润扬标识'), [number]);
  assert.equal((await office.get('rexian', '/api/v1/complaints/count')).count, 1);
  assert.deepEqual(await mine('tab=to_review'), [number]);
  await office.act('shouli', number, 'accept');
  await office.act('shouli', number, 'transfer', {handling_body: '320100-GXJ'});
  assert.deepEqual(await mine('tab=to_sign'), [number]);
  assert.deepEqual(await mine('q=润扬标识'), [number]);
  const {number: others} = await office.file((other) => { other.complainant.name = '无锡某某有限公司'; });
  assert.deepEqual(await mine(''), [number]);
  await office.call('GET', `/api/v1/complaints/${others}`, {cookie: await office.as('rexian'), expect: 404});
  assert.equal((await office.take('rexian', number, 'note', {text: '想补一句。'})).value.code, 'wrong_role');
  const {sound, said} = await office.audit();
  assert.ok(sound, said);
});
