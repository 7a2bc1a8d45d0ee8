// The contract in both directions, against the real server: what we send obeys the request schemas (and what
// breaks them is refused), what comes back obeys the response schemas. Every operation is called.
import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';
import {startPostgres} from '../support/postgres.mjs';
import {must, startServer} from '../support/program.mjs';
import {pdf, completeForm, declarations, draftSecret, inputFor, key} from '../support/complaint.mjs';
import {officeTests} from './office.mjs';
import {queueTests} from './queue.mjs';
import {releaseTests} from './release.mjs';
import {sendInPieces} from './pieces.mjs';
import {tellingTests} from './telling.mjs';
import {watchingTests} from './watching.mjs';
import {ajv, contract, find, obeys, pointer} from './schemas.mjs';

const called = new Set();
// The same suite serves both engines: QINGQIAN_TEST_ENGINE=postgresql brings a PostgreSQL of its own.
let server;
let postgres;
before(async () => {
  if (process.env.QINGQIAN_TEST_ENGINE === 'postgresql') postgres = await startPostgres();
  server = await startServer({demo: 20, settings: postgres ? {database: postgres.url} : {}});
});
after(async () => {
  await server?.stop();
  await postgres?.stop();
});

/** Calls the server and holds question and answer against the contract. */
async function call(method, target, {json, body, headers = {}, expect, cookie, checkRequest = true} = {}) {
  const url = new URL(target, server.url);
  const {operation, pattern} = find(method, url.pathname);
  called.add(operation.operationId);
  if (json !== undefined && checkRequest) {
    obeys(pointer(pattern, method, 'requestBody', 'content', 'application/json', 'schema'), json, `${method} ${target} request`);
  }
  const answer = await fetch(url, {
    method, redirect: 'manual',
    headers: {...(json === undefined ? {} : {'content-type': 'application/json'}), ...(cookie ? {cookie} : {}), ...headers},
    body: json === undefined ? body : JSON.stringify(json),
  });
  const type = (answer.headers.get('content-type') ?? '').split(';')[0];
  const raw = Buffer.from(await answer.arrayBuffer());
  const value = type.endsWith('json') ? JSON.parse(raw.toString()) : raw;
  if (expect !== undefined) assert.equal(answer.status, expect, `${method} ${target}: ${raw.toString().slice(0, 1500)}`);
  if (type === 'application/problem+json') {
    obeys('contract#/components/schemas/Problem', value, `${method} ${target} problem`);
    assert.equal(value.status, answer.status);
  } else {
    const declared = operation.responses[answer.status];
    assert.ok(declared, `${method} ${target}: ${answer.status} is not declared`);
    if (type === 'application/json') {
      obeys(pointer(pattern, method, 'responses', answer.status, 'content', 'application/json', 'schema'), value,
        `${method} ${target} answer`);
    }
    for (const header of Object.keys(declared.headers ?? {})) assert.ok(answer.headers.get(header), `${header} is missing`);
  }
  return {status: answer.status, value, headers: answer.headers};
}

const signIn = async (login) => {
  const {headers} = await call('POST', '/api/v1/sessions',
    {json: {kind: 'officer', login: login.login, password: login.password}, expect: 201});
  return headers.get('set-cookie').split(';')[0];
};

test('platform, reference and the contract itself', async () => {
  for (const path of ['/healthz', '/readyz', '/api/openapi.yaml', '/api/docs', '/api/problems',
    '/api/v1/forms/complaint', '/api/v1/forms/appeal', '/api/v1/workflows', '/api/v1/workflows/complaint',
    '/api/v1/workflows/appeal', '/api/v1/divisions']) {
    await call('GET', path, {expect: 200});
  }
});

test('the calculators answer everyone, with reasons', async () => {
  const ask = async (name, json, expect = 200) =>
    (await call('POST', `/api/v1/calculators/${name}`, {json, expect, checkRequest: expect === 200})).value;
  assert.equal((await ask('credit-code', {code: '91100000100003962t'})).valid, true);
  const wrong = await ask('credit-code', {code: '914403001922038217'});
  assert.deepEqual(wrong.fault, {code: 'check_digit', position: 18, character: '7', expected: '6'});
  assert.equal((await ask('size', {industry: '工业', employees: 1200, revenue_wan: 39000})).class, 'medium');
  assert.equal((await ask('size', {industry: '金融业'}, 422)).code, 'sector_not_covered');
  const due = await ask('overdue', {debtor: 'public_body', contract: '2025-06-01', delivered: '2026-09-01', term_days: 90});
  assert.equal(due.term_days, 60);
  assert.equal(due.explain.at(-1).day, due.legal);
  assert.equal((await ask('overdue', {debtor: 'large_enterprise', contract: '2024-06-01', delivered: '2026-03-02'}, 422)).code, 'no_statutory_term');
  const late = await ask('interest', {principal: '486,000.00', due: '2025-09-30', until: '2026-03-15', contract: '2025-07-01',
    payments: [{date: '2025-12-31', amount: '200000.00', to: 'principal'}]});
  assert.equal(late.interest, '32938.00');
  const refused = await ask('interest', {principal: '0', due: '2025-02-30', until: '2026-03-15', contract: '2025-07-01', rate: 1}, 422);
  assert.deepEqual(refused.errors.map((fault) => fault.pointer), ['/rate']);
});

test('a complaint from draft to closure, every answer by the contract', async () => {
  const secret = {'Draft-Secret': draftSecret()};
  const form = completeForm();
  const drafted = await call('POST', '/api/v1/complaints',
    {json: {form: {complainant: {name: form.complainant.name}}}, headers: {...secret, 'Idempotency-Key': key()}, expect: 201});
  const uid = drafted.value.complaint.uid;
  let etag = drafted.headers.get('etag');
  const patched = await call('PATCH', `/api/v1/complaints/${uid}`, {json: {form}, headers: {...secret, 'If-Match': etag}, expect: 200});
  etag = patched.headers.get('etag');
  const uploads = [];
  for (const kind of ['complaint_letter', 'contract']) {
    const sent = await call('POST', `/api/v1/complaints/${uid}/attachments?kind=${kind}&name=${encodeURIComponent('材料.pdf')}`,
      {body: pdf(kind), headers: {...secret, 'Idempotency-Key': key(), 'content-type': 'application/octet-stream'}, expect: 201});
    uploads.push(sent.value.uid);
  }
  const extra = await call('POST', `/api/v1/complaints/${uid}/attachments?kind=other&name=a.pdf`,
    {body: pdf('extra'), headers: {...secret, 'Idempotency-Key': key(), 'content-type': 'application/octet-stream'}, expect: 201});
  await call('DELETE', `/api/v1/complaints/${uid}/attachments/${extra.value.uid}`, {headers: secret, expect: 204});
  await sendInPieces(call, uid, secret);
  const read = await call('GET', `/api/v1/complaints/${uid}`, {headers: secret, expect: 200});
  etag = read.headers.get('etag');
  const filed = await call('POST', `/api/v1/complaints/${uid}/transitions`,
    {json: {action: 'submit', input: {declarations: declarations()}}, headers: {...secret, 'If-Match': etag, 'Idempotency-Key': key()}, expect: 201});
  const {receipt} = filed.value;
  assert.match(receipt.number, /^JSTS\d{14}$/);
  assert.equal(receipt.materials.length, 3);

  const tracking = await call('POST', '/api/v1/sessions', {json: {kind: 'tracking', receipt_code: receipt.code,
    credit_code_tail: form.complainant.credit_code.slice(-6)}, expect: 201});
  const complainant = tracking.headers.get('set-cookie').split(';')[0];
  const path = `/api/v1/complaints/${receipt.number}`;
  await call('GET', '/api/v1/me', {cookie: complainant, expect: 200});
  for (const part of ['', '/events', '/clocks', '/messages', '/receipt', '/attachments']) {
    await call('GET', path + part, {cookie: complainant, expect: 200});
  }
  await call('GET', `/api/v1/verify?number=${receipt.number}&hash=${receipt.head_hash}`, {expect: 200});

  const intake = await signIn(server.officer('intake'));
  await call('GET', '/api/v1/me', {cookie: intake, expect: 200});
  const bodies = await call('GET', '/api/v1/bodies?kind=handling', {cookie: intake, expect: 200});
  await call('GET', '/api/v1/complaints?tab=to_review&sort=due&limit=10', {cookie: intake, expect: 200});
  await call('GET', `/api/v1/complaints?q=${receipt.number}`, {cookie: intake, expect: 200});
  await call('GET', '/api/v1/complaints/count?tab=to_review', {cookie: intake, expect: 200});
  await call('GET', path + '/events', {cookie: intake, expect: 200});
  await call('GET', path + '/messages', {cookie: intake, expect: 200});
  for (let i = 0; i < 100; i++) {
    const {value} = await call('GET', path + '/attachments', {cookie: intake, expect: 200});
    if (value.items.every((item) => item.verdict === 'clean')) break;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  await call('GET', `${path}/attachments/${uploads[0]}/content`, {cookie: intake, expect: 200});
  await call('GET', `${path}/attachments/${uploads[0]}/content`, {cookie: intake, headers: {range: 'bytes=0-3'}, expect: 206});

  const handler = server.officer('handler');
  const handlingBody = bodies.value.items.find((body) => body.name === handler.body).code;
  const take = async (cookie, action) => {
    const seen = await call('GET', path, {cookie, expect: 200});
    const offer = seen.value.actions.find((item) => item.action === action);
    assert.ok(offer?.possible, `${action} is not offered in ${seen.value.state}: ${JSON.stringify(offer?.reasons)}`);
    const input = inputFor(offer, {handlingBody, arrears: seen.value.arrears_fen});
    return call('POST', `${path}/transitions`, {json: {action, input}, cookie,
      headers: {'If-Match': seen.headers.get('etag'), 'Idempotency-Key': key()}, expect: 201});
  };
  const handling = await signIn(handler);
  await take(intake, 'accept');
  await take(intake, 'transfer');
  await take(handling, 'sign_for');
  const inquiry = await take(handling, 'inquire');
  const papers = inquiry.value.complaint.documents;
  const paper = (type, cookie, expect) =>
    call('GET', `${path}/documents/${papers.find((each) => each.type === type).uid}`, {cookie, expect});
  for (const {type} of papers) await paper(type, handling, 200);
  assert.equal((await call('GET', `${path}/documents/${uid}`, {cookie: handling, expect: 404})).value.code, 'document_not_found');
  const before = (await call('GET', path, {cookie: handling, expect: 200})).headers.get('etag');
  const foreseen = await call('POST', `${path}/transitions/preview`, {json: {action: 'return', input: {reason: '不属于本部门职责，建议改派。'}}, cookie: handling, expect: 200});
  assert.equal(foreseen.value.documents[0].title, '退回函');
  assert.deepEqual([...new Set(foreseen.value.messages.map((each) => each.audience))].sort(), ['accepting_body', 'complainant']);
  assert.equal((await call('POST', `${path}/transitions/preview`, {json: {action: 'return', input: {}}, cookie: handling, expect: 422})).value.errors[0].pointer, '/input/reason');
  assert.equal((await call('GET', path, {cookie: handling, expect: 200})).headers.get('etag'), before, 'a preview changes nothing');
  const opened = await call('POST', '/api/v1/sessions', {json: {kind: 'respondent', receipt_code: inquiry.value.access_code,
    credit_code_tail: form.respondent.credit_code.slice(-6)}, expect: 201});
  const respondent = opened.headers.get('set-cookie').split(';')[0];
  for (const part of ['', '/events', '/messages', '/attachments']) await call('GET', path + part, {cookie: respondent, expect: 200});
  assert.deepEqual((await call('GET', path, {cookie: respondent, expect: 200})).value.documents.map((each) => each.type), ['inquiry_notice']);
  await paper('inquiry_notice', respondent, 200);
  for (const type of ['acceptance_notice', 'transfer_letter']) await paper(type, respondent, 404);
  const answered = await take(respondent, 'answer');
  assert.deepEqual(answered.value.complaint.contacts, []);
  await take(handling, 'reply');
  await take(await signIn(server.officer('intake_head')), 'close');
  const closed = await call('GET', path, {cookie: intake, expect: 200});
  assert.equal(closed.value.state, 'CLOSED');
  assert.equal(closed.value.terminal, true);
  await call('DELETE', '/api/v1/sessions/current', {cookie: intake, expect: 204});
  await call('GET', '/api/v1/me', {cookie: intake, expect: 401});
});

test('the calendar: a term counted for anybody, a notice loaded by an administrator', async () => {
  const admin = await signIn(server.officer('admin'));
  const due = '/api/v1/calendar/due?from=2026-12-17&workdays=10';
  assert.equal((await call('GET', due, {expect: 200})).value.legal, '2026-12-31');
  await call('GET', '/api/v1/calendar/due?from=2026-12-17', {expect: 422});
  const notice = {
    id: '2027', number: '国办发明电〔2026〕9号', title: '关于2027年部分节假日安排的通知', address: 'https://www.gov.cn/2027',
    issued: '2026-11-24', year: 2027,
    days: [{day: '2026-12-31', off: true, name: '元旦'}, {day: '2027-01-01', off: true, name: '元旦'}],
  };
  await call('POST', '/api/v1/calendars/preview', {json: notice, cookie: admin, expect: 200});
  await call('POST', '/api/v1/calendars', {json: notice, cookie: admin, expect: 200});
  const {value: {count}} = await call('GET', '/api/v1/calendars/moves/count', {cookie: admin, expect: 200});
  const {value: {items}} = await call('GET', '/api/v1/calendars/moves?limit=100', {cookie: admin, expect: 200});
  assert.equal(items.length, Math.min(count, 100));
  assert.equal((await call('GET', due, {expect: 200})).value.legal, '2027-01-04');
  const known = await call('GET', '/api/v1/calendars', {cookie: admin, expect: 200});
  assert.equal(known.value.notices.at(-1).id, '2027');
  const doubled = {...notice, days: [notice.days[0], notice.days[0]]};
  const refused = await call('POST', '/api/v1/calendars', {json: doubled, cookie: admin, expect: 422});
  assert.equal(refused.value.errors[0].pointer, '/days/1');
});

test('what breaks a request schema is refused, each fault with its pointer', async () => {
  const secret = {'Draft-Secret': draftSecret()};
  const table = [
    [{}, 422], [{form: 1}, 422], [{form: {}, submit: 'yes'}, 422], [{form: {}, more: 1}, 422],
    [{form: {}, declarations: [{code: 1}]}, 422], [{form: {}, language: 'fr'}, 422], [{form: {stranger: {}}}, 422],
    [[], 422],
  ];
  for (const [json, expect] of table) {
    const validate = ajv.getSchema(pointer('/api/v1/complaints', 'POST', 'requestBody', 'content', 'application/json', 'schema'));
    if (!json.form?.stranger) assert.equal(validate(json), false, `the contract allows ${JSON.stringify(json)}`);
    const {value} = await call('POST', '/api/v1/complaints',
      {json, checkRequest: false, headers: {...secret, 'Idempotency-Key': key()}, expect});
    assert.ok(value.errors.length > 0);
  }
  for (const json of [{}, {kind: 'robot'}, {kind: 'officer', login: 5}]) {
    await call('POST', '/api/v1/sessions', {json, checkRequest: false, expect: 422});
  }
});

test('the register of calls, what other platforms send in, and many cases at once', async () => {
  const intake = await signIn(server.officer('intake'));
  const fresh = () => ({'Idempotency-Key': key()});
  const entered = await call('POST', '/api/v1/calls', {cookie: intake, headers: fresh(), expect: 201, json: {kind: 'phone',
    caller_name: '李会计', caller_phone: '13912345678', firm: '南京启明机械有限公司', summary: '询问怎样投诉', advice: '告知在线投诉'}});
  await call('POST', '/api/v1/calls', {cookie: intake, headers: fresh(), json: {kind: 'fax', summary: 'x'}, checkRequest: false, expect: 422});
  await call('GET', '/api/v1/calls?kind=phone&converted=false&limit=5', {cookie: intake, expect: 200});
  const {value: {count}} = await call('GET', '/api/v1/calls/count', {cookie: intake, expect: 200});
  const figures = await call('GET', '/api/v1/calls/figures?from=2020-01-01', {cookie: intake, expect: 200});
  assert.equal(figures.value.calls, count);
  await call('GET', `/api/v1/calls/${entered.value.uid}`, {cookie: intake, expect: 200});
  await call('POST', `/api/v1/calls/${entered.value.uid}/complaint`, {cookie: intake, headers: fresh(), expect: 201});
  await call('POST', `/api/v1/calls/${entered.value.uid}/complaint`, {cookie: intake, headers: fresh(), expect: 409});

  const {login} = server.officer('intake');
  const token = (await must(['user', 'token', 'add', login, '--platform', '12345', ...server.where])).trim();
  const bearer = {Authorization: `Bearer ${token}`};
  const sent = await call('POST', '/api/v1/intake', {headers: {...bearer, ...fresh()}, expect: 201,
    json: {source_number: 'GD-1', form: completeForm()}});
  assert.ok(sent.value.receipt.code);
  const part = await call('POST', '/api/v1/intake', {headers: {...bearer, ...fresh()}, expect: 201,
    json: {source_number: 'GD-2', form: {}, summary: '反映拖欠货款'}});
  assert.ok(part.value.call && part.value.missing.length > 0);
  await call('POST', '/api/v1/intake', {headers: {...bearer, ...fresh()}, expect: 409, json: {source_number: 'GD-1', form: {}}});
  await call('POST', '/api/v1/intake/GD-1/attachments?kind=contract&name=contract.pdf', {body: pdf('GD-1'), expect: 201,
    headers: {...bearer, ...fresh(), 'content-type': 'application/octet-stream'}});
  const events = await call('GET', '/api/v1/intake/events', {headers: bearer, expect: 200});
  assert.deepEqual(events.value.items.map((item) => item.source_number), ['GD-1']);
  await call('GET', '/api/v1/intake/events', {cookie: intake, expect: 401});

  const path = `/api/v1/complaints/${sent.value.complaint.number}`;
  for (const part of ['/route', '/related', '/respondent-record?limit=3']) await call('GET', path + part, {cookie: intake, expect: 200});
  const {headers} = await call('GET', path, {cookie: intake, expect: 200});
  const items = [{id: sent.value.complaint.number, if_match: headers.get('etag')}, {id: 'JSTS20200101000001', if_match: '"1"'}];
  const done = await call('POST', '/api/v1/bulk', {cookie: intake, headers: fresh(), json: {action: 'accept', items}, expect: 200});
  assert.deepEqual(done.value.items.map((item) => item.status), [201, 404]);
});

test('who acts for whom, cases handed over, and what everybody may read', async () => {
  const {login} = server.officer('intake');
  const cookie = await signIn(server.officer('intake'));
  const {value: {officers}} = await call('GET', '/api/v1/substitutions', {cookie, expect: 200});
  const colleague = server.officer('intake_head').login;
  assert.ok(officers.some((each) => each.login === colleague));
  const json = {substitute: colleague, from: '2027-03-01', until: '2027-03-05', reason: '出差'};
  const made = await call('POST', '/api/v1/substitutions', {cookie, json, headers: {'Idempotency-Key': key()}, expect: 201});
  await call('DELETE', `/api/v1/substitutions/${made.value.uid}`, {cookie, expect: 204});
  const head = await signIn(server.officer('intake_head'));
  await call('POST', '/api/v1/hand-over', {cookie: head, json: {from: login, to: colleague, note: '请假'}, expect: 200});
  for (const path of ['bodies', 'figures']) await call('GET', `/api/v1/public/${path}`, {expect: 200});
});

test('wordings, send log, inbox and contacts by the contract', async () => {
  const admin = await signIn(server.officer('admin'));
  const intake = await signIn(server.officer('intake'));
  const all = (await call('GET', '/api/v1/wordings', {cookie: admin, expect: 200})).value;
  assert.ok(all.events.length > 50 && all.places.length > 5);
  const wording = '/api/v1/wordings/CLOSED/applicant/zh-CN';
  const change = {version: 1, title: '办完了', sms: '编号{{number}}办完了。', paragraphs: ['办完了。'], note: '改短'};
  await call('PUT', wording, {cookie: intake, json: change, expect: 403});
  const saved = await call('PUT', wording, {cookie: admin, json: change, expect: 200});
  assert.equal(saved.value.version, 2);
  await call('PUT', wording, {cookie: admin, json: change, expect: 409});
  const refused = await call('PUT', wording, {cookie: admin, json: {version: 2, sms: '【催款】{{x}}'}, expect: 422});
  assert.deepEqual(refused.value.errors.map((fault) => fault.code).sort(), ['wording_brackets', 'wording_forbidden', 'wording_unknown_place']);
  await call('GET', '/api/v1/wordings/CLOSED', {cookie: admin, expect: 200});
  await call('GET', '/api/v1/wordings/NONE', {cookie: admin, expect: 404});
  await call('POST', `${wording}/preview`, {cookie: admin, json: {title: '题', sms: '字'.repeat(80), paragraphs: []}, expect: 200});
  await call('GET', `${wording}/versions`, {cookie: admin, expect: 200});
  const route = '/api/v1/message-routes/CLOSED/handler';
  await call('PUT', route, {cookie: admin, json: {version: 1, channels: ['site']}, expect: 200});
  await call('GET', `${route}/versions`, {cookie: admin, expect: 200});
  const template = '/api/v1/carrier-templates/CLOSED/aliyun/zh-CN';
  await call('PUT', template, {cookie: admin, json: {version: 0, carrier_id: 'SMS_1'}, expect: 200});
  await call('GET', `${template}/versions`, {cookie: admin, expect: 200});

  const log = (await call('GET', '/api/v1/send-log?limit=3', {cookie: intake, expect: 200})).value;
  assert.equal(log.items.length, 3);
  await call('GET', `/api/v1/send-log?limit=3&after=${log.next}`, {cookie: intake, expect: 200});
  await call('GET', '/api/v1/send-log/count?channel=sms', {cookie: intake, expect: 200});
  await call('GET', '/api/v1/send-log/figures', {cookie: intake, expect: 200});
  await call('GET', `/api/v1/send-log/${log.items[0].uid}`, {cookie: intake, expect: 200});
  await call('GET', '/api/v1/send-log/export?channel=sms', {cookie: intake, expect: 200});
  assert.equal((await call('GET', '/api/v1/send-log?limit=1', {cookie: admin, expect: 200})).value.items[0].text, null);

  const inbox = (await call('GET', '/api/v1/inbox', {cookie: intake, expect: 200})).value;
  const before = (await call('GET', '/api/v1/inbox/count', {cookie: intake, expect: 200})).value.unread;
  assert.ok(inbox.items.length > 0 && before > 0);
  const read = await call('POST', '/api/v1/inbox/read', {cookie: intake, json: {uid: inbox.items.find((item) => item.read_at === null).uid}, expect: 200});
  assert.equal(read.value.unread, before - 1);

  const secret = {'Draft-Secret': draftSecret()};
  const draft = await call('POST', '/api/v1/complaints', {json: {form: completeForm()}, headers: {...secret, 'Idempotency-Key': key()}, expect: 201});
  const contacts = `/api/v1/complaints/${draft.value.complaint.uid}/contacts`;
  const people = (await call('GET', contacts, {headers: secret, expect: 200})).value.items;
  assert.equal(people[0].role, 'complainant');
  await call('PATCH', `${contacts}/complainant`, {headers: secret, json: {language: 'en', consent_sms: true}, expect: 200});
  // Nothing sends SMS here, which is said.
  await call('POST', `${contacts}/complainant/codes`, {headers: secret, json: {channel: 'sms'}, expect: 409});
  await call('POST', `${contacts}/complainant/verifications`, {headers: secret, json: {channel: 'sms', code: '123456'}, expect: 409});
});

tellingTests({call, signIn, officer: (role) => server.officer(role), url: () => server.url, heard: (id) => called.add(id)});

test('what came in lies with the desk', async () => {
  const nobody = '0190b8a0-0000-7000-8000-000000000000';
  const letters = await signIn(server.officer('intake'));
  await call('GET', '/api/v1/inbound?state=unmatched&limit=5', {cookie: letters, expect: 200});
  await call('GET', '/api/v1/inbound?state=lost', {cookie: letters, expect: 422});
  await call('GET', '/api/v1/inbound/count', {cookie: letters, expect: 200});
  await call('GET', `/api/v1/inbound/${nobody}`, {cookie: letters, expect: 404});
  await call('POST', `/api/v1/inbound/${nobody}/assign`, {cookie: letters, json: {complaint: 'x'}, headers: {'Idempotency-Key': key()}, expect: 404});
  await call('POST', `/api/v1/inbound/${nobody}/set-aside`, {cookie: letters, headers: {'Idempotency-Key': key()}, expect: 404});
});

test('unsigned carriers are refused', async () => {
  await call('POST', '/hooks/twilio/incoming', {body: 'Body=1', headers: {'content-type': 'application/x-www-form-urlencoded'}, expect: 403});
  await call('POST', '/hooks/twilio/status?message=0190b8a0-0000-7000-8000-000000000000', {
    body: 'MessageSid=SM1&MessageStatus=delivered', headers: {'content-type': 'application/x-www-form-urlencoded'}, expect: 403});
});

test('gateways without a signed address are refused', async () => {
  const query = 'message=0190b8a0-0000-7000-8000-000000000000&signature=00';
  await call('POST', `/hooks/sms/telecom?${query}`, {json: {status: 'DELIVRD'}, expect: 403});
  await call('POST', `/hooks/sms/telecom/form?${query}`, {
    body: 'status=DELIVRD', headers: {'content-type': 'application/x-www-form-urlencoded'}, expect: 403});
});

test('what did not arrive is told by telephone or sent again', async () => {
  const cookie = await signIn(server.officer('intake'));
  const {items} = (await call('GET', '/api/v1/complaints?limit=1', {cookie, expect: 200})).value;
  const tasks = `/api/v1/complaints/${items[0].number}/telephone-tasks`;
  assert.deepEqual((await call('GET', tasks, {cookie, expect: 200})).value.items, []);
  const headers = {origin: server.url};
  const none = await call('POST', `${tasks}/1/calls`, {cookie, headers, json: {result: 'told'}, expect: 404});
  assert.equal(none.value.code, 'telephone_task_not_found');
  const nothing = '/api/v1/messages/0190b8a0-0000-7000-8000-000000000000/resend';
  assert.equal((await call('POST', nothing, {cookie, headers, expect: 404})).value.code, 'message_not_found');
});

releaseTests({call, signIn, officer: (role) => server.officer(role)});
test('an officer enters where the respondent gets SMS and mails', async () => {
  const cookie = await signIn(server.officer('intake'));
  const {items} = (await call('GET', '/api/v1/complaints?tab=to_review&limit=1', {cookie, expect: 200})).value;
  const ways = `/api/v1/complaints/${items[0].number}/respondent-ways`;
  const before = (await call('GET', ways, {cookie, expect: 200})).value;
  assert.equal(before.email, null);
  const headers = {origin: server.url};
  const bad = await call('PUT', ways, {cookie, headers, json: {mobile: '1', email: 'x'}, expect: 422});
  assert.deepEqual(bad.value.errors.map((fault) => fault.pointer).sort(), ['/email', '/mobile']);
  const after = (await call('PUT', ways, {cookie, headers, json: {mobile: '13700001111', email: 'caiwu@water.example'}, expect: 200})).value;
  assert.equal(after.mobile, '137****1111');
  assert.ok(after.email.endsWith('@water.example') && !after.email.startsWith('caiwu'));
  assert.deepEqual((await call('GET', ways, {cookie, expect: 200})).value, after);
  await call('GET', '/api/v1/complaints/JSTS20200101999999/respondent-ways', {cookie, expect: 404});
});

queueTests({call, signIn, officer: (role) => server.officer(role)});
officeTests({call, signIn, officer: (role) => server.officer(role)});
watchingTests({call, signIn, officer: (role) => server.officer(role)});

test('every operation of the contract was called', () => {
  const all = Object.values(contract.paths).flatMap((item) => ['get', 'post', 'put', 'patch', 'delete']
    .filter((method) => item[method]).map((method) => item[method].operationId));
  assert.deepEqual(all.filter((id) => !called.has(id)), []);
});
