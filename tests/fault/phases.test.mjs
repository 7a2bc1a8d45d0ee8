// `kill -9` in each phase of a send, hit on purpose and counted: before the claim is committed, after it, during the
// request and the mail's DATA, when the carrier has taken it and we do not know, when we know and have not recorded it.
// Nothing is lost or doubled; where nobody can know (SMTP has no question) the message says so.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { draftSecret, filing } from '../support/complaint.mjs';
import { freePort, must, sandbox, serve, signIn } from '../support/program.mjs';
import { judgeMessages, quietOutbox, rows } from './support/check.mjs';
import { gate } from './support/gate.mjs';
import { options } from './support/options.mjs';

const places = ['before', 'half', 'answered', 'unrecorded'];
const kinds = places.flatMap((where) => ['sms', 'mail'].map((channel) => ({ channel, where })));
const names = {
  before: 'claimed, nothing left',
  half: 'in the middle of the request',
  answered: 'taken by the carrier, its answer on the way',
  unrecorded: 'answered, not recorded',
  waiting: 'before the claim was committed',
};
const { rounds } = options({ plain: 16, deep: 200 });

const hits = {};
const filed = [];
let folder, dataDir, database, demo, carrier, watched, start, cookie;
let cut = 0; // mails that stood `claimed` when the program died

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'qingqian-phases-'));
  dataDir = join(folder, 'data');
  database = join(dataDir, 'qingqian.db');
  await must(['migrate', '--data-dir', dataDir]);
  demo = JSON.parse(await must(['demo', 'seed', '--cases', '2', '--seed', '1', '--data-dir', dataDir, '--json']));
  carrier = await sandbox(['--callback-delay-ms', '3000', '--callback-retry-ms', '200']);
  watched = await gate(carrier);
  const settings = { ...carrier.settings, sms_base_url: watched.http, smtp_url: watched.smtp, sms_at_once: 1,
    mail_at_once: 1, sms_grace_ms: 2000 };
  const listen = `127.0.0.1:${await freePort()}`;
  start = () => serve({ dataDir, listen, settings });
});
after(async () => {
  watched?.close();
  await carrier?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Nobody but the test writes until `free` is called: what the program wants to commit waits. */
async function lock() {
  const child = spawn('sqlite3', [database], { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.write(".timeout 10000\nBEGIN IMMEDIATE;\nSELECT 'held';\n");
  await once(child.stdout, 'data');
  return async () => {
    child.stdin.end();
    await once(child, 'exit');
  };
}

async function file(url, n) {
  const { body, mobile, email } = filing(n, { channel: 'phone' });
  const headers = { 'Content-Type': 'application/json', Cookie: cookie, Origin: url,
    'Idempotency-Key': `phase-${draftSecret()}` };
  const answer = await fetch(`${url}/api/v1/complaints`, { method: 'POST', headers, body });
  assert.equal(answer.status, 201, await answer.clone().text());
  const { number } = (await answer.json()).complaint;
  filed.push({ number, mobile, email });
}

const addressOf = (n, channel) => (channel === 'sms' ? `+86${filing(n).mobile}` : filing(n).email);

function messageTo(address) {
  return rows(database, `SELECT state, tries, claimed_at FROM messages WHERE address = '${address}'
    AND event_name = 'SUBMITTED'`)[0];
}

async function arrivals(channel, address) {
  const what = channel === 'sms' ? 'messages' : 'mails';
  const answer = await (await fetch(`${carrier.http}/sandbox/${what}.json?to=${encodeURIComponent(address)}`)).json();
  return answer[what].length;
}

function hit(channel, phase) {
  const name = `${channel} ${names[phase]}`;
  hits[name] = (hits[name] ?? 0) + 1;
}

async function crash({ channel, where }, n) {
  const server = await start();
  cookie ??= await signIn(server.url, demo, 'intake');
  const address = addressOf(n, channel);
  const reached = watched.stop(address, where === 'unrecorded' ? 'answered' : where);
  await file(server.url, n);
  const patience = sleep(20_000, undefined, { ref: false }).then(() => assert.fail(`no ${channel} came to ${where}`));
  const { pass } = await Promise.race([reached, patience]);
  let free = async () => {};
  if (where === 'unrecorded') {
    await file(server.url, n + 1); // waits: as many are on their way as may be
    free = await lock();
    pass();
    await sleep(60); // the answer is read; its record and the next claim want one commit
  }
  assert.equal(await server.kill(), 'SIGKILL', 'the server was alive until it was killed');
  await free();
  const { state, tries } = messageTo(address);
  assert.deepEqual({ state, tries }, { state: 'claimed', tries: 0 });
  assert.equal(await arrivals(channel, address), where === 'before' || where === 'half' ? 0 : 1, where);
  hit(channel, where);
  if (where === 'unrecorded') {
    const next = messageTo(addressOf(n + 1, channel));
    assert.deepEqual(next, { state: 'queued', tries: 0, claimed_at: 0 });
    hit(channel, 'waiting');
  }
  cut += rows(database, "SELECT count(*) AS n FROM messages WHERE channel = 'mail' AND state = 'claimed'")[0].n;
}

test(`${rounds} crashes, each in a phase of a send`, async (t) => {
  for (let round = 0; round < rounds; ++round) {
    const kind = kinds[round % kinds.length];
    // Every other time the carrier calls nobody back: only its list knows.
    if (Math.floor(round / kinds.length) % 2 === 1) {
      const rule = { number: addressOf(2 * round + 1, 'sms'), behaviour: 'silent' };
      const body = JSON.stringify(rule);
      const headers = { 'Content-Type': 'application/json' };
      assert.ok((await fetch(`${carrier.http}/sandbox/rules`, { method: 'POST', headers, body })).ok);
    }
    await t.test(`${round + 1}: ${kind.channel} ${names[kind.where]}`, () => crash(kind, 2 * round + 1));
  }
  t.diagnostic(JSON.stringify(hits));
  for (const channel of ['sms', 'mail']) {
    for (const name of Object.values(names)) assert.ok(hits[`${channel} ${name}`] > 0, `${channel} ${name}`);
  }
});

test('in the end every message arrived once, or says that nobody knows', async (t) => {
  const server = await start();
  try {
    const count = (channel, state) => rows(database,
      `SELECT count(*) AS n FROM messages WHERE channel = '${channel}' AND state = '${state}'`)[0].n;
    for (const end = Date.now() + 60_000 + rounds * 500; count('sms', 'unknown') > 0 && Date.now() < end;)
      await sleep(250);
    assert.equal(count('sms', 'unknown'), 0);
    assert.equal(await quietOutbox(database, 60_000), 0);
    const { doubled, lost, states, twiceStored } = await judgeMessages(database, filed, carrier.http);
    t.diagnostic(JSON.stringify(states));
    assert.deepEqual(doubled, []);
    assert.deepEqual(lost, []);
    assert.equal(twiceStored, 0);
    const unknown = rows(database, "SELECT reason FROM messages WHERE channel = 'mail' AND state = 'unknown'");
    assert.equal(unknown.length, cut);
    assert.ok(unknown.every(({ reason }) => reason === 'mail_maybe_sent'));
  } finally {
    assert.equal(await server.stop(), 0, 'SIGTERM ends the server with 0');
  }
});
