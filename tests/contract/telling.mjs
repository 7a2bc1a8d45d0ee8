// What tells others at once: live updates of open pages, how officers are told, and webhooks to other programs.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {key} from '../support/complaint.mjs';

/** `call` and `signIn` hold question and answer against the contract; `heard` notes an operation called without them. */
export function tellingTests({call, signIn, officer, url, heard}) {
test('live updates, who has a case open, how officers are told, and webhooks', async () => {
  const intake = await signIn(officer('intake'));
  const admin = await signIn(officer('admin'));
  const line = new AbortController();
  const stream = await fetch(new URL('/api/v1/live', url()), {headers: {cookie: intake}, signal: line.signal});
  assert.equal(stream.status, 200);
  assert.match(stream.headers.get('content-type'), /^text\/event-stream/);
  const {value} = await stream.body.getReader().read();
  assert.match(Buffer.from(value).toString(), /event: hello\ndata: /);
  line.abort();
  heard('listenLive');

  const {value: {items: [first]}} = await call('GET', '/api/v1/complaints?limit=1', {cookie: intake, expect: 200});
  for (const method of ['PUT', 'DELETE']) {
    await call(method, `/api/v1/complaints/${first.number}/presence`, {cookie: intake, expect: 204});
  }

  const choices = await call('GET', '/api/v1/notice-choices', {cookie: intake, expect: 200});
  assert.ok(choices.value.families.every(({mail}) => mail === 'now'));
  const saved = await call('PUT', '/api/v1/notice-choices', {cookie: intake, json: {families: [{family: 'breach', mail: 'digest'}]}, expect: 200});
  assert.equal(saved.value.families.find(({family}) => family === 'breach').mail, 'digest');
  await call('PUT', '/api/v1/notice-choices', {cookie: intake, json: {families: [{family: 'nothing', mail: 'off'}]}, expect: 422});

  const added = await call('POST', '/api/v1/webhooks', {cookie: admin, expect: 201,
    json: {name: '省平台', url: 'https://receiver.example.org/hook', events: ['accepted'], body: null}});
  for (const url of ['http://receiver.example.org/', 'https://127.0.0.1/', 'https://[::ffff:10.0.0.1]/', 'https://u:p@example.org/']) {
    await call('POST', '/api/v1/webhooks', {cookie: admin, json: {name: 'x', url, events: ['*']}, expect: 422});
  }
  const hook = `/api/v1/webhooks/${added.value.uid}`;
  await call('GET', '/api/v1/webhooks', {cookie: admin, expect: 200});
  await call('PATCH', hook, {cookie: admin, json: {name: '国家平台', events: ['*']}, expect: 200});
  const {headers} = await call('GET', `/api/v1/complaints/${first.number}`, {cookie: intake, expect: 200});
  await call('POST', `/api/v1/complaints/${first.number}/transitions`, {cookie: intake, expect: 201,
    json: {action: 'note', input: {text: '核对'}}, headers: {'If-Match': headers.get('etag'), 'Idempotency-Key': key()}});
  await call('PATCH', hook, {cookie: admin, json: {state: 'paused'}, expect: 200});
  const {value: {items: [delivery]}} = await call('GET', `${hook}/deliveries?limit=5`, {cookie: admin, expect: 200});
  await call('POST', `${hook}/deliveries/${delivery.uid}/replay`, {cookie: admin, expect: 409});
  await call('PATCH', hook, {cookie: admin, json: {state: 'active'}, expect: 200});
  await call('POST', `${hook}/deliveries/${delivery.uid}/replay`, {cookie: admin, expect: 202});
  await call('DELETE', hook, {cookie: admin, expect: 204});
  await call('GET', `${hook}/deliveries`, {cookie: admin, expect: 404});
});
}
