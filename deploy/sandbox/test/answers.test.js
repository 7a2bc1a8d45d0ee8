// The telephone and the mailbox answer.
import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { messageOf } from '../src/incoming.js';
import { parseOptions } from '../src/options.js';
import { startSandbox } from '../src/sandbox.js';
import { signature } from '../src/signature.js';

const token = 'sandbox-token';
const sid = 'AC00000000000000000000000000000001';

async function withSandbox(options, work) {
  const sandbox = await startSandbox(
    parseOptions(['--http', '127.0.0.1:0', '--smtp', '127.0.0.1:0', '--account-sid', sid, '--auth-token', token, ...options]),
  );
  const post = async (where, value) => {
    const answer = await fetch(`${sandbox.http}${where}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(value),
    });
    const text = await answer.text();
    return { status: answer.status, value: text ? JSON.parse(text) : null };
  };
  try {
    await work(sandbox, post);
  } finally {
    await sandbox.stop();
  }
}

test('an SMS goes to the platform signed, and its answer comes back', async () => {
  const seen = [];
  const platform = http.createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    seen.push({ body, signature: request.headers['x-twilio-signature'] });
    response.writeHead(200, { 'Content-Type': 'text/xml' });
    response.end('<Response><Message>1 &lt; 2 &amp; 3</Message></Response>');
  });
  await new Promise((resolve) => platform.listen(0, '127.0.0.1', resolve));
  const hook = `http://127.0.0.1:${platform.address().port}/hooks/twilio/incoming`;
  await withSandbox(['--incoming', hook], async (sandbox, post) => {
    const done = await post('/sandbox/incoming', { from: '+8613800138000', body: '退订' });
    assert.equal(done.status, 200);
    assert.deepEqual([done.value.status, done.value.answer], [200, '1 < 2 & 3']);
    const fields = [...new URLSearchParams(seen[0].body)];
    assert.equal(seen[0].signature, signature(token, hook, fields));
    assert.equal(new URLSearchParams(seen[0].body).get('Body'), '退订');
    const messages = sandbox.store.messages();
    assert.deepEqual(messages.map((m) => m.direction), ['outbound-reply', 'inbound']);
    assert.equal((await post('/sandbox/incoming', { from: '138', body: 'x' })).status, 400);
    assert.equal((await post('/sandbox/incoming', { from: '+8613800138000', body: '' })).status, 400);
  });
  platform.close();
});

test('without an address of the platform nothing is typed', async () => {
  await withSandbox([], async (_, post) => {
    assert.equal((await post('/sandbox/incoming', { from: '+8613800138000', body: '1' })).status, 409);
    assert.equal((await post('/sandbox/letters', { from: 'a@b.cn', subject: 's', text: 't' })).status, 409);
  });
  assert.throws(() => parseOptions(['--incoming', 'ftp://x/']), /--incoming/);
});

test('a letter lies whole in the Maildir, its file in it', async () => {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'qq-letters-'));
  await withSandbox(['--maildir', folder], async (_, post) => {
    const file = { name: '合同.pdf', base64: Buffer.from('%PDF-1.4').toString('base64') };
    const done = await post('/sandbox/letters', { from: 'a@example.com', subject: '投诉', text: '见附件', file });
    assert.equal(done.status, 201);
    const [name] = await readdir(path.join(folder, 'new'));
    const raw = await readFile(path.join(folder, 'new', name), 'utf8');
    assert.match(raw, /^To: intake@qingqian\.example/m);
    assert.match(raw, /JVBERi0xLjQ=/);
    assert.equal((await readdir(path.join(folder, 'tmp'))).length, 0);
    assert.equal((await post('/sandbox/letters', { from: 'nobody', subject: 's', text: 't' })).status, 400);
    assert.equal((await post('/sandbox/mails/00000000-0000-0000-0000-000000000000/reply', { text: 't' })).status, 404);
  });
  await rm(folder, { recursive: true });
});

test('TwiML is read as far as it says a message', () => {
  assert.equal(messageOf('<Response></Response>'), null);
  assert.equal(messageOf('<Response><Message><Body>x</Body></Message></Response>'), 'x');
});
