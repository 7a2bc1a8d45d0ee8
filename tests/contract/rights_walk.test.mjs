// Every operation of the contract × everybody who may come × a case of his own and another's: who gets in is compared
// with the table schemas/rules/rights.routes.json and the roles of rights.json. Prints the walk as a table.
import assert from 'node:assert/strict';
import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {readFileSync} from 'node:fs';
import {after, before, test} from 'node:test';
import {completeForm, draftSecret, key, pdf} from '../support/complaint.mjs';
import {must, program} from '../support/program.mjs';
import {password, startOffice} from '../support/walk.mjs';
import {contract} from './schemas.mjs';

const rules = (name) => JSON.parse(readFileSync(new URL(`../../schemas/rules/${name}`, import.meta.url), 'utf8'));
const {roles, grants} = rules('rights.json');
const {operations: table} = rules('rights.routes.json');
const nobody = '0190b8a0-0000-7000-8000-000000000000';

/** [{id, method, pattern}] of the contract. */
const operations = Object.entries(contract.paths).flatMap(([pattern, item]) => Object.entries(item)
  .filter(([, operation]) => operation?.operationId)
  .map(([method, operation]) => ({id: operation.operationId, method: method.toUpperCase(), pattern, body: operation.requestBody})));

/** What makes a request reach its case, where an empty body would be refused before. */
const inputs = {
  saveDraft: {json: {form: {}}},
  takeTransition: {json: {action: 'note', input: {text: '核对'}}},
  previewTransition: {json: {action: 'note', input: {text: '核对'}}},
  recordTelephoneCall: {json: {result: 'told'}},
  setRespondentWays: {json: {mobile: '13700001111'}},
  chooseContact: {json: {language: 'en'}},
  sendCode: {json: {channel: 'sms'}},
  revealContact: {json: {reason: '电话核对合同'}},
  revealCall: {json: {reason: '回电说明情况'}},
  enterCode: {json: {channel: 'sms', code: '123456'}},
  appendUploadByPost: {headers: {'X-HTTP-Method-Override': 'PATCH'}},
  uploadAttachment: {query: '?kind=other&name=a.pdf', body: () => pdf('walk')},
  createUpload: {headers: {'Upload-Metadata': `kind ${btoa('other')},name ${btoa('a.pdf')}`}, body: () => pdf('walk').subarray(0, 3)},
};
const places = {attachment: nobody, document: 'none', task: '1', role: 'complainant', name: 'complaint', event: 'CLOSED',
  voice: 'complainant', audience: 'complainant', language: 'zh-CN', provider: 'aliyun', source: 'GD-1',
  code: 'nowhere', login: 'nobody'};

let office;
/** {name, who, own, foreign}: how each comes, and the case he may and may not see. */
const people = [];

/** Runs a command that reads a password. */
async function addOfficer(role, body) {
  const child = spawn(program(), ['user', 'add', '--login', `walk-${role}`, '--name', role, '--body', body, '--role', role, ...office.where],
    {stdio: ['pipe', 'ignore', 'pipe']});
  let said = '';
  child.stderr.on('data', (text) => (said += text));
  child.stdin.end(`${password}\n`);
  const [code] = await once(child, 'close');
  assert.equal(code, 0, `user add ${role}: ${said}`);
}

/** A case that this department handles, asked about at its respondent. */
async function caseAt(body, handler) {
  const filed = await office.file();
  await office.act('shouli', filed.number, 'accept');
  await office.act('shouli', filed.number, 'transfer', {handling_body: body, override_reason: '被投诉人由该部门主管。'});
  await office.act(handler, filed.number, 'sign_for');
  const asked = await office.act(handler, filed.number, 'inquire', {extract: '投诉人反映：2025 年 8 月 31 日交付护栏，尚欠货款未付。', questions: '合同是否属实？尚欠多少？'});
  return {...filed, code: asked.access_code};
}

async function draft() {
  const secret = draftSecret();
  const {value} = await office.call('POST', '/api/v1/complaints', {json: {form: completeForm()}, expect: 201,
    headers: {'Draft-Secret': secret, 'Idempotency-Key': key()}});
  return {secret, uid: value.complaint.uid};
}

before(async () => {
  office = await startOffice({day: '2026-11-23'});
  const mine = await caseAt('320500-GXJ', 'suzhou');
  const other = await caseAt('320100-GXJ', 'nanjing');
  const cases = {own: mine.number, foreign: other.number};
  for (const {code} of roles) {
    await addOfficer(code, '320500-GXJ');
    people.push({name: code, role: code, ...cases, headers: {Cookie: await office.as(`walk-${code}`)}});
  }
  const drafts = [await draft(), await draft()];
  people.push({name: 'complainant', party: 'complainant', ...cases, headers: {Cookie: await office.as(mine.own)}});
  people.push({name: 'respondent', party: 'respondent', ...cases, headers: {Cookie: await office.as(mine.respondent(mine.code))}});
  people.push({name: 'draft', party: 'draft', own: drafts[0].uid, foreign: drafts[1].uid, headers: {'Draft-Secret': drafts[0].secret}});
  people.push({name: 'nobody', ...cases, headers: {}});
  const token = (await must(['user', 'token', 'add', 'shouli', '--platform', '12345', ...office.where])).trim();
  people.push({name: 'platform', token: 'intake', ...cases, headers: {Authorization: `Bearer ${token}`}});
});
after(async () => { await office?.stop(); });

/** What the table says of a person and an operation: may he come in at all, and to that case? */
function expected(row, person, kind) {
  if (row.anybody) return 'in';
  if (row.carrier) return 'out';
  const rights = grants.filter((grant) => grant.role === person.role);
  const held = rights.filter((grant) => row.officers?.includes(grant.right));
  const admitted = (person.role && (row.officers?.includes('*') || held.length > 0)) ||
    row.parties?.includes(person.party) || (row.token !== undefined && row.token === person.token);
  if (!admitted) return 'out';
  if (!row.case) return 'in';
  // A case is seen by whoever may work in its department; a scope of `own` holds only what he entered himself.
  const works = !person.role || rights.some((grant) => grant.right === 'work' && grant.scope !== 'own');
  return kind === 'own' && works ? 'in' : 'hidden';
}

async function come(operation, person, kind) {
  const given = inputs[operation.id] ?? {};
  const path = operation.pattern.replace(/\{([^}]+)\}/g, (_, place) => (place === 'id' ? person[kind] : places[place] ?? nobody));
  const type = Object.keys(operation.body?.content ?? {})[0];
  const headers = {Origin: office.url, 'Idempotency-Key': key(), 'If-Match': '"0"', 'Tus-Resumable': '1.0.0', 'Upload-Offset': '0',
    'Upload-Length': '3', ...(type ? {'Content-Type': type} : {}), ...given.headers, ...person.headers};
  const body = type === undefined ? undefined : given.body?.() ?? (type.endsWith('json') ? JSON.stringify(given.json ?? {}) : 'a=1');
  const quiet = new AbortController();
  const answer = await fetch(office.url + path + (given.query ?? ''), {method: operation.method, headers, body, signal: quiet.signal, redirect: 'manual'});
  const streams = (answer.headers.get('content-type') ?? '').startsWith('text/event-stream');
  const text = streams ? '' : await answer.text();
  if (streams) quiet.abort();
  const code = (answer.headers.get('content-type') ?? '').includes('problem+json') && text ? JSON.parse(text).code : '';
  return {status: answer.status, code};
}

const outcome = ({status, code}) => {
  // The case was reached; the action is not his.
  if (code === 'wrong_role') return 'in';
  // Whoever comes with nothing at all is told to draw a secret: he may begin a draft, and is not in with it.
  if (status === 401 || status === 403 || code === 'draft_secret_required') return 'out';
  if (status === 404 && code === 'complaint_not_found') return 'hidden';
  return 'in';
};

test('the table names every operation of the contract and no other', () => {
  assert.deepEqual(table.map((row) => row.operation).sort(), operations.map(({id}) => id).sort());
});

test('everybody gets where the table says, to his own case and not to another, and nowhere else', async (t) => {
  const wrong = [];
  const lines = [];
  // HEAD is the GET of the same path, and cannot say which of two things it did not find.
  for (const operation of operations.filter(({id, method}) => id !== 'signOut' && method !== 'HEAD')) {
    const row = table.find((each) => each.operation === operation.id);
    const cells = [];
    for (const person of people) {
      const seen = [];
      for (const kind of row.case ? ['own', 'foreign'] : ['own']) {
        const answer = await come(operation, person, kind);
        const found = outcome(answer);
        const wanted = expected(row, person, kind);
        seen.push(found);
        if (found !== wanted) wrong.push(`${operation.id} ${person.name} ${row.case ? kind : ''}: ${found} (${answer.status} ${answer.code}), not ${wanted}`);
      }
      cells.push(`${person.name} ${seen.join('/')}`);
    }
    lines.push(`${operation.method} ${operation.pattern}: ${cells.join(', ')}`);
  }
  t.diagnostic(lines.join('\n'));
  assert.equal(wrong.join('\n'), '');
});

test('list, count, search and send log show whoever works in a department its own cases alone', async () => {
  const {own, foreign} = people[0];
  for (const person of people.filter(({role}) => grants.some((grant) => grant.role === role && grant.right === 'work'))) {
    const get = async (path) => (await office.call('GET', path, {headers: person.headers, expect: 200})).value;
    const seen = grants.some((grant) => grant.role === person.role && grant.right === 'work' && grant.scope !== 'own') ? [own] : [];
    const numbers = async (query) => (await get(`/api/v1/complaints?${query}`)).items.map((item) => item.number);
    assert.deepEqual(await numbers('limit=100'), seen, `${person.name}: list`);
    assert.equal((await get('/api/v1/complaints/count')).count, seen.length, `${person.name}: count`);
    for (const q of [own, foreign, '启明机械', '护栏']) {
      const found = await numbers(`q=${encodeURIComponent(q)}`);
      assert.deepEqual(found.filter((number) => !seen.includes(number)), [], `${person.name}: search for ${q}`);
    }
    assert.deepEqual(await numbers(`q=${own}`), seen, `${person.name}: search for its own`);
    const sent = (await get('/api/v1/send-log?limit=100')).items.map((line) => line.number);
    assert.deepEqual(sent.filter((number) => number && !seen.includes(number)), [], `${person.name}: send log`);
    assert.equal((await get('/api/v1/send-log/count')).count, sent.length, `${person.name}: count of the send log`);
  }
});
