// What the queue offers beside its list: saved views, columns, and a search that says where its words stand.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {completeForm, declarations, draftSecret, key, pdf} from '../support/complaint.mjs';

/** `call` and `signIn` hold question and answer against the contract; `officer` yields a demo officer of a role. */
export function queueTests({call, signIn, officer}) {
test('views of the queue are saved, shared and checked like the list itself; columns are kept', async () => {
  const intake = await signIn(officer('intake'));
  const head = await signIn(officer('intake_head'));
  const other = await signIn(officer('handler'));
  const views = '/api/v1/queue-views';
  const save = (json, expect = 201) => call('POST', views, {cookie: intake, json, headers: {'Idempotency-Key': key()}, expect, checkRequest: expect === 201});
  const own = (await save({name: '本周要审的', shared: false, query: {tab: 'to_review', sort: 'due', soon: true}, columns: ['due', 'number']})).value;
  const shared = (await save({name: '全单位在看', shared: true, query: {q: '公司', mine: false}})).value;
  assert.deepEqual(own.columns, ['due', 'number']);
  assert.equal(shared.columns, null);
  const bad = await save({name: ' ', shared: false, query: {tab: 'nowhere', late: true, soon: true}, columns: ['due', 'due']}, 422);
  assert.deepEqual(bad.value.errors.map(({pointer}) => pointer).sort(), ['/columns/1', '/name', '/query/soon', '/query/tab']);
  assert.equal((await save({name: 'x', shared: false, query: {after: 'd1'}}, 422)).value.errors[0].pointer, '/query/after');
  const seen = async (cookie) => (await call('GET', views, {cookie, expect: 200})).value.items.map(({name, mine}) => [name, mine]);
  assert.deepEqual(await seen(intake), [['本周要审的', true], ['全单位在看', true]]);
  assert.deepEqual(await seen(head), [['全单位在看', false]]);
  assert.deepEqual(await seen(other), []);
  const change = (cookie, uid, expect) => call('PUT', `${views}/${uid}`, {cookie, json: {name: '改过', shared: false, query: {}}, expect});
  assert.equal((await change(head, shared.uid, 404)).value.code, 'queue_view_not_found');
  await call('DELETE', `${views}/${shared.uid}`, {cookie: head, expect: 404});
  assert.equal((await change(intake, shared.uid, 200)).value.shared, false);
  assert.deepEqual(await seen(head), []);
  await call('DELETE', `${views}/${own.uid}`, {cookie: intake, expect: 204});
  await call('DELETE', `${views}/${own.uid}`, {cookie: intake, expect: 404});
  assert.deepEqual((await call('PUT', '/api/v1/queue-columns', {cookie: intake, json: {columns: ['number', 'remaining']}, expect: 200})).value.columns, ['number', 'remaining']);
  assert.deepEqual((await call('GET', views, {cookie: intake, expect: 200})).value.columns, ['number', 'remaining']);
  await call('PUT', '/api/v1/queue-columns', {cookie: intake, json: {columns: ['passport']}, expect: 422, checkRequest: false});
});

test('the queue is narrowed by department, officer, channel, place, day and sum, in list and count alike', async () => {
  const head = await signIn(officer('intake_head'));
  const listed = async (query) => {
    const items = [];
    for (let after = ''; after !== null;) {
      const asked = ['limit=100', query, after && `after=${encodeURIComponent(after)}`].filter(Boolean).join('&');
      const page = (await call('GET', `/api/v1/complaints?${asked}`, {cookie: head, expect: 200})).value;
      items.push(...page.items);
      after = page.next;
    }
    assert.equal((await call('GET', `/api/v1/complaints/count${query && `?${query}`}`, {cookie: head, expect: 200})).value.count, items.length, query);
    return items;
  };
  const all = await listed('');
  const today = new Date(Date.now() + 8 * 3600e3).toISOString().slice(0, 10);
  const free = await listed('unassigned=true');
  assert.deepEqual(free.map(({number}) => number), all.filter(({assignee}) => !assignee).map(({number}) => number));
  const held = all.find(({assignee}) => assignee);
  if (held) assert.ok((await listed(`assignee=${held.assignee.id}`)).every(({assignee}) => assignee.id === held.assignee.id));
  const sum = all[0].arrears_fen;
  assert.ok((await listed(`arrears_from=${sum}&arrears_to=${sum}`)).every(({arrears_fen}) => arrears_fen === sum));
  assert.equal((await listed(`received_until=2000-01-01`)).length, 0);
  assert.equal((await listed(`received_from=2000-01-01&received_until=${today}`)).length, all.length);
  const parts = await Promise.all(['web', 'counter', 'phone', 'letter', 'mail', 'forwarded'].map((channel) => listed(`channel=${channel}`)));
  assert.equal(parts.flat().length, all.length);
  assert.equal((await listed('division=990000')).length, 0);
  const body = all.find(({handling_body: handling}) => handling)?.handling_body;
  if (body) assert.ok((await listed(`body=${body.code}`)).length > 0);
  const wrong = await call('GET', '/api/v1/complaints?body=none&assignee=x&channel=pigeon&division=32&received_from=1&unassigned=true&mine=true', {cookie: head, expect: 422, checkRequest: false});
  assert.deepEqual(wrong.value.errors.map(({pointer}) => pointer).sort(), ['/assignee', '/body', '/channel', '/division', '/received_from', '/unassigned']);
});

test('whoever takes a complaint down sees what the respondent is complained about already', async () => {
  const intake = await signIn(officer('intake'));
  const {items} = (await call('GET', '/api/v1/complaints?limit=1', {cookie: intake, expect: 200})).value;
  const {form} = (await call('GET', `/api/v1/complaints/${items[0].number}`, {cookie: intake, expect: 200})).value;
  const ask = async (query, expect = 200) => (await call('GET', `/api/v1/duplicates?${new URLSearchParams(query)}`, {cookie: intake, expect, checkRequest: expect === 200})).value;
  const both = {respondent_code: form.respondent.credit_code, complainant_code: form.complainant.credit_code, contract_number: form.debts[0].contract_number ?? ''};
  const found = await ask(both);
  assert.ok(found.count >= 1 && found.items.some(({number}) => number === items[0].number));
  const repeated = found.same_parties.find(({complaint}) => complaint.number === items[0].number);
  assert.deepEqual(repeated.same, both.contract_number ? ['contract_number'] : []);
  assert.deepEqual((await ask({respondent_code: both.respondent_code})).same_parties, []);
  assert.equal((await ask({respondent_code: '91320500XXXXXXXXXX'})).count, 0);
  assert.deepEqual((await ask({contract_number: '1', colour: 'red'}, 422)).errors.map(({pointer}) => pointer).sort(), ['/colour', '/respondent_code']);
});

test('an officer goes on with his draft elsewhere, contacts and all', async () => {
  const intake = await signIn(officer('intake'));
  const form = completeForm();
  const {uid} = (await call('POST', '/api/v1/complaints', {cookie: intake, json: {form, channel: 'phone'}, headers: {'Idempotency-Key': key()}, expect: 201})).value.complaint;
  const read = async () => call('GET', `/api/v1/complaints/${uid}`, {cookie: intake, expect: 200});
  const {value, headers} = await read();
  assert.equal(value.form.complainant.mobile, form.complainant.mobile);
  assert.equal(value.form.complainant.contact_name, form.complainant.contact_name);
  await call('PATCH', `/api/v1/complaints/${uid}`, {cookie: intake, json: {form: value.form}, headers: {'If-Match': headers.get('etag')}, expect: 200});
  assert.equal((await read()).value.form.respondent.phone, form.respondent.phone);
});

test('a search says where its words stand, and finds nothing that the reader may not see', async () => {
  const intake = await signIn(officer('intake'));
  const handler = await signIn(officer('handler'));
  const search = async (cookie, q) => (await call('GET', `/api/v1/complaints?q=${encodeURIComponent(q)}`, {cookie, expect: 200})).value.items;
  const count = async (cookie, q) => (await call('GET', `/api/v1/complaints/count?q=${encodeURIComponent(q)}`, {cookie, expect: 200})).value.count;
  const form = completeForm();
  form.claim.facts = '供应龙鳞甲护栏三百米，二〇二五年八月验收合格，此后多次催要，对方一直没有付款。';
  const secret = {'Draft-Secret': draftSecret()};
  const {uid} = (await call('POST', '/api/v1/complaints', {json: {form}, headers: {...secret, 'Idempotency-Key': key()}, expect: 201})).value.complaint;
  for (const [kind, name] of [['complaint_letter', '投诉书.pdf'], ['contract', '虎牙扣护栏合同.pdf']]) {
    await call('POST', `/api/v1/complaints/${uid}/attachments?kind=${kind}&name=${encodeURIComponent(name)}`,
      {body: pdf(kind), headers: {...secret, 'Idempotency-Key': key(), 'content-type': 'application/octet-stream'}, expect: 201});
  }
  const etag = (await call('GET', `/api/v1/complaints/${uid}`, {headers: secret, expect: 200})).headers.get('etag');
  const {number} = (await call('POST', `/api/v1/complaints/${uid}/transitions`,
    {json: {action: 'submit', input: {declarations: declarations()}}, headers: {...secret, 'If-Match': etag, 'Idempotency-Key': key()}, expect: 201})).value.receipt;
  // Texts are read a moment after the filing.
  let hits = [];
  for (let tries = 0; tries < 100 && hits.length === 0; ++tries) {
    hits = await search(intake, '龙鳞甲');
    if (hits.length === 0) await new Promise((resolve) => setTimeout(resolve, 100));
  }
  assert.deepEqual(hits.map((hit) => hit.number), [number]);
  assert.equal(hits[0].found[0].where, 'text');
  assert.match(hits[0].found[0].excerpt, /龙鳞甲护栏/);
  assert.equal(await count(intake, '龙鳞甲'), 1);
  const [file] = await search(intake, '虎牙扣');
  assert.deepEqual(file.found, [{where: 'file', excerpt: '虎牙扣护栏合同.pdf'}]);
  assert.deepEqual(await search(handler, '龙鳞甲'), []);
  assert.equal(await count(handler, '龙鳞甲'), 0);
  assert.equal((await search(intake, number.slice(0, 14)))[0].found, undefined);
  assert.equal((await search(intake, form.respondent.credit_code.slice(0, 9).toLowerCase()))[0].found[0].where, 'code');
});
}
