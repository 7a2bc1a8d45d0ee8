// deploy/quickstart.sh with what is built already: it starts an empty platform with its sandbox, a second run finds the
// data of the first, Ctrl-C ends everything, and what is missing is named.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { completeForm, draftSecret, key } from '../support/complaint.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const running = new Set();
const script = fileURLToPath(new URL('../../deploy/quickstart.sh', import.meta.url));
const work = await mkdtemp(join(tmpdir(), 'qq-quickstart-'));
const port = await freePorts();
after(async () => {
  for (const child of running) process.kill(-child.pid, 'SIGKILL');
  await rm(work, { recursive: true, force: true });
  await rm(`/var/tmp/qingqian-letters-${port}`, { recursive: true, force: true });
});

/** The first of four ports in a row that nobody uses. */
async function freePorts() {
  for (;;) {
    const first = 20_000 + Math.floor(Math.random() * 10_000);
    const servers = [0, 1, 2, 3].map(() => createServer());
    const free = await Promise.all(servers.map((server, i) => new Promise((resolve) => {
      server.once('error', () => resolve(false));
      server.listen(first + i, '127.0.0.1', () => resolve(true));
    })));
    for (const server of servers) server.close();
    if (free.every(Boolean)) return first;
  }
}

const open = (number) => new Promise((resolve) => {
  const line = connect(number, '127.0.0.1');
  line.once('connect', () => { line.destroy(); resolve(true); });
  line.once('error', () => resolve(false));
});

/** Starts it in a process group of its own, as a terminal does, and waits for the addresses. */
async function start(...options) {
  const child = spawn(script, ['--port', String(port), ...options], { detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  running.add(child);
  child.once('close', () => running.delete(child));
  let said = '';
  let errors = '';
  child.stdout.on('data', (text) => { said += text; });
  child.stderr.on('data', (text) => { errors += text; });
  for (;;) {
    if (said.includes('Ctrl-C stops both')) return { child, said: () => said };
    assert.equal(child.exitCode, null, `it ended: ${errors}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Ctrl-C: the signal goes to everybody in the group. */
async function interrupt({ child }) {
  const ended = once(child, 'close');
  process.kill(-child.pid, 'SIGINT');
  const [code] = await ended;
  return code;
}

/** Runs it to its end and gives code and standard error. */
async function refused(options, environment = process.env) {
  const child = spawn(script, options, { env: environment, stdio: ['ignore', 'ignore', 'pipe'] });
  let errors = '';
  child.stderr.on('data', (text) => { errors += text; });
  const [code] = await once(child, 'close');
  return { code, errors };
}

test('an empty platform and its sandbox start, keep their data, and end with Ctrl-C', async () => {
  const data = join(work, 'data');
  const url = `http://127.0.0.1:${port}`;
  const secret = draftSecret();
  const first = await start('--no-demo', '--data', data);
  assert.match(first.said(), new RegExp(`${url}/desk`));
  assert.equal((await fetch(`${url}/readyz`)).status, 200);
  assert.match(await (await fetch(url)).text(), /<html/);
  assert.equal((await fetch(`http://127.0.0.1:${port + 1}/`)).status, 200);
  const file = () => fetch(`${url}/api/v1/complaints`, {
    method: 'POST', headers: { 'content-type': 'application/json', 'Draft-Secret': secret, 'Idempotency-Key': key() },
    body: JSON.stringify({ form: completeForm() }),
  });
  // Nobody is there yet who could take a complaint; then a department is, without a restart.
  assert.equal((await file()).status, 503);
  execFileSync(join(root, 'build/release/qingqian'), ['body', 'set', 'JS-SMEC', '--kind', 'accepting',
    '--name', '江苏省中小企业服务中心', '--division', '320000', '--data-dir', data]);
  let drafted = await file();
  for (const end = Date.now() + 30_000; drafted.status === 503 && Date.now() < end;) {
    await new Promise((resolve) => setTimeout(resolve, 500));
    drafted = await file();
  }
  assert.equal(drafted.status, 201, await drafted.clone().text());
  const { uid } = (await drafted.json()).complaint;
  assert.equal(await interrupt(first), 0);
  for (const offset of [0, 1, 2, 3]) assert.equal(await open(port + offset), false, `port ${port + offset} is still open`);

  const second = await start('--no-demo', '--data', data);
  const kept = await fetch(`${url}/api/v1/complaints/${uid}`, { headers: { 'Draft-Secret': secret } });
  assert.equal(kept.status, 200);
  assert.equal(await interrupt(second), 0);
});

test('what is missing or wrong is named', async () => {
  const unknown = await refused(['--demo']);
  assert.notEqual(unknown.code, 0);
  assert.match(unknown.errors, /unknown option: --demo/);
  assert.match((await refused(['--port', '99999'])).errors, /--port wants a number from 1 to 65532/);
  // A machine with a shell and nothing else.
  const tools = join(work, 'bin');
  await mkdir(tools);
  for (const name of ['bash', 'dirname', 'date', 'cat']) await symlink(`/usr/bin/${name}`, join(tools, name));
  const bare = await refused(['--no-demo', '--data', join(work, 'none')], { PATH: tools });
  assert.equal(bare.code, 1);
  assert.match(bare.errors, /installs with apt-get: it wants Debian 12/);
});
