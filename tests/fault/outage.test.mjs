// The gateway and the relay die under load and come back later: meanwhile people file as always, and afterwards every
// message has arrived once.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort, must, sandbox, serve, signIn } from '../support/program.mjs';
import { judgeMessages, quietOutbox, rows } from './support/check.mjs';
import { Clients } from './support/clients.mjs';

const downMs = process.env.QINGQIAN_DEEP === 'yes' ? 600_000 : 15_000;
// A breaker's last rest may be as long as the outage, and no longer than five minutes.
const patienceMs = Math.min(downMs, 300_000) + 120_000;

let folder, dataDir, database, demo, carrier, startCarrier;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'qingqian-outage-'));
  dataDir = join(folder, 'data');
  database = join(dataDir, 'qingqian.db');
  await must(['migrate', '--data-dir', dataDir]);
  demo = JSON.parse(await must(['demo', 'seed', '--cases', '2', '--seed', '1', '--data-dir', dataDir, '--json']));
  const options = ['--http', `127.0.0.1:${await freePort()}`, '--smtp', `127.0.0.1:${await freePort()}`,
    '--callback-delay-ms', '50', '--data', join(folder, 'carrier.json')];
  startCarrier = () => sandbox(options);
  carrier = await startCarrier();
});
after(async () => {
  await carrier?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const count = (where) => rows(database, `SELECT count(*) AS n FROM messages WHERE ${where}`)[0].n;

test(`carriers that are gone for ${downMs / 1000} s lose and double nothing`, async (t) => {
  const server = await serve({ dataDir, settings: { ...carrier.settings, sms_grace_ms: 2000 } });
  try {
    const clients = new Clients({ pauseMs: downMs / 100 });
    clients.cookie = await signIn(server.url, demo, 'intake');
    let done = false;
    const work = clients.work(server.url, 4, () => done);
    await sleep(2_000);
    await carrier.stop();
    const before = clients.filed.length;
    await sleep(downMs);
    const meanwhile = clients.filed.length - before;
    const waiting = count("channel IN ('sms', 'mail') AND state = 'queued'");
    carrier = await startCarrier();
    await sleep(2_000);
    done = true;
    await work;
    assert.deepEqual(clients.refused, []);
    assert.ok(meanwhile > 20, `only ${meanwhile} cases were filed meanwhile`);
    assert.ok(waiting >= meanwhile, `${waiting} messages waited for ${meanwhile} cases`);
    assert.equal(await quietOutbox(database, patienceMs), 0);
    for (const end = Date.now() + 60_000; count("channel = 'sms' AND state = 'unknown'") > 0 && Date.now() < end;)
      await sleep(250);
    assert.equal(await quietOutbox(database, patienceMs), 0);
    const { doubled, lost, states, twiceStored } = await judgeMessages(database, clients.filed, carrier.http);
    const figures = `${before} filed before, ${meanwhile} meanwhile; ${waiting} messages waited`;
    t.diagnostic(`${figures}; ${JSON.stringify(states)}`);
    assert.deepEqual(doubled, []);
    assert.deepEqual(lost, []);
    assert.equal(twiceStored, 0);
    assert.equal(count("channel = 'sms' AND state = 'unknown'"), 0);
    // The one mail whose 250 was cut off: nobody can know, and it says so.
    assert.ok(count("state = 'unknown'") <= 1);
    assert.equal(count("state = 'unknown' AND reason <> 'mail_maybe_sent'"), 0);
  } finally {
    assert.equal(await server.stop(), 0, 'SIGTERM ends the server with 0');
  }
});
