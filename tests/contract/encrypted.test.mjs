// Carriers whose certificate nobody vouches for: nothing leaves to them, and the message says that it waits; with
// their authority registered both are spoken to under TLS.
import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {once} from 'node:events';
import {mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {createServer} from 'node:https';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {after, before, test} from 'node:test';
import {setTimeout as sleep} from 'node:timers/promises';
import {rows} from '../fault/support/check.mjs';
import {draftSecret, filing} from '../support/complaint.mjs';
import {sandbox, signIn, startServer} from '../support/program.mjs';

let folder, gateway, carrier, server, settings, authority;
let requests = 0;
let handshakes = 0;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'qingqian-tls-'));
  const key = join(folder, 'key.pem');
  const cert = join(folder, 'cert.pem');
  execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', key, '-out', cert, '-days', '2',
    '-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1'], {stdio: 'ignore'});
  authority = cert;
  gateway = createServer({key: readFileSync(key), cert: readFileSync(cert)}, (request, response) => {
    requests += 1;
    response.writeHead(201, {'content-type': 'application/json'}).end(JSON.stringify({sid: `SM${requests}`, status: 'queued'}));
  });
  gateway.on('tlsClientError', () => (handshakes += 1)).listen(0, '127.0.0.1');
  await once(gateway, 'listening');
  carrier = await sandbox(['--tls-cert', cert, '--tls-key', key]);
  settings = {...carrier.settings, sms_base_url: `https://127.0.0.1:${gateway.address().port}`};
  server = await startServer({demo: 2, settings});
});
after(async () => {
  await server?.stop();
  await carrier?.stop();
  gateway?.close();
  rmSync(folder, {recursive: true, force: true});
});

/** Files a case over the telephone; whom it tells, and what became of each of his messages. */
async function told(target, seed) {
  const cookie = await signIn(target.url, {logins: [{...target.officer('intake'), role: 'intake'}]}, 'intake');
  const {body, email} = filing(seed, {channel: 'phone'});
  const headers = {cookie, origin: target.url, 'content-type': 'application/json',
    'idempotency-key': `tls-${draftSecret()}`};
  const answer = await fetch(`${target.url}/api/v1/complaints`, {method: 'POST', headers, body});
  assert.equal(answer.status, 201, await answer.clone().text());
  const database = join(target.where[1], 'qingqian.db');
  const tried = () => rows(database, `SELECT m.channel, m.state, m.reason, a.outcome FROM messages m
    JOIN attempts a ON a.message = m.id WHERE m.event_name = 'SUBMITTED' AND m.recipient LIKE 'complainant%'
    ORDER BY a.id`);
  const both = () => ['sms', 'mail'].every((channel) => tried().some((row) => row.channel === channel));
  for (const end = Date.now() + 30_000; !both() && Date.now() < end;) await sleep(100);
  assert.ok(both(), JSON.stringify(tried()));
  const {mails} = await (await fetch(`${carrier.http}/sandbox/mails.json?to=${encodeURIComponent(email)}`)).json();
  return {tried: tried(), mails};
}

test('a self-signed gateway and relay get nothing', async () => {
  const {tried, mails} = await told(server, 77);
  for (const row of tried) {
    assert.equal(row.outcome, 'retry', row.channel);
    assert.equal(row.state, 'queued', row.channel);
    assert.notEqual(row.reason, '', row.channel);
  }
  assert.ok(handshakes > 0, 'nobody asked for a certificate');
  assert.equal(requests, 0);
  assert.equal(mails.length, 0);
});

test('with their authority registered both get it under TLS', async () => {
  const trusting = await startServer({demo: 2, settings: {...settings, carrier_ca: authority, smtp_require_tls: 'true'}});
  try {
    const {tried, mails} = await told(trusting, 78);
    for (const row of tried) assert.equal(row.outcome, 'accepted', `${row.channel} ${row.reason}`);
    assert.ok(requests > 0);
    assert.equal(mails.length, 1);
  } finally {
    await trusting.stop();
  }
});
