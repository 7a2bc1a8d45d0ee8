import assert from 'node:assert/strict';
import net from 'node:net';
import { test } from 'node:test';
import { authToken, call, pause, receiver, sandbox, until } from './support.js';
import { signature } from '../src/signature.js';
import { specialNumbers } from '../src/behaviours.js';

const listed = async (box, to) =>
  (await box.get(`${box.messagesPath}?To=${encodeURIComponent(to)}`)).body.messages;
const statuses = (hook) => hook.taken.map(({ fields }) => fields.MessageStatus);

for (const [to, status, code] of [
  ['+8613800000400', 400, 21211],
  ['+8613800021610', 400, 21610],
  ['+8613800021614', 400, 21614],
  ['+8613800000401', 401, 20003],
  ['+8613800000429', 429, 20429],
  ['+8613800000500', 500, 20500],
]) {
  test(`${to} is refused with ${status} and ${code}, and nothing is recorded`, async (t) => {
    const box = await sandbox(t);
    const answer = await box.post(box.send(to));
    assert.deepEqual([answer.status, answer.body.code, answer.body.status], [status, code, status]);
    assert.equal(answer.headers.get('retry-after'), status === 429 ? '2' : null);
    assert.deepEqual(await listed(box, to), []);
    const { attempts } = (await call(box.http, '/sandbox/attempts.json')).body;
    assert.deepEqual(
      attempts.map((a) => [a.to, a.outcome, a.status, a.code]),
      [[to, 'refused', status, code]],
    );
  });
}

test('+8613800000503 fails twice, then works, then begins anew', async (t) => {
  const box = await sandbox(t);
  const answers = [];
  for (let i = 0; i < 6; i += 1) answers.push((await box.post(box.send('+8613800000503'))).status);
  assert.deepEqual(answers, [503, 503, 201, 503, 503, 201]);
});

test('+8613800000020 is recorded at once and answered late', async (t) => {
  const box = await sandbox(t);
  const begun = Date.now();
  const answer = box.post(box.send('+8613800000020'));
  await until(async () => (await listed(box, '+8613800000020')).length === 1);
  assert.ok(Date.now() - begun < 290, 'recorded before the answer');
  assert.equal((await answer).status, 201);
  assert.ok(Date.now() - begun >= 290);
});

test('+8613800000444 takes the message and hangs up without a word; callbacks still come', async (t) => {
  const box = await sandbox(t);
  const hook = await receiver(t);
  await assert.rejects(box.post(box.send('+8613800000444', { StatusCallback: hook.url })));
  assert.equal((await listed(box, '+8613800000444')).length, 1);
  await until(() => hook.taken.length === 2);
  assert.deepEqual(statuses(hook), ['sent', 'delivered']);
});

test('the dead number sends not one byte of an answer', async (t) => {
  const box = await sandbox(t);
  const body = new URLSearchParams(box.send('+8613800000444')).toString();
  const account = box.messagesPath.split('/')[3];
  const head = [
    `POST ${box.messagesPath} HTTP/1.1`,
    'Host: sandbox',
    `Authorization: Basic ${Buffer.from(`${account}:${authToken}`).toString('base64')}`,
    'Content-Type: application/x-www-form-urlencoded',
    `Content-Length: ${body.length}`,
  ];
  const bytes = await new Promise((resolve) => {
    let received = 0;
    const socket = net.connect(Number(new URL(box.http).port), '127.0.0.1', () =>
      socket.write(`${head.join('\r\n')}\r\n\r\n${body}`),
    );
    socket.on('data', (chunk) => (received += chunk.length));
    socket.on('error', () => {});
    socket.on('close', () => resolve(received));
  });
  assert.equal(bytes, 0);
  assert.equal((await listed(box, '+8613800000444')).length, 1);
});

test('+8613800000445 does the same and is never told: only the list knows', async (t) => {
  const box = await sandbox(t);
  const hook = await receiver(t);
  await assert.rejects(box.post(box.send('+8613800000445', { StatusCallback: hook.url })));
  await until(async () => (await listed(box, '+8613800000445'))[0]?.status === 'delivered');
  await pause(50);
  assert.deepEqual(hook.taken, []);
});

test('+8613800000001 hangs up before anything is recorded', async (t) => {
  const box = await sandbox(t);
  await assert.rejects(box.post(box.send('+8613800000001')));
  assert.deepEqual(await listed(box, '+8613800000001'), []);
});

test('+8613800030003 is undelivered, +8613800030008 failed, with their codes', async (t) => {
  const box = await sandbox(t);
  const hook = await receiver(t);
  await box.post(box.send('+8613800030003', { StatusCallback: hook.url }));
  await until(() => hook.taken.length === 2);
  assert.deepEqual(statuses(hook), ['sent', 'undelivered']);
  assert.equal(hook.taken[1].fields.ErrorCode, '30003');
  assert.equal(hook.taken[0].fields.ErrorCode, undefined);
  const [undelivered] = await listed(box, '+8613800030003');
  assert.deepEqual(
    [undelivered.error_code, undelivered.error_message],
    [30003, 'Unreachable destination handset'],
  );

  await box.post(box.send('+8613800030008', { StatusCallback: hook.url }));
  await until(() => hook.taken.length === 3);
  assert.deepEqual([hook.taken[2].fields.MessageStatus, hook.taken[2].fields.ErrorCode], ['failed', '30008']);
});

test('+8613800000321 tells delivered first, then sent, late and repeated', async (t) => {
  const box = await sandbox(t);
  const hook = await receiver(t);
  await box.post(box.send('+8613800000321', { StatusCallback: hook.url }));
  await until(() => hook.taken.length === 4);
  assert.deepEqual(statuses(hook), ['delivered', 'sent', 'sent', 'delivered']);
  assert.equal((await listed(box, '+8613800000321'))[0].status, 'delivered');
});

test('+8613800000204 is delivered without a callback, +8613800000102 stays sent', async (t) => {
  const box = await sandbox(t);
  const hook = await receiver(t);
  await box.post(box.send('+8613800000204', { StatusCallback: hook.url }));
  await until(async () => (await listed(box, '+8613800000204'))[0].status === 'delivered');
  assert.deepEqual(hook.taken, []);
  await box.post(box.send('+8613800000102', { StatusCallback: hook.url }));
  await until(() => hook.taken.length === 1);
  await pause(50);
  assert.deepEqual(statuses(hook), ['sent']);
});

test('+8613800000403 signs its callbacks wrongly', async (t) => {
  const box = await sandbox(t);
  const hook = await receiver(t);
  await box.post(box.send('+8613800000403', { StatusCallback: hook.url }));
  await until(() => hook.taken.length === 2);
  for (const { pairs, signature: signed } of hook.taken)
    assert.notEqual(signed, signature(authToken, hook.url, pairs));
});

test('callbacks are repeated while the receiver is down or answers 5xx, and keep their order', async (t) => {
  const box = await sandbox(t);
  const hook = await receiver(t, { answers: [503, 500] });
  await box.post(box.send('+8613912345678', { StatusCallback: hook.url }));
  await until(() => hook.taken.length === 4);
  assert.deepEqual(statuses(hook), ['sent', 'sent', 'sent', 'delivered']);
  assert.deepEqual(
    hook.taken.map((c) => c.status),
    [503, 500, 204, 204],
  );

  const gone = await receiver(t);
  const { port } = new URL(gone.url);
  const free = await new Promise((resolve) => {
    const probe = net.createServer().listen(0, '127.0.0.1', () => {
      const taken = probe.address().port;
      probe.close(() => resolve(taken));
    });
  });
  await box.post(box.send('+8613912345679', { StatusCallback: gone.url.replace(port, free) }));
  await until(
    async () =>
      (await call(box.http, '/sandbox/messages.json?to=%2B8613912345679')).body.messages[0].callbacks[0]
        ?.tries >= 2,
  );
  const late = await receiver(t, { port: free });
  await until(() => late.taken.length === 2);
  assert.deepEqual(statuses(late), ['sent', 'delivered']);
});

test('a 4xx from the receiver is an answer: it is not repeated', async (t) => {
  const box = await sandbox(t);
  const hook = await receiver(t, { answers: [403, 403] });
  await box.post(box.send('+8613912345678', { StatusCallback: hook.url }));
  await until(() => hook.taken.length === 2);
  await pause(100);
  assert.deepEqual(statuses(hook), ['sent', 'delivered']);
});

test('rules choose a behaviour for any number, counted if wanted', async (t) => {
  const box = await sandbox(t);
  const to = '+8613712345678';
  assert.equal(
    (await box.rule({ number: to, behaviour: 'rate_limited', times: 1, retry_after: 9 })).status,
    200,
  );
  const limited = await box.post(box.send(to));
  assert.deepEqual([limited.status, limited.headers.get('retry-after')], [429, '9']);
  assert.equal((await box.post(box.send(to))).status, 201);
  assert.deepEqual((await call(box.http, '/sandbox/rules')).body.rules, []);

  await box.rule({ number: to, behaviour: 'flaky', times: 3 });
  const answers = [];
  for (let i = 0; i < 5; i += 1) answers.push((await box.post(box.send(to))).status);
  assert.deepEqual(answers, [503, 503, 503, 201, 201]);

  await box.rule({ number: '+8613800000500', behaviour: 'deliver' });
  assert.equal((await box.post(box.send('+8613800000500'))).status, 201);
  await call(box.http, '/sandbox/rules', { method: 'DELETE' });
  assert.equal((await box.post(box.send('+8613800000500'))).status, 500);
});

test('a rule that cannot be is refused with a reason', async (t) => {
  const box = await sandbox(t);
  const to = '+8613712345678';
  for (const rule of [
    {},
    { number: '1', behaviour: 'dead' },
    { number: to, behaviour: 'x' },
    { number: to, behaviour: 'dead', times: 0 },
    { number: to, behaviour: 'toString' },
  ]) {
    const { status, body } = await box.rule(rule);
    assert.equal(status, 400);
    assert.equal(typeof body.error, 'string');
  }
  const plain = await call(box.http, '/sandbox/rules', {
    method: 'POST',
    body: JSON.stringify({ number: to, behaviour: 'dead' }),
  });
  assert.equal(plain.status, 415);
});

test('clearing forgets messages, attempts and counts, and stops what was under way', async (t) => {
  const box = await sandbox(t, '--callback-delay-ms', '150');
  const hook = await receiver(t);
  await box.post(box.send('+8613800000503'));
  await box.post(box.send('+8613912345678', { StatusCallback: hook.url }));
  assert.equal((await call(box.http, '/sandbox/messages', { method: 'DELETE' })).status, 204);
  assert.equal((await call(box.http, '/sandbox/messages.json')).body.total, 0);
  assert.equal((await call(box.http, '/sandbox/attempts.json')).body.total, 0);
  const answers = [];
  for (let i = 0; i < 3; i += 1) answers.push((await box.post(box.send('+8613800000503'))).status);
  assert.deepEqual(answers, [503, 503, 201]);
  await pause(250);
  assert.deepEqual(hook.taken, []);
});

test('every special number is a mobile number of a known behaviour', async (t) => {
  const box = await sandbox(t);
  for (const [number, behaviour] of Object.entries(specialNumbers)) {
    assert.match(number, /^\+861[3-9]\d{9}$/);
    assert.equal((await box.rule({ number, behaviour })).status, 200);
  }
});
