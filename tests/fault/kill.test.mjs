// `kill -9` at any moment loses nothing that was promised and says nothing twice.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort, must, run, sandbox, serve, signIn } from '../support/program.mjs';
import { closedCases, doubledFilings, integrity, judgeMessages, missingFilings, quietOutbox } from './support/check.mjs';
import { Clients } from './support/clients.mjs';
import { seeded } from './support/cut.mjs';
import { options } from './support/options.mjs';

const { rounds, seed } = options({ plain: 20, deep: 200 });
const connections = 8;
const longestRoundMs = 900;

const clients = new Clients({ uploads: true });
let folder, dataDir, database, demo, carrier, start;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'qingqian-kill-'));
  dataDir = join(folder, 'data');
  database = join(dataDir, 'qingqian.db');
  await must(['migrate', '--data-dir', dataDir]);
  demo = JSON.parse(await must(['demo', 'seed', '--cases', '2', '--seed', '1', '--data-dir', dataDir, '--json']));
  carrier = await sandbox(['--callback-delay-ms', '20', '--callback-retry-ms', '200']);
  // One address for all rounds: the carrier calls back after the server has come up again.
  const listen = `127.0.0.1:${await freePort()}`;
  start = () => serve({ dataDir, listen, settings: carrier.settings });
});
after(async () => {
  await carrier?.stop();
  rmSync(folder, { recursive: true, force: true });
});

test(`${rounds} rounds of filing and kill -9 (seed ${seed})`, async (t) => {
  const chance = seeded(seed);
  for (let round = 1; round <= rounds; ++round) {
    const server = await start();
    clients.cookie ||= await signIn(server.url, demo, 'intake');
    let dead = false;
    const work = clients.work(server.url, connections, () => dead);
    await sleep(30 + chance() * (longestRoundMs - 30));
    dead = true;
    assert.equal(await server.kill(), 'SIGKILL', 'the server was alive until it was killed');
    await work;
  }
  assert.deepEqual(clients.refused, []);
  t.diagnostic(`${clients.filed.length} filings answered, ${clients.repeated} asked about again, ` +
    `${clients.unsure} still unsure`);
});

test('after the last start every promise is kept', async (t) => {
  const server = await start();
  try {
    await clients.settle(server.url);
    assert.deepEqual(clients.refused, []);
    assert.equal(clients.unsure, 0);
    await t.test('every 201 ever received is there, with its event', () => {
      assert.ok(clients.filed.length >= rounds, `only ${clients.filed.length} filings in ${rounds} rounds`);
      assert.deepEqual(missingFilings(database, clients.filed), []);
    });
    await t.test('a request repeated after the crash was done once', () => {
      assert.deepEqual(doubledFilings(database, clients.filed), []);
    });
    await t.test('no message is lost, none is doubled', async (t) => {
      assert.equal(await quietOutbox(database, 60_000), 0);
      const { doubled, lost, states, twiceStored } = await judgeMessages(database, clients.filed, carrier.http);
      t.diagnostic(JSON.stringify(states));
      assert.deepEqual(doubled, []);
      assert.deepEqual(lost, []);
      assert.equal(twiceStored, 0);
    });
    await t.test('cases open by their receipt codes', async () => {
      assert.deepEqual(await closedCases(server.url, clients.filed, 3), []);
    });
  } finally {
    assert.equal(await server.stop(), 0, 'SIGTERM ends the server with 0');
  }
});

test('the history is whole and the database sound', async () => {
  const audit = await run(['audit', 'verify', '--data-dir', dataDir]);
  assert.equal(audit.code, 0, audit.stdout + audit.stderr);
  assert.equal(integrity(database), 'ok');
});
