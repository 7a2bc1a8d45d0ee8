// Filing, uploading and looking at the queue without a pause: after the beginning the server takes no more memory, no
// more files and no more threads, however long it goes on.
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { anonymousBytes, must, run, sandbox, serve, signIn } from '../support/program.mjs';
import { integrity, judgeMessages, missingFilings, quietOutbox } from './support/check.mjs';
import { Clients } from './support/clients.mjs';
import { options } from './support/options.mjs';

const { rounds: seconds } = options({ plain: 20, deep: 600 });
const allowedGrowth = 16 * 2 ** 20;

let folder, dataDir, demo, carrier;
before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'qingqian-soak-'));
  dataDir = join(folder, 'data');
  await must(['migrate', '--data-dir', dataDir]);
  demo = JSON.parse(await must(['demo', 'seed', '--cases', '50', '--seed', '1', '--data-dir', dataDir, '--json']));
  carrier = await sandbox(['--callback-delay-ms', '20']);
});
after(async () => {
  await carrier?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** What the process holds now. */
function held(pid) {
  const count = (what) => readdirSync(`/proc/${pid}/${what}`).length;
  return { memory: anonymousBytes(pid), files: count('fd'), threads: count('task') };
}

/** The largest of each since `from`. */
function most(samples) {
  const largest = (what) => Math.max(...samples.map((sample) => sample[what]));
  return { memory: largest('memory'), files: largest('files'), threads: largest('threads') };
}

/** Open files when all is quiet: connections to carriers and clients come and go with the work. */
async function filesAtRest(pid, wanted) {
  for (const end = Date.now() + 60_000; ;) {
    const { files } = held(pid);
    if (files <= wanted || Date.now() > end) return files;
    await sleep(250);
  }
}

test(`${seconds} seconds of work`, async (t) => {
  const server = await serve({ dataDir, settings: carrier.settings });
  const { files: atFirst } = held(server.child.pid);
  const clients = new Clients({ uploads: true, pauseMs: 50 });
  clients.cookie = await signIn(server.url, demo, 'intake');
  const end = Date.now() + seconds * 1000;
  let pages = 0;
  const look = async () => {
    while (Date.now() < end) {
      const answer = await fetch(`${server.url}/api/v1/complaints?limit=50`, { headers: { Cookie: clients.cookie } });
      assert.equal(answer.status, 200, await answer.text());
      pages += 1;
      await sleep(20);
    }
  };
  const samples = [];
  const watch = async () => {
    while (Date.now() < end) {
      samples.push(held(server.child.pid));
      await sleep(250);
    }
  };
  await Promise.all([clients.work(server.url, 6, () => Date.now() >= end), look(), watch()]);
  const early = most(samples.slice(0, samples.length / 2));
  const late = most(samples.slice(samples.length / 2));
  t.diagnostic(`${clients.filed.length} filings, ${clients.uploaded.length} files, ${pages} pages; first half ` +
    `${JSON.stringify(early)}, second ${JSON.stringify(late)}`);
  try {
    assert.deepEqual(clients.refused, []);
    assert.equal(clients.unsure, 0);
    assert.ok(clients.filed.length >= seconds, `only ${clients.filed.length} filings`);
    assert.ok(late.memory <= early.memory + allowedGrowth, 'memory grows');
    assert.ok(late.threads <= early.threads, 'threads grow');
    const database = join(dataDir, 'qingqian.db');
    assert.deepEqual(missingFilings(database, clients.filed), []);
    assert.equal(await quietOutbox(database, 120_000), 0);
    // What is opened once and kept, such as the readers' log files, and no more.
    const allowed = atFirst + 16;
    const atLast = await filesAtRest(server.child.pid, allowed);
    t.diagnostic(`${atFirst} open files at first, ${atLast} at rest after it`);
    assert.ok(atLast <= allowed, 'open files grow');
    const { doubled, lost, states } = await judgeMessages(database, clients.filed, carrier.http);
    t.diagnostic(JSON.stringify(states));
    assert.deepEqual({ doubled, lost }, { doubled: [], lost: [] });
    assert.equal(integrity(database), 'ok');
  } finally {
    assert.equal(await server.stop(), 0, 'SIGTERM ends the server with 0');
  }
  const audit = await run(['audit', 'verify', '--data-dir', dataDir]);
  assert.equal(audit.code, 0, audit.stdout + audit.stderr);
});
