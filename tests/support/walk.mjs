// The program with a clock that the test sets, and people who work in it over HTTP. Libfaketime answers the program's
// questions for the time of day out of a file; intervals stay real, so that sockets and timers run as ever.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { completeForm, declarations, draftSecret, key, pdf } from './complaint.mjs';
import { must, run, serve } from './program.mjs';

const library = '/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1';
export const password = 'qingqian-demo-2026';

/** A server in a directory of its own with the demo's departments and officers (and `demo` cases), on `day`. */
export async function startOffice({ day, demo = 1, settings = {} }) {
  const dataDir = mkdtempSync(join(tmpdir(), 'qingqian-office-'));
  const where = ['--data-dir', dataDir];
  const clock = join(dataDir, 'clock');
  await must(['migrate', ...where]);
  await must(['demo', 'seed', '--json', '--cases', String(demo), '--seed', '7', ...where]);
  const env = { LD_PRELOAD: library, FAKETIME_TIMESTAMP_FILE: clock, FAKETIME_NO_CACHE: '1', FAKETIME_DONT_FAKE_MONOTONIC: '1', TZ: 'UTC' };
  const office = new Office();
  office.where = where;
  office.clock = (text) => writeFileSync(clock, `@${text}\n`);
  office.at(day);
  office.start = async () => {
    // It comes back under its address: pages that stand open stay good.
    office.server = await serve({ dataDir, settings, env, ...(office.url ? { listen: new URL(office.url).host } : {}) });
    office.url = office.server.url;
  };
  await office.start();
  office.stop = async () => {
    await office.server.stop();
    rmSync(dataDir, { recursive: true, force: true });
  };
  return office;
}

/** People at work on the server at `url`; one that somebody else started has no clock to set and no `where`. */
export class Office {
  constructor(url = '') {
    this.url = url;
    this.where = [];
    this.sessions = new Map();
  }

  /** Ten o'clock in the morning of that day in Shanghai; the clock runs on from there. */
  at(day, hour = '02:00:00') {
    this.day = day;
    this.clock(`${day} ${hour}`);
    this.sessions.clear();
  }

  /** The day dawns, and what came due in between is done: a server that starts looks at once. */
  async dawn(day) {
    await this.server.stop();
    this.at(day);
    await this.start();
  }

  async call(method, path, { json, body, headers = {}, cookie, expect } = {}) {
    const answer = await fetch(this.url + path, {
      method, headers: { Origin: this.url, ...(json === undefined ? {} : { 'Content-Type': 'application/json' }), ...(cookie ? { Cookie: cookie } : {}), ...headers },
      body: json === undefined ? body : JSON.stringify(json),
    });
    const text = await answer.text();
    if (expect !== undefined) assert.equal(answer.status, expect, `${method} ${path}: ${text.slice(0, 1200)}`);
    const json_ = (answer.headers.get('content-type') ?? '').includes('json');
    return { status: answer.status, headers: answer.headers, value: json_ && text ? JSON.parse(text) : text };
  }

  async session(asked) {
    const { headers } = await this.call('POST', '/api/v1/sessions', { json: asked, expect: 201 });
    return headers.get('set-cookie').split(';')[0];
  }

  /** An officer's session by login; one of a complainant or respondent by the object `session` takes. */
  async as(who) {
    const name = typeof who === 'string' ? who : JSON.stringify(who);
    if (!this.sessions.has(name)) {
      this.sessions.set(name, await this.session(typeof who === 'string' ? { kind: 'officer', login: who, password } : who));
    }
    return this.sessions.get(name);
  }

  async get(who, path, expect = 200) {
    return (await this.call('GET', path, { cookie: await this.as(who), expect })).value;
  }

  async read(who, number) {
    const { value, headers } = await this.call('GET', `/api/v1/complaints/${number}`, { cookie: await this.as(who), expect: 200 });
    return { ...value, etag: headers.get('etag') };
  }

  async list(who, number, what) {
    return (await this.get(who, `/api/v1/complaints/${number}/${what}`)).items;
  }

  async take(who, number, action, input = {}, seen) {
    const { etag } = seen ?? await this.read(who, number);
    return this.call('POST', `/api/v1/complaints/${number}/transitions`, {
      json: { action, input }, cookie: await this.as(who), headers: { 'If-Match': etag, 'Idempotency-Key': key() },
    });
  }

  /** A step that must succeed; the answer's content. */
  async act(who, number, action, input) {
    const { status, value } = await this.take(who, number, action, input);
    assert.equal(status, 201, `${action}: ${JSON.stringify(value).slice(0, 1200)}`);
    return value;
  }

  /** A step that must be refused, and changes nothing; the problem. */
  async refused(who, number, action, input) {
    const before = await this.read('shenhe', number);
    const { status, value } = await this.take(who, number, action, input, before);
    assert.ok(status >= 400 && status < 500, `${action} was not refused: ${status}`);
    const after = await this.read('shenhe', number);
    for (const member of ['etag', 'event_count', 'head_hash', 'state', 'clocks', 'ledger', 'tracks', 'documents', 'plan']) {
      assert.deepEqual(after[member], before[member], `${action} changed ${member}`);
    }
    return value;
  }

  async upload(who, number, kind, name, content = pdf(name.replace(/[^ -~]/g, ''))) {
    const { value } = await this.call('POST', `/api/v1/complaints/${number}/attachments?kind=${kind}&name=${encodeURIComponent(name)}`, {
      body: content, cookie: await this.as(who), headers: { 'Idempotency-Key': key(), 'Content-Type': 'application/octet-stream' }, expect: 201,
    });
    for (let i = 0; i < 200; i++) {
      const found = (await this.list(who, number, 'attachments')).find((each) => each.uid === value.uid);
      if (found && found.verdict !== 'pending') return value.uid;
      await pause(25);
    }
    throw new Error(`no verdict on ${name}`);
  }

  /** Files a complaint as its firm does: materials, declarations, receipt. `change` may alter the form. */
  async file(change = () => {}) {
    const form = completeForm();
    change(form);
    const secret = { 'Draft-Secret': draftSecret() };
    const drafted = await this.call('POST', '/api/v1/complaints', { json: { form }, headers: { ...secret, 'Idempotency-Key': key() }, expect: 201 });
    const path = `/api/v1/complaints/${drafted.value.complaint.uid}`;
    for (const kind of ['complaint_letter', 'licence', 'contract', 'debt_proof']) {
      await this.call('POST', `${path}/attachments?kind=${kind}&name=${encodeURIComponent('材料.pdf')}`, {
        body: pdf(kind), headers: { ...secret, 'Idempotency-Key': key(), 'Content-Type': 'application/octet-stream' }, expect: 201,
      });
    }
    const { headers } = await this.call('GET', path, { headers: secret, expect: 200 });
    const { value } = await this.call('POST', `${path}/transitions`, {
      json: { action: 'submit', input: { declarations: declarations() } }, headers: { ...secret, 'If-Match': headers.get('etag'), 'Idempotency-Key': key() }, expect: 201,
    });
    const { receipt } = value;
    return {
      number: receipt.number, receipt, form, earlier: value.complaint.earlier,
      own: { kind: 'tracking', receipt_code: receipt.code, credit_code_tail: form.complainant.credit_code.slice(-6) },
      respondent: (code) => ({ kind: 'respondent', receipt_code: code, credit_code_tail: form.respondent.credit_code.slice(-6) }),
    };
  }

  /** "raw>legal state" of the last clock of a kind, with ~ where it is provisional. */
  async due(number, kind) {
    const clock = (await this.list('shenhe', number, 'clocks')).filter((each) => each.kind === kind).at(-1);
    return clock && `${clock.due_raw}>${clock.due_legal}${clock.provisional ? '~' : ''} ${clock.state}`;
  }

  /** "EVENT audience" of what a step told, each once, sorted; by the number of its event. */
  async told(number, seq) {
    const items = (await this.list('shenhe', number, 'messages')).filter((each) => each.event_seq === seq);
    return [...new Set(items.map((each) => `${each.event_name} ${each.recipient.split(':')[0]}`))].sort();
  }

  /** Recomputes the chain of every case and replays it: what `audit verify` prints, and whether it found nothing. */
  async audit() {
    const { code, stdout, stderr } = await run(['audit', 'verify', ...this.where]);
    return { sound: code === 0, said: stdout + stderr };
  }
}
