// Resumable uploads judged by the protocol's own client, over a line that breaks and a server that dies.
import assert from 'node:assert/strict';
import {createHash} from 'node:crypto';
import {mkdtempSync, rmSync} from 'node:fs';
import {connect, createServer} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {once} from 'node:events';
import {after, before, test} from 'node:test';
import {Upload} from 'tus-js-client';
import {draftSecret, key, pdf} from '../support/complaint.mjs';
import {anonymousBytes, freePort, must, serve} from '../support/program.mjs';

const dataDir = mkdtempSync(join(tmpdir(), 'qingqian-tus-'));
const listen = `127.0.0.1:${await freePort()}`;
const start = (settings = {}) => serve({dataDir, listen, settings});
const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');
let server;
before(async () => {
  await must(['migrate', '--data-dir', dataDir]);
  await must(['demo', 'seed', '--cases', '1', '--seed', '7', '--data-dir', dataDir]);
  server = await start();
});
after(async () => {
  await server.stop();
  rmSync(dataDir, {recursive: true, force: true});
});

/** A line to the server: `through` is told how many bytes went, and may cut every connection. */
async function line(through = () => {}) {
  const open = new Set();
  let gone = 0;
  const cut = () => open.forEach((socket) => socket.destroy());
  const proxy = createServer((client) => {
    const remote = connect(server.port, '127.0.0.1');
    for (const socket of [client, remote]) {
      open.add(socket);
      socket.on('error', () => {}).on('close', () => { open.delete(socket); client.destroy(); remote.destroy(); });
    }
    client.on('data', (bytes) => {
      gone += bytes.length;
      if (through(gone, cut) !== false) remote.write(bytes);
    });
    remote.pipe(client);
  }).listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  return {url: `http://127.0.0.1:${proxy.address().port}`, close: () => { cut(); proxy.close(); }};
}

async function draft(url = server.url) {
  const secret = draftSecret();
  const answer = await fetch(`${url}/api/v1/complaints`, {method: 'POST', body: '{"form":{}}',
    headers: {'content-type': 'application/json', 'Draft-Secret': secret, 'Idempotency-Key': key()}});
  assert.equal(answer.status, 201);
  const {complaint} = await answer.json();
  return {headers: {'Draft-Secret': secret}, path: `/api/v1/complaints/${complaint.uid}`};
}

/** Sends `content` as a contract; resolves with what HEAD said on the way, the address and the last answer. */
function send(owner, content, options = {}, url = server.url, name = '合同.pdf') {
  const offsets = [];
  return new Promise((resolve, reject) => {
    const upload = new Upload(content, {
      endpoint: `${url}${owner.path}/uploads`, headers: owner.headers, metadata: {kind: 'contract', name},
      retryDelays: Array(40).fill(250),
      onAfterResponse: (request, response) => {
        if (request.getMethod() === 'HEAD') offsets.push(Number(response.getHeader('Upload-Offset')));
      },
      onSuccess: () => resolve({offsets, url: upload.url}), onError: reject, ...options,
    });
    options.begun?.(upload);
    upload.start();
  });
}

async function attachments(owner) {
  return (await (await fetch(`${server.url}${owner.path}/attachments`, {headers: owner.headers})).json()).items;
}

const state = async (url, owner) =>
  fetch(url, {method: 'HEAD', headers: {...owner.headers, 'Tus-Resumable': '1.0.0'}});

test('a file of 8 MB arrives whole, and several at once', async () => {
  const owner = await draft();
  const files = [8_000_000, 300_000, 70_000, 900].map((size, i) => pdf(`file ${i}`, size));
  await Promise.all(files.map((content, i) => send(owner, content, {}, server.url, `${i}.pdf`)));
  const arrived = await attachments(owner);
  assert.deepEqual(arrived.map((each) => each.sha256).sort(), files.map(sha256).sort());
});

test('a line that breaks in the middle: what had arrived is not sent again', async () => {
  const owner = await draft();
  const content = pdf('broken line', 8_000_000);
  let cuts = 0;
  const broken = await line((gone, cut) => {
    if (gone < (cuts + 1) * 2_500_000 || cuts === 2) return true;
    cuts += 1;
    cut();
    return false;
  });
  const {offsets} = await send(owner, content, {}, broken.url);
  broken.close();
  assert.equal(cuts, 2);
  assert.ok(offsets.some((offset) => offset > 1_000_000), `went on at ${offsets}`);
  assert.deepEqual((await attachments(owner)).map((each) => each.sha256), [sha256(content)]);
});

test('a server that is killed in the middle: it goes on from what it had promised', async () => {
  const owner = await draft();
  const content = pdf('killed server', 12_000_000);
  let killed = null;
  let sending;
  // What is on its way in sockets is nobody's promise: it dies when the server has recorded something.
  const die = async () => {
    const url = server.url + new URL(sending.url).pathname;
    while (Number((await state(url, owner)).headers.get('upload-offset')) === 0);
    await server.kill();
    server = await start();
  };
  const dying = await line((gone) => {
    if (gone >= 7_000_000) killed ??= die();
    return true;
  });
  const {offsets} = await send(owner, content, {begun: (upload) => { sending = upload; }}, dying.url);
  await killed;
  dying.close();
  assert.ok(offsets.some((offset) => offset >= 2 * 1024 * 1024), `went on at ${offsets}`);
  assert.deepEqual((await attachments(owner)).map((each) => each.sha256), [sha256(content)]);
});

test('a wrong checksum: the piece is refused and sent again', async () => {
  const owner = await draft();
  const content = pdf('checksum', 500_000);
  let tries = 0;
  const chunkSize = 200_000;
  const refused = [];
  await send(owner, content, {
    chunkSize,
    onBeforeRequest: (request) => {
      if (request.getMethod() !== 'PATCH') return;
      const offset = Number(request.getHeader('Upload-Offset'));
      const bytes = content.subarray(offset, offset + chunkSize);
      const digest = createHash('sha1').update(tries++ === 1 ? 'another text' : bytes).digest('base64');
      request.setHeader('Upload-Checksum', `sha1 ${digest}`);
    },
    onShouldRetry: (error) => {
      refused.push([error.originalResponse.getStatus(), JSON.parse(error.originalResponse.getBody()).code]);
      return true;
    },
  });
  assert.deepEqual(refused, [[460, 'upload_checksum_mismatch']]);
  assert.deepEqual((await attachments(owner)).map((each) => each.sha256), [sha256(content)]);
});

test('given up: gone', async () => {
  const owner = await draft();
  const content = pdf('given up', 1_000_000);
  const url = await new Promise((resolve, reject) => {
    send(owner, content, {chunkSize: 200_000, retryDelays: [500, 500, 500], begun: (upload) => {
      upload.options.onChunkComplete = () => {
        const {url} = upload;
        upload.options.onChunkComplete = null;
        upload.abort(true).then(() => resolve(url), reject);
      };
    }}).catch(reject);
  });
  assert.equal((await state(url, owner)).status, 404);
  assert.deepEqual(await attachments(owner), []);
});

test('a refusal names itself, and leaves nothing', async () => {
  const owner = await draft();
  const archive = Buffer.concat([Buffer.from('PK\x03\x04\x0a\0\0\0\0\0', 'latin1'), Buffer.alloc(300_000)]);
  const refusal = await send(owner, archive).then(() => null, (error) => error);
  assert.equal(refusal.originalResponse.getStatus(), 415);
  assert.equal(JSON.parse(refusal.originalResponse.getBody()).code, 'file_type_mismatch');
  const listed = await fetch(`${server.url}${owner.path}/uploads`, {headers: owner.headers});
  assert.deepEqual((await listed.json()).items, []);
});

test('expired: 410, and the client begins anew', async () => {
  await server.stop();
  server = await start({upload_kept_ms: 3000});
  const owner = await draft();
  const content = pdf('expired', 400_000);
  const url = await new Promise((resolve, reject) => {
    send(owner, content, {chunkSize: 100_000, begun: (upload) => {
      upload.options.onChunkComplete = () => { void upload.abort(); resolve(upload.url); };
    }}).catch(reject);
  });
  let answer = await state(url, owner);
  assert.ok(answer.headers.get('upload-expires'));
  while (answer.status === 200) answer = await state(url, owner);
  assert.equal(answer.status, 410);
  const again = await send(owner, content, {uploadUrl: url});
  assert.notEqual(again.url, url);
  assert.deepEqual((await attachments(owner)).map((each) => each.sha256), [sha256(content)]);
});

test('memory stays flat however many files are on their way', async () => {
  await server.stop();
  server = await start();
  const owner = await draft();
  const content = pdf('memory', 5_000_000);
  const beforehand = anonymousBytes(server.child.pid);
  let most = 0;
  const watch = setInterval(() => { most = Math.max(most, anonymousBytes(server.child.pid)); }, 20);
  await Promise.all(Array.from({length: 16}, (_, i) => send(owner, content, {}, server.url, `${i}.pdf`)));
  clearInterval(watch);
  // All of them together are 80 MB.
  assert.ok(most - beforehand < 30_000_000, `grew by ${most - beforehand} bytes`);
});
