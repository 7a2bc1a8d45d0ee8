// Messages that arrive nowhere: a task for an officer, a call that is entered, a message sent again; and a regional
// gateway that only configuration describes, with its receipts.
import assert from 'node:assert/strict';
import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {createServer} from 'node:http';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {createInterface} from 'node:readline';
import {after, before, test} from 'node:test';
import {setTimeout as sleep} from 'node:timers/promises';
import {draftSecret, filing} from '../support/complaint.mjs';
import {must, program, sandbox, signIn, startServer} from '../support/program.mjs';

let carrier;
let server;
let cookie;

before(async () => {
  carrier = await sandbox(['--callback-delay-ms', '20']);
  server = await startServer({demo: 4, settings: {...carrier.settings, officer_merge_ms: 100}});
  cookie = await signIn(server.url, {logins: [{...server.officer('intake'), role: 'intake'}]}, 'intake');
});
after(async () => {
  await server?.stop();
  await carrier?.stop();
});

async function ask(method, path, json) {
  const answer = await fetch(server.url + path, {method, headers: {cookie, origin: server.url,
    ...(json === undefined ? {} : {'content-type': 'application/json'})}, body: json && JSON.stringify(json)});
  const text = await answer.text();
  return {status: answer.status, value: text ? JSON.parse(text) : undefined};
}

/** Registers a call for a firm that is reached nowhere; its number. */
async function file(url, session, change) {
  const whole = JSON.parse(filing(Math.floor(Math.random() * 9e7), {channel: 'phone'}).body);
  change(whole.form.complainant);
  const answer = await fetch(`${url}/api/v1/complaints`, {method: 'POST', headers: {cookie: session, origin: url,
    'content-type': 'application/json', 'idempotency-key': `delivery-${draftSecret()}`}, body: JSON.stringify(whole)});
  assert.equal(answer.status, 201, await answer.clone().text());
  return (await answer.json()).complaint.number;
}

async function until(look, what) {
  for (const end = Date.now() + 60_000; Date.now() < end; await sleep(200)) {
    const found = await look();
    if (found) return found;
  }
  assert.fail(`${what} did not come`);
}

test('whom no channel reaches is called, and the call stands in the history', async () => {
  const number = await file(server.url, cookie, (who) => {
    who.mobile = '13800000400';
    who.email = 'bounce550@firm.example';
  });
  const path = `/api/v1/complaints/${number}/telephone-tasks`;
  const task = await until(async () => (await ask('GET', path)).value.items[0], 'the task');
  assert.equal(task.party, 'complainant');
  assert.ok(task.text.includes(number) && !task.text.includes('【'), task.text);
  assert.equal(task.done_at, null);
  const waiting = async () => (await ask('GET', '/api/v1/complaints?telephone=true')).value.items.map((each) => each.number);
  assert.ok((await waiting()).includes(number));
  assert.equal((await ask('GET', '/api/v1/complaints/count?telephone=true')).value.count, (await waiting()).length);
  const mixed = await ask('GET', '/api/v1/complaints?telephone=true&q=1&track=inquiry&sort=due');
  assert.deepEqual([mixed.status, mixed.value.errors.map((fault) => fault.pointer).sort()], [422, ['/q', '/sort', '/telephone']]);
  // Whoever might take the case is told of it in the platform.
  await until(async () => (await ask('GET', `/api/v1/complaints/${number}/messages`)).value.items
    .some((message) => message.event_name === 'CALL_BY_TELEPHONE'), 'the notice');

  assert.equal((await ask('POST', `${path}/${task.id}/calls`, {result: 'maybe'})).status, 422);
  const first = await ask('POST', `${path}/${task.id}/calls`, {result: 'no_answer', note: '下午再打'});
  assert.equal(first.status, 200);
  assert.deepEqual([first.value.calls, first.value.result, first.value.done_at], [1, 'no_answer', null]);
  const second = await ask('POST', `${path}/${task.id}/calls`, {result: 'told'});
  assert.equal(second.value.calls, 2);
  assert.ok(second.value.done_at > 0);
  assert.ok(!(await waiting()).includes(number));
  assert.equal((await ask('POST', `${path}/${task.id}/calls`, {result: 'told'})).value.code, 'telephone_task_done');
  const history = JSON.stringify((await ask('GET', `/api/v1/complaints/${number}/events`)).value);
  assert.ok(history.includes('电话告知：无人接听。下午再打') && history.includes('电话告知：已告知'));
});

test('a message that failed is sent again by hand, once it failed', async () => {
  const number = await file(server.url, cookie, (who) => (who.mobile = '13800000400'));
  const sms = () => ask('GET', `/api/v1/complaints/${number}/messages`)
    .then(({value}) => value.items.find((message) => message.channel === 'sms'));
  const failed = await until(async () => ((await sms()).state === 'failed' ? sms() : null), 'the refusal');
  assert.equal(failed.reason, 'invalid_number');
  const again = `/api/v1/messages/${failed.uid}/resend`;
  assert.equal((await ask('POST', again)).value.state, 'queued');
  const twice = await until(async () => ((await sms()).state === 'failed' ? sms() : null), 'the second refusal');
  assert.equal(twice.uid, failed.uid);
  const {attempts} = await (await fetch(`${carrier.http}/sandbox/attempts.json?to=%2B8613800000400&limit=100`)).json();
  assert.ok(attempts.length >= 2);
  const site = (await ask('GET', `/api/v1/complaints/${number}/messages`)).value.items
    .find((message) => message.channel === 'site' && message.event_name === 'SUBMITTED');
  assert.equal((await ask('POST', `/api/v1/messages/${site.uid}/resend`)).value.code, 'not_resendable');
});

test('a regional gateway is known by configuration alone, and its receipts by their address', async () => {
  const requests = [];
  const gateway = createServer((request, response) => {
    let body = '';
    request.on('data', (part) => (body += part));
    request.on('end', () => {
      requests.push(JSON.parse(body));
      response.end(JSON.stringify({code: 0, data: {msgid: `M${requests.length}`}}));
    });
  }).listen(0, '127.0.0.1');
  await once(gateway, 'listening');
  const folder = mkdtempSync(join(tmpdir(), 'qingqian-gateway-'));
  const config = join(folder, 'qingqian.toml');
  writeFileSync(config, `[[sms_provider]]
    name = "province"
    kind = "http"
    base_url = "http://127.0.0.1:${gateway.address().port}/send"
    body = '{"mobile":"{national}","content":"{text}","report":"{callback}","template":"{template}"}'
    taken_at = "/code"
    taken = "0"
    id_at = "/data/msgid"
    receipt_id = "/msgid"
    receipt_status = "/status"
    delivered = "DELIVRD"
    receipt_answer = "0"
  `);
  const where = ['--data-dir', join(folder, 'data')];
  await must(['migrate', ...where]);
  const demo = JSON.parse(await must(['demo', 'seed', '--cases', '2', '--seed', '3', '--json', ...where]));
  const child = spawn(program(), ['serve', '--config', config, '--listen', '127.0.0.1:0', ...where],
    {stdio: ['ignore', 'pipe', 'inherit'], env: {...process.env, QINGQIAN_LOG_LEVEL: 'error'}});
  try {
    const [line] = await once(createInterface({input: child.stdout}), 'line');
    const url = `http://${JSON.parse(line).address}`;
    const session = await signIn(url, demo, 'intake');
    const admin = await signIn(url, demo, 'admin');
    const set = await fetch(`${url}/api/v1/carrier-templates/SUBMITTED/province/zh-CN`, {method: 'PUT', headers: {cookie: admin,
      origin: url, 'content-type': 'application/json'}, body: JSON.stringify({version: 0, carrier_id: 'SMS_1001'})});
    assert.equal(set.status, 200);
    let mobile;
    const number = await file(url, session, (who) => (mobile = who.mobile));
    const request = await until(() => requests.find((one) => one.mobile === mobile), 'the request');
    assert.ok(request.content.includes(number));
    // What an administrator registered counts from the next message on.
    assert.equal(request.template, 'SMS_1001');
    const sms = async () => (await (await fetch(`${url}/api/v1/complaints/${number}/messages`, {headers: {cookie: session}}))
      .json()).items.find((message) => message.channel === 'sms' && message.text.includes(number));
    await until(async () => (await sms()).state === 'accepted', 'its acceptance');
    const report = (target) => fetch(target, {method: 'POST', headers: {'content-type': 'application/json'},
      body: JSON.stringify({msgid: 'M1', status: 'DELIVRD'})});
    const forged = new URL(request.report);
    forged.searchParams.set('signature', '0'.repeat(32));
    assert.equal((await report(forged)).status, 403);
    const told = await report(request.report);
    assert.deepEqual([told.status, await told.text()], [200, '0']);
    assert.equal((await sms()).state, 'delivered');
    assert.equal((await report(request.report)).status, 200);
  } finally {
    child.kill('SIGTERM');
    await once(child, 'exit');
    gateway.close();
    rmSync(folder, {recursive: true, force: true});
  }
});
