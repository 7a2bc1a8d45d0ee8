// Many people who file at once, remember every promise the server made, and come back after it died.
import { createHash, randomBytes } from 'node:crypto';
import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { filing, pdf } from '../../support/complaint.mjs';

const words = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_';
const materials = ['complaint_letter', 'licence', 'contract', 'debt_proof'];
/** A PDF whose bytes nobody has seen before. */
const unseen = (size) => pdf(randomBytes(size).toString('base64'));
const draw = (length) => [...randomBytes(length)].map((byte) => words[byte % 64]).join('');

/** One request; rejects when the connection breaks before the whole answer came. */
export function send(agent, url, { method = 'GET', headers = {}, body } = {}) {
  return new Promise((resolve, reject) => {
    const call = request(url, { agent, method, headers, timeout: 20_000 }, (answer) => {
      const parts = [];
      answer.on('data', (part) => parts.push(part));
      answer.on('error', reject);
      answer.on('end', () => {
        const bytes = Buffer.concat(parts);
        const json = () => JSON.parse(bytes.toString('utf8'));
        resolve({ status: answer.statusCode, headers: answer.headers, bytes, json });
      });
    });
    call.on('timeout', () => call.destroy(new Error('no answer within 20 s')));
    call.on('error', reject);
    call.end(body);
  });
}

/**
 * People who file. `filed` holds what was answered by 201 (number, receipt code, head hash), `uploaded` the files,
 * `refused` every answer that should not have come.
 */
export class Clients {
  #next;
  #unsure = []; // cut off in the middle: whoever filed does not know, and will ask again with the same key

  /** `uploads`: every second one files as the screen does, with materials; the others are calls to the desk. */
  constructor({ first = 1, pauseMs = 25, uploads = false } = {}) {
    this.#next = first;
    this.pauseMs = pauseMs;
    this.uploads = uploads;
    this.cookie = ''; // the desk officer's session
    this.filed = [];
    this.uploaded = [];
    this.refused = [];
    this.repeated = 0;
  }

  get unsure() {
    return this.#unsure.length;
  }

  /** Files with `count` connections until `stopped()`; returns when every request has ended. */
  async work(url, count, stopped) {
    const agent = new Agent({ keepAlive: true, maxSockets: count });
    const one = async () => {
      while (!stopped()) {
        if (!(await this.#step(agent, url, this.#unsure.shift() ?? this.#begin()))) return;
        if (this.pauseMs > 0) await sleep(Math.random() * 2 * this.pauseMs);
      }
    };
    await Promise.all(Array.from({ length: count }, one));
    agent.destroy();
  }

  /** Asks again about everything that was cut off. */
  async settle(url) {
    const agent = new Agent({ keepAlive: true, maxSockets: 4 });
    for (let left = this.#unsure.length; left > 0; --left) await this.#step(agent, url, this.#unsure.shift());
    agent.destroy();
  }

  #begin() {
    const n = this.#next++;
    const drafts = this.uploads && n % 2 === 0;
    return { ...filing(n, drafts ? {} : { channel: 'phone' }), key: draw(24), secret: draw(43), tries: 0, drafts };
  }

  /** False when the server is gone. */
  async #step(agent, url, person) {
    try {
      if (person.tries++ > 0) this.repeated += 1;
      await (person.drafts ? this.#fileByDraft(agent, url, person) : this.#fileAtOnce(agent, url, person));
      return true;
    } catch (error) {
      if (error.code === undefined) throw error; // ours, not the network's
      this.#unsure.push(person);
      return false;
    }
  }

  async #post(agent, url, person, path, key, body, type, more = {}) {
    const who = person.drafts ? { 'Draft-Secret': person.secret } : { Cookie: this.cookie, Origin: url };
    const length = Buffer.byteLength(body);
    const headers = { 'Content-Type': type, 'Content-Length': length, 'Idempotency-Key': key, ...who, ...more };
    const answer = await send(agent, url + path, { method: 'POST', headers, body });
    if (answer.status === 201) return answer;
    this.refused.push({ n: person.n, path, status: answer.status, body: answer.bytes.toString('utf8').slice(0, 600) });
    return undefined;
  }

  #remember(person, answer) {
    if (!answer) return;
    const { complaint, receipt } = answer.json();
    this.filed.push({ n: person.n, credit: person.code, mobile: person.mobile, email: person.email,
      secret: person.secret, number: complaint.number, uid: complaint.uid, receipt: receipt.code,
      head: receipt.head_hash });
  }

  async #fileAtOnce(agent, url, person) {
    const type = 'application/json';
    this.#remember(person, await this.#post(agent, url, person, '/api/v1/complaints', person.key, person.body, type));
  }

  /** As the screen does it: a draft, its materials, then the submission; after a crash on from the step without an
   * answer. Every step has a key of its own. */
  async #fileByDraft(agent, url, person) {
    const json = 'application/json';
    const { declarations, ...rest } = JSON.parse(person.body);
    if (!person.draft) {
      const body = JSON.stringify({ ...rest, submit: false });
      const answer = await this.#post(agent, url, person, '/api/v1/complaints', person.key, body, json);
      if (!answer) return;
      person.draft = { uid: answer.json().complaint.uid, etag: answer.headers.etag };
      person.files = materials.map((kind, i) => ({ kind, bytes: unseen(6_000 + ((person.n + i) % 7) * 5_000) }));
    }
    const path = `/api/v1/complaints/${person.draft.uid}`;
    for (; person.files.length > 0; person.files.shift()) {
      const [{ kind, bytes }] = person.files;
      const address = `${path}/attachments?kind=${kind}&name=${kind}-${person.n}.pdf`;
      const key = `${person.key}-${kind}`;
      const kept = await this.#post(agent, url, person, address, key, bytes, 'application/octet-stream');
      if (!kept) return;
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      if (kept.json().sha256 !== sha256) this.refused.push({ n: person.n, path, body: 'another digest than was sent' });
      this.uploaded.push({ complaint: person.draft.uid, uid: kept.json().uid, sha256, secret: person.secret });
    }
    const submit = JSON.stringify({ action: 'submit', input: { declarations } });
    const done = await this.#post(agent, url, person, `${path}/transitions`, `${person.key}-done`, submit, json,
      { 'If-Match': person.draft.etag });
    this.#remember(person, done);
  }
}
