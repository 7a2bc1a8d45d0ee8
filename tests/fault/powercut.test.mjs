// A power cut takes away every write after the last sync of its file, and still nothing that was promised.
import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort, must, run, sandbox, serve, signIn } from '../support/program.mjs';
import { brokenUploads, doubledFilings, integrity, judgeMessages, missingFilings, quietOutbox } from './support/check.mjs';
import { Clients } from './support/clients.mjs';
import { buildShim, cutPower, seeded, watch } from './support/cut.mjs';
import { options } from './support/options.mjs';

const { rounds, seed } = options({ plain: 5, deep: 60 });
const connections = 6;
const longestRoundMs = 1500;

let folder, library, empty, demo, carrier;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'qingqian-cut-'));
  library = buildShim(folder);
  empty = join(folder, 'empty');
  await must(['migrate', '--data-dir', empty]);
  demo = JSON.parse(await must(['demo', 'seed', '--cases', '2', '--seed', '1', '--data-dir', empty, '--json']));
  carrier = await sandbox(['--callback-delay-ms', '20', '--callback-retry-ms', '200']);
});
after(async () => {
  await carrier?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** One life of a server that ends with the power: files until then. Returns what the disk lost. */
async function lifeUntilCut({ dataDir, listen, settings, clients, aliveMs, chance }) {
  const log = `${dataDir}-log`;
  const server = await serve({ dataDir, listen, settings, env: watch(library, dataDir, log) });
  clients.cookie ||= await signIn(server.url, demo, 'intake');
  let dead = false;
  const work = clients.work(server.url, connections, () => dead);
  await sleep(aliveMs);
  dead = true;
  assert.equal(await server.kill(), 'SIGKILL', 'the server was alive until the power went');
  await work;
  return cutPower(dataDir, log, chance);
}

test(`${rounds} power cuts under filings and uploads (seed ${seed})`, async (t) => {
  const dataDir = join(folder, 'data');
  const database = join(dataDir, 'qingqian.db');
  cpSync(empty, dataDir, { recursive: true });
  const clients = new Clients({ uploads: true });
  const chance = seeded(seed);
  const listen = `127.0.0.1:${await freePort()}`;
  const settings = carrier.settings;
  for (let round = 1; round <= rounds; ++round) {
    // Every other time some of the unsynced pages had reached the disk already.
    const torn = round % 2 === 0 ? chance : undefined;
    const aliveMs = 200 + chance() * (longestRoundMs - 200);
    const lost = await lifeUntilCut({ dataDir, listen, settings, clients, aliveMs, chance: torn });
    t.diagnostic(`round ${round}${torn ? ', torn' : ''}: ${clients.filed.length} filings and ` +
      `${clients.uploaded.length} files promised; ${JSON.stringify(lost)} undone`);
    assert.deepEqual(clients.refused, []);
    assert.equal(integrity(database), 'ok');
    assert.deepEqual(missingFilings(database, clients.filed), []);
  }
  assert.ok(clients.filed.length >= rounds && clients.uploaded.length >= rounds, 'too little was filed');

  const server = await serve({ dataDir, listen, settings });
  try {
    await clients.settle(server.url);
    assert.deepEqual(clients.refused, []);
    assert.deepEqual(missingFilings(database, clients.filed), []);
    assert.deepEqual(doubledFilings(database, clients.filed), []);
    assert.deepEqual(await brokenUploads(server.url, clients.uploaded), []);
    assert.equal(await quietOutbox(database, 60_000), 0);
    const messages = await judgeMessages(database, clients.filed, carrier.http);
    t.diagnostic(JSON.stringify(messages.states));
    assert.deepEqual(messages.doubled, []);
    assert.deepEqual(messages.lost, []);
  } finally {
    await server.stop();
  }
  const audit = await run(['audit', 'verify', '--data-dir', dataDir]);
  assert.equal(audit.code, 0, audit.stdout + audit.stderr);
});

test('without synchronous writes the same cut does lose what was promised', async (t) => {
  const dataDir = join(folder, 'careless');
  const database = join(dataDir, 'qingqian.db');
  cpSync(empty, dataDir, { recursive: true });
  const clients = new Clients({ first: 50_000_001 });
  const settings = { database: `${database}?synchronous=off` };
  await lifeUntilCut({ dataDir, settings, clients, aliveMs: 700 });
  assert.deepEqual(clients.refused, []);
  assert.ok(clients.filed.length > 0, 'nothing was filed');
  const missing = missingFilings(database, clients.filed).length;
  t.diagnostic(`${missing} of ${clients.filed.length} promised filings lost`);
  assert.ok(missing > 0, 'the test would not notice a server that does not sync');
});
