import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { accountSid, authToken, basic, call, receiver, smtpClient, until } from './support.js';

const program = fileURLToPath(new URL('../main.js', import.meta.url));
const free = ['--http', '127.0.0.1:0', '--smtp', '127.0.0.1:0'];
const account = ['--account-sid', accountSid, '--auth-token', authToken];

/** Runs the program; `ready` is its first line, `ended` its exit code. */
function run(t, ...args) {
  const child = spawn(process.execPath, [program, ...args], { stdio: ['pipe', 'pipe', 'pipe'] });
  t.after(() => child.kill('SIGKILL'));
  let out = '';
  let err = '';
  child.stderr.on('data', (chunk) => (err += chunk));
  const ready = new Promise((resolve, reject) => {
    child.stdout.on('data', (chunk) => {
      out += chunk;
      if (out.includes('\n')) resolve(JSON.parse(out.split('\n')[0]));
    });
    child.on('exit', () => reject(new Error(err)));
  });
  ready.catch(() => {});
  const ended = new Promise((resolve) => child.on('exit', (code) => resolve({ code, err })));
  return { child, ready, ended };
}

const send = (base, to, extra = {}) =>
  call(base, `/2010-04-01/Accounts/${accountSid}/Messages.json`, {
    method: 'POST',
    headers: { authorization: basic(accountSid, authToken) },
    body: new URLSearchParams({ To: to, From: '+8610690000', Body: '你好', ...extra }),
  });

test('it says when it is ready and ends with 0 at SIGTERM, with a page and a slow answer open', async (t) => {
  const { child, ready, ended } = run(t, ...free, ...account);
  const line = await ready;
  assert.deepEqual(Object.keys(line), ['event', 'http', 'smtp']);
  assert.equal(line.event, 'ready');
  assert.match(line.smtp, /^smtp:\/\/127\.0\.0\.1:\d+$/);
  const page = await fetch(line.http);
  assert.equal(page.status, 200);
  const policy = page.headers.get('content-security-policy');
  assert.match(policy, /default-src 'none'/);
  assert.doesNotMatch(policy, /unsafe/);
  const slow = send(line.http, '+8613800000020').catch(() => 'gone');
  const events = await fetch(`${line.http}/sandbox/events`);
  assert.equal(events.headers.get('content-type'), 'text/event-stream; charset=utf-8');
  await until(async () => (await call(line.http, '/sandbox/messages.json')).body.total === 1);
  child.kill('SIGTERM');
  assert.equal((await ended).code, 0);
  assert.equal(await slow, 'gone');
});

test('the page and all it names are served, under a policy without exceptions', async (t) => {
  const { http, smtp } = await run(t, ...free, ...account).ready;
  const page = await call(http, '/');
  const named = [...page.body.matchAll(/(?:href|src)="([^"]+)"/g)].map(([, path]) => path);
  assert.ok(named.length >= 5);
  for (const path of [...named, '/dom.js', '/words.js', '/phone.js', '/mailbox.js']) {
    const head = await call(http, path, { method: 'HEAD' });
    assert.equal(head.status, 200, path);
    assert.doesNotMatch(head.headers.get('content-type'), /undefined|json/, path);
  }
  assert.deepEqual((await call(http, '/sandbox/about.json')).body, {
    http,
    smtp,
    account_sid: accountSid,
    answers_sms: false,
    answers_mail: false,
    intake: null,
  });
  for (const path of ['/main.js', '/../main.js', '/web/app.js', '/sandbox/none']) {
    assert.equal((await call(http, path)).status, 404, path);
  }
});

test('without an account it makes one up and prints it', async (t) => {
  const line = await run(t, ...free).ready;
  assert.match(line.account_sid, /^AC[0-9a-f]{32}$/);
  assert.match(line.auth_token, /^[0-9a-f]{32}$/);
});

test('it ends with its standard input when asked to', async (t) => {
  const { child, ready, ended } = run(t, ...free, '--exit-with-stdin');
  await ready;
  child.stdin.end();
  assert.equal((await ended).code, 0);
});

test('a wrong option is named, with exit code 2', async (t) => {
  for (const args of [
    ['--http', 'nowhere'],
    ['--account-sid', 'x'],
    ['--slow-ms', '-1'],
    ['--nonsense'],
    ['--tls-cert', 'a'],
  ]) {
    const { code, err } = await run(t, ...args).ended;
    assert.equal(code, 2, args.join(' '));
    assert.match(err, new RegExp(args[0].slice(2)));
  }
});

test('live events carry new messages and their changes', async (t) => {
  const { http } = await run(t, ...free, ...account, '--callback-delay-ms', '150').ready;
  const events = await fetch(`${http}/sandbox/events`);
  const reader = events.body.getReader();
  t.after(() => reader.cancel());
  let seen = '';
  const reading = (async () => {
    while (!seen.includes('"status":"delivered"'))
      seen += Buffer.from((await reader.read()).value).toString();
  })();
  await send(http, '+8613912345678');
  await send(http, '+8613800000500');
  await reading;
  assert.match(seen, /event: messages\ndata: \[\{/);
  assert.match(seen, /event: attempts\ndata: \[\{"at":\d+,"to":"\+8613800000500"/);
});

test('with --data everything is there after kill -9, and what was under way goes on', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'sandbox-data-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'sandbox.jsonl');
  const hook = await receiver(t);
  const first = run(t, ...free, ...account, '--data', file, '--callback-delay-ms', '60000');
  const { http, smtp } = await first.ready;
  const { sid } = (await send(http, '+8613912345678', { StatusCallback: hook.url })).body;
  const client = await smtpClient(t, Number(new URL(smtp).port));
  assert.match(await client.deliver('a@example.cn', ['b@example.cn'], 'Subject: one\n\ntext\n'), /^250 /);
  first.child.kill('SIGKILL');
  await first.ended;
  appendFileSync(file, '{"message":{"sid":"SM');

  const second = run(t, ...free, ...account, '--data', file, '--callback-delay-ms', '10');
  const again = (await second.ready).http;
  await until(() => hook.taken.length === 2);
  assert.deepEqual(
    hook.taken.map(({ fields }) => [fields.MessageSid, fields.MessageStatus]),
    [
      [sid, 'sent'],
      [sid, 'delivered'],
    ],
  );
  const { mails } = (await call(again, '/sandbox/mails.json')).body;
  assert.deepEqual(
    mails.map((m) => [m.subject, m.text.trim()]),
    [['one', 'text']],
  );
  await call(again, '/sandbox/mails', { method: 'DELETE' });
  second.child.kill('SIGTERM');
  assert.equal((await second.ended).code, 0);

  const third = (await run(t, ...free, ...account, '--data', file).ready).http;
  assert.equal((await call(third, '/sandbox/mails.json')).body.total, 0);
  assert.equal((await call(third, '/sandbox/messages.json')).body.messages[0].status, 'delivered');
});
