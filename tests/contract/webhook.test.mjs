// Webhooks against a receiver that is a program of its own: signatures checked as a receiver would, failures retried,
// addresses of this network refused.
import assert from 'node:assert/strict';
import { createHmac, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { completeForm, declarations, draftSecret, key } from '../support/complaint.mjs';
import { startServer } from '../support/program.mjs';

let server;
let receiver;
let address;
let admin;
const seen = [];
let answer = () => 204;

before(async () => {
  server = await startServer({ demo: 5, settings: { webhooks_private: 'true' } });
  receiver = createServer(async (request, response) => {
    let body = '';
    for await (const part of request) body += part;
    seen.push({ headers: request.headers, body, url: request.url });
    const status = answer(seen.length);
    response.writeHead(status, status === 302 ? { Location: `${address}/elsewhere` } : {}).end('heard');
  }).listen(0, '127.0.0.1');
  await once(receiver, 'listening');
  address = `http://127.0.0.1:${receiver.address().port}`;
  admin = await signIn('admin');
});
after(async () => {
  receiver?.closeAllConnections();
  receiver?.close();
  await server?.stop();
});

async function signIn(role) {
  const { login, password } = server.officer(role);
  const reply = await call('POST', '/api/v1/sessions', { kind: 'officer', login, password });
  assert.equal(reply.status, 201);
  return reply.headers.get('set-cookie').split(';')[0];
}

async function call(method, path, json, headers = {}) {
  const reply = await fetch(server.url + path, { method, body: json && JSON.stringify(json),
    headers: { ...(json ? { 'content-type': 'application/json' } : {}), ...headers } });
  const text = await reply.text();
  return { status: reply.status, headers: reply.headers, value: text ? JSON.parse(text) : null };
}

async function file() {
  const secret = draftSecret();
  const reply = await call('POST', '/api/v1/complaints', { form: completeForm(), submit: true, declarations: declarations() },
    { 'Draft-Secret': secret, 'Idempotency-Key': key() });
  assert.equal(reply.status, 201, JSON.stringify(reply.value));
  return reply.value.complaint ?? reply.value;
}

async function until(what, look) {
  for (let tries = 0; tries < 200; ++tries) {
    const found = await look();
    if (found) return found;
    await pause(50);
  }
  throw new Error(`never came: ${what}`);
}

const log = async (hook) => (await call('GET', `/api/v1/webhooks/${hook.uid}/deliveries`, undefined, { cookie: admin })).value.items;
const add = async (hook) => (await call('POST', '/api/v1/webhooks', hook, { cookie: admin })).value;

/** As a receiver does it: the time within five minutes, the HMAC over time and body. */
function genuine({ headers, body }, secret) {
  const { t, v1 } = Object.fromEntries(headers['qingqian-signature'].split(',').map((part) => part.split('=')));
  const own = createHmac('sha256', secret).update(`${t}.${body}`).digest();
  return Math.abs(Date.now() / 1000 - Number(t)) < 300 && timingSafeEqual(own, Buffer.from(v1, 'hex'));
}

test('an event comes signed, with ids, states and times and nothing personal', async () => {
  const hook = await add({ name: 'all', url: `${address}/all`, events: ['*'] });
  assert.match(hook.secret, /^[0-9a-f]{64}$/);
  const filed = await file();
  const request = await until('the event', () => seen.find(({ url }) => url === '/all'));
  assert.ok(genuine(request, hook.secret));
  assert.ok(!genuine(request, 'another secret'));
  assert.ok(!genuine({ ...request, body: request.body.replace('SUBMITTED', 'CLOSED') }, hook.secret));
  const event = JSON.parse(request.body);
  assert.deepEqual(Object.keys(event).sort(), ['at', 'case', 'id', 'type']);
  assert.deepEqual(Object.keys(event.case).sort(), ['due', 'number', 'revision', 'state', 'state_before', 'uid']);
  assert.equal(event.type, 'submitted');
  assert.equal(event.case.uid, filed.uid);
  const delivery = await until('the record', async () => (await log(hook)).find((each) => each.state === 'delivered'));
  assert.equal(delivery.uid, event.id);
  assert.equal(delivery.attempts[0].answer, '');
  const again = await call('POST', `/api/v1/webhooks/${hook.uid}/deliveries/${delivery.uid}/replay`, undefined, { cookie: admin });
  assert.equal(again.status, 202);
  const second = await until('the replay', () => seen.filter(({ url }) => url === '/all')[1]);
  assert.equal(JSON.parse(second.body).id, event.id);
  await call('DELETE', `/api/v1/webhooks/${hook.uid}`, undefined, { cookie: admin });
});

test('what is not taken is kept and tried again; a redirect is not followed', async () => {
  const hook = await add({ name: 'shaky', url: `${address}/shaky`, events: ['submitted'] });
  answer = () => 302;
  await file();
  const delivery = await until('a failed try', async () => (await log(hook)).find((each) => each.attempts.length > 0));
  assert.equal(delivery.state, 'queued');
  assert.ok(delivery.next_try_at > Date.now() - 1000);
  assert.equal(delivery.attempts[0].status, 302);
  assert.equal(delivery.attempts[0].fault, 'status');
  assert.ok(!seen.some(({ url }) => url === '/elsewhere'));
  answer = () => 200;
  await until('the second try', async () => (await log(hook)).some((each) => each.uid === delivery.uid && each.state === 'delivered'));
  await call('DELETE', `/api/v1/webhooks/${hook.uid}`, undefined, { cookie: admin });
});

test('only what its body sees and what was subscribed is told; a pause holds it back', async () => {
  const bodies = (await call('GET', '/api/v1/bodies', undefined, { cookie: admin })).value.items;
  const handling = bodies.find((body) => body.kind === 'handling');
  const hook = await add({ name: 'a body', url: `${address}/body`, events: ['submitted'], body: handling.code });
  const own = await add({ name: 'accepted only', url: `${address}/accepted`, events: ['accepted'] });
  const paused = await add({ name: 'paused', url: `${address}/paused`, events: ['*'] });
  assert.equal((await call('PATCH', `/api/v1/webhooks/${paused.uid}`, { state: 'paused' }, { cookie: admin })).value.reason, 'by_hand');
  const filed = await file();
  const intake = await signIn('intake');
  const read = await call('GET', `/api/v1/complaints/${filed.number}`, undefined, { cookie: intake });
  const taken = await call('POST', `/api/v1/complaints/${filed.number}/transitions`, { action: 'accept', input: {} },
    { cookie: intake, 'If-Match': read.headers.get('etag'), 'Idempotency-Key': key() });
  assert.equal(taken.status, 201, JSON.stringify(taken.value));
  await until('the accepted one', () => seen.find(({ url }) => url === '/accepted'));
  assert.equal((await log(own)).length, 1);
  assert.deepEqual(await log(hook), []);
  assert.ok(!seen.some(({ url }) => url === '/paused'));
});

test('addresses, events and who may subscribe are checked', async () => {
  const intake = await signIn('intake');
  assert.equal((await call('GET', '/api/v1/webhooks', undefined, { cookie: intake })).status, 403);
  const bad = await call('POST', '/api/v1/webhooks', { name: 'x', url: 'ftp://a.example/', events: ['nothing_such'] }, { cookie: admin });
  assert.equal(bad.status, 422);
  assert.deepEqual(bad.value.errors.map((fault) => fault.pointer).sort(), ['/events/0', '/url']);
});
