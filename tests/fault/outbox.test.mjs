// `kill -9` while hundreds of messages wait for slow carriers: every message arrives, nobody gets two, and each crash
// leaves at most one mail of which nobody knows.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { filing } from '../support/complaint.mjs';
import { freePort, must, sandbox, serve, signIn } from '../support/program.mjs';
import { judgeMessages, quietOutbox, rows } from './support/check.mjs';
import { Clients } from './support/clients.mjs';
import { seeded } from './support/cut.mjs';
import { options } from './support/options.mjs';

const { rounds, seed } = options({ plain: 20, deep: 200 });
// Two messages each, of which a round lets a part go; the sandbox keeps at most 10,000 rules.
const filingsARound = rounds > 100 ? 12 : 24;
const connections = 4;
const atOnce = { sms: 8, mail: 1 };
const delayMs = { sms: 300, mail: 40 };

const clients = new Clients({ pauseMs: 0 });
let folder, dataDir, database, demo, carrier, start;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'qingqian-outbox-'));
  dataDir = join(folder, 'data');
  database = join(dataDir, 'qingqian.db');
  await must(['migrate', '--data-dir', dataDir]);
  demo = JSON.parse(await must(['demo', 'seed', '--cases', '2', '--seed', '1', '--data-dir', dataDir, '--json']));
  carrier = await sandbox(['--callback-delay-ms', '20', '--callback-retry-ms', '200']);
  const listen = `127.0.0.1:${await freePort()}`;
  const more = { sms_at_once: atOnce.sms, mail_at_once: atOnce.mail, sms_grace_ms: 2000 };
  start = () => serve({ dataDir, listen, settings: { ...carrier.settings, ...more } });
});
after(async () => {
  await carrier?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** The carriers take the messages of these filings at once and answer late. */
async function slowDown(first, count) {
  for (let n = first; n < first + count; ++n) {
    const { mobile, email } = filing(n);
    for (const [number, delay_ms] of [[`+86${mobile}`, delayMs.sms], [email, delayMs.mail]]) {
      const body = JSON.stringify({ number, behaviour: 'slow', delay_ms });
      const headers = { 'Content-Type': 'application/json' };
      const answer = await fetch(`${carrier.http}/sandbox/rules`, { method: 'POST', headers, body });
      assert.ok(answer.ok, await answer.text());
    }
  }
}

/** How many messages of a channel stand in a state. */
function count(channel, state) {
  return rows(database, `SELECT count(*) AS n FROM messages WHERE channel = '${channel}' AND state = '${state}'`)[0].n;
}

let cut = 0; // mails that a crash found on their way
test(`${rounds} crashes before slow carriers (seed ${seed})`, async (t) => {
  const chance = seeded(seed);
  const longest = { sms: 0, mail: 0 };
  for (let round = 1; round <= rounds; ++round) {
    const target = round * filingsARound;
    await slowDown((round - 1) * filingsARound + 1, filingsARound + connections);
    const server = await start();
    clients.cookie ||= await signIn(server.url, demo, 'intake');
    assert.ok(count('mail', 'unknown') <= cut, 'a mail is unknown that was not on its way');
    let dead = false;
    const work = clients.work(server.url, connections, () => dead || clients.filed.length >= target);
    await sleep(100 + chance() * 800);
    dead = true;
    assert.equal(await server.kill(), 'SIGKILL', 'the server was alive until it was killed');
    await work;
    for (const channel of ['sms', 'mail']) {
      const claimed = count(channel, 'claimed');
      assert.ok(claimed <= atOnce[channel], `${claimed} ${channel} were on their way at once`);
      longest[channel] = Math.max(longest[channel], count(channel, 'queued'));
    }
    cut += count('mail', 'claimed');
  }
  assert.deepEqual(clients.refused, []);
  assert.ok(cut > 0, 'no crash met a mail on its way');
  assert.ok(longest.mail >= 100, `only ${longest.mail} mails waited`);
  t.diagnostic(`${clients.filed.length} filings; ${cut} of ${rounds} crashes met a mail on its way; at most ` +
    `${longest.mail} mails and ${longest.sms} SMS waited`);
});

test('after the last start every message arrives, none twice', async (t) => {
  await fetch(`${carrier.http}/sandbox/rules`, { method: 'DELETE' });
  const server = await start();
  try {
    await clients.settle(server.url);
    assert.deepEqual(clients.refused, []);
    assert.equal(await quietOutbox(database, 60_000 + rounds * 1_000), 0);
    // The carrier is asked about each SMS: in the end nobody is in doubt about any, and what never reached it is sent.
    for (const end = Date.now() + 60_000; count('sms', 'unknown') > 0 && Date.now() < end;) await sleep(250);
    assert.equal(count('sms', 'unknown'), 0);
    assert.equal(await quietOutbox(database, 60_000), 0);
    const { doubled, lost, states, twiceStored } = await judgeMessages(database, clients.filed, carrier.http);
    t.diagnostic(JSON.stringify(states));
    assert.deepEqual(doubled, []);
    assert.deepEqual(lost, []);
    assert.equal(twiceStored, 0);
    assert.ok(count('mail', 'unknown') <= cut);
  } finally {
    assert.equal(await server.stop(), 0, 'SIGTERM ends the server with 0');
  }
});
