// Request smuggling: requests that two parsers could cut differently, sent directly, through nginx and through haproxy.
// A second request hides behind each; whoever is fooled answers one request more than were sent.
import assert from 'node:assert/strict';
import {spawn, spawnSync} from 'node:child_process';
import {once} from 'node:events';
import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {connect} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {after, before, test} from 'node:test';
import {setTimeout as sleep} from 'node:timers/promises';
import {freePort, startServer} from '../support/program.mjs';

const hidden = 'GET /healthz?smuggled HTTP/1.1\r\nHost: h\r\nX-Smuggled: 1\r\n\r\n';
const chunk = (text) => `${text.length.toString(16)}\r\n${text}\r\n`;
const json = 'Content-Type: application/json\r\n';
const post = (headers, body) => `POST /api/v1/calculators/credit-code HTTP/1.1\r\nHost: h\r\n${json}${headers}\r\n${body}`;

/** name → the bytes. `whole` are those in which the hidden bytes are plainly a body, or a second request. */
const corpus = {
  'CL.TE': post(`Content-Length: ${5 + hidden.length}\r\nTransfer-Encoding: chunked\r\n`, `0\r\n\r\n${hidden}`),
  'TE.CL': post('Content-Length: 4\r\nTransfer-Encoding: chunked\r\n', `${chunk(hidden)}0\r\n\r\n`),
  'TE.TE, the second unknown': post('Transfer-Encoding: chunked\r\nTransfer-Encoding: cow\r\n', `0\r\n\r\n${hidden}`),
  'TE.TE, the first unknown': post('Transfer-Encoding: cow\r\nTransfer-Encoding: chunked\r\n', `0\r\n\r\n${hidden}`),
  'TE twice in one field': post('Transfer-Encoding: chunked, chunked\r\n', `0\r\n\r\n${hidden}`),
  'TE identity, then CL': post('Transfer-Encoding: identity\r\nContent-Length: 3\r\n', `abc${hidden}`),
  'TE with a vertical tab': post('Transfer-Encoding: \x0bchunked\r\nContent-Length: 5\r\n', `0\r\n\r\n${hidden}`),
  'TE with a blank before the colon': post('Transfer-Encoding : chunked\r\nContent-Length: 5\r\n', `0\r\n\r\n${hidden}`),
  'TE folded': post('Transfer-Encoding:\r\n chunked\r\nContent-Length: 5\r\n', `0\r\n\r\n${hidden}`),
  'TE after a bare line feed': post('X: y\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n', `0\r\n\r\n${hidden}`),
  'TE after a bare carriage return': post('X: y\rTransfer-Encoding: chunked\r\nContent-Length: 5\r\n', `0\r\n\r\n${hidden}`),
  'TE quoted': post('Transfer-Encoding: "chunked"\r\nContent-Length: 5\r\n', `0\r\n\r\n${hidden}`),
  'TE in HTTP/1.0': post('Transfer-Encoding: chunked\r\nContent-Length: 5\r\n', `0\r\n\r\n${hidden}`).replace('HTTP/1.1', 'HTTP/1.0'),
  'two Content-Length': post(`Content-Length: 2\r\nContent-Length: ${2 + hidden.length}\r\n`, `{}${hidden}`),
  'a list of Content-Length': post(`Content-Length: 2, ${2 + hidden.length}\r\n`, `{}${hidden}`),
  'a signed Content-Length': post('Content-Length: +2\r\n', `{}${hidden}`),
  'a negative Content-Length': post('Content-Length: -1\r\n', `{}${hidden}`),
  'a hexadecimal Content-Length': post('Content-Length: 0x2\r\n', `{}${hidden}`),
  'a Content-Length beyond 64 bits': post('Content-Length: 18446744073709551618\r\n', `{}${hidden}`),
  'a Content-Length with a blank inside': post('Content-Length: 2 0\r\n', `{}${hidden}`),
  'a chunk size with a blank': post('Transfer-Encoding: chunked\r\n', `2 0\r\n{}\r\n0\r\n\r\n${hidden}`),
  'a chunk size with a sign': post('Transfer-Encoding: chunked\r\n', `+2\r\n{}\r\n0\r\n\r\n${hidden}`),
  'a chunk size with 0x': post('Transfer-Encoding: chunked\r\n', `0x2\r\n{}\r\n0\r\n\r\n${hidden}`),
  'a chunk size beyond 64 bits': post('Transfer-Encoding: chunked\r\n', `10000000000000002\r\n{}\r\n0\r\n\r\n${hidden}`),
  'a chunk longer than said': post('Transfer-Encoding: chunked\r\n', `1\r\n{}\r\n0\r\n\r\n${hidden}`),
  'a chunk ended by a bare line feed': post('Transfer-Encoding: chunked\r\n', `2\n{}\n0\n\n${hidden}`),
  'a chunk extension with a line feed': post('Transfer-Encoding: chunked\r\n', `2;a=\nx\r\n{}\r\n0\r\n\r\n${hidden}`),
  'a request line ended by a bare carriage return': `GET /healthz HTTP/1.1\rHost: h\r\n\r\n${hidden}`,
  'a NUL in a field': post('X: a\0b\r\nContent-Length: 2\r\n', `{}${hidden}`),
  'a field without a name': post(': v\r\nContent-Length: 2\r\n', `{}${hidden}`),
  'two Host fields': `GET /healthz HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n${hidden}`,
  'a body where none is expected': `GET /healthz HTTP/1.1\r\nHost: h\r\nContent-Length: ${hidden.length}\r\n\r\n${hidden}`,
  'an upgrade to h2c': `GET /healthz HTTP/1.1\r\nHost: h\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\nContent-Length: ${hidden.length}\r\n\r\n${hidden}`,
  'a trailer that names a length': post('Transfer-Encoding: chunked\r\nTrailer: Content-Length\r\n', `2\r\n{}\r\n0\r\nContent-Length: ${hidden.length}\r\n\r\n${hidden}`),
};

/** In these the hidden bytes plainly are a request of their own, which is answered: there is no quarrel about it. */
const openly = new Set(['a trailer that names a length']);

let server;
let folder;
const ways = new Map();
const proxies = [];

async function startProxy(name, command, args, port) {
  const child = spawn(command, args, {stdio: ['ignore', 'ignore', 'inherit']});
  proxies.push(child);
  for (let tries = 0; ; ++tries) {
    try {
      await fetch(`http://127.0.0.1:${port}/healthz`);
      break;
    } catch (error) {
      if (tries > 100) throw new Error(`${name} does not start: ${error.message}`);
      await sleep(30);
    }
  }
  ways.set(name, port);
}

before(async () => {
  server = await startServer();
  ways.set('directly', server.port);
  folder = mkdtempSync(join(tmpdir(), 'qingqian-attack-'));
  for (const name of ['proxy', 'body', 'fastcgi', 'uwsgi', 'scgi']) mkdirSync(join(folder, name));
  const [one, two] = [await freePort(), await freePort()];
  const places = ['proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${folder}/${name};`).join(' ');
  writeFileSync(join(folder, 'nginx.conf'), `daemon off; pid ${folder}/pid; error_log ${folder}/error.log crit;
events { worker_connections 64; }
http { access_log off; client_body_temp_path ${folder}/body; ${places}
  upstream ours { server 127.0.0.1:${server.port}; keepalive 1; }
  server { listen 127.0.0.1:${one}; location / { proxy_pass http://ours; proxy_http_version 1.1; proxy_set_header Connection ""; proxy_request_buffering off; } } }
`);
  writeFileSync(join(folder, 'haproxy.cfg'), `global
  nbthread 1
defaults
  mode http
  timeout connect 2s
  timeout client 5s
  timeout server 5s
  http-reuse always
frontend f
  bind 127.0.0.1:${two}
  default_backend b
backend b
  server ours 127.0.0.1:${server.port}
`);
  await startProxy('through nginx', 'nginx', ['-c', join(folder, 'nginx.conf'), '-p', folder], one);
  if (spawnSync('haproxy', ['-v']).status === 0) await startProxy('through haproxy', 'haproxy', ['-db', '-f', join(folder, 'haproxy.cfg')], two);
});
after(async () => {
  for (const child of proxies) {
    child.kill('SIGTERM');
    await once(child, 'exit');
  }
  await server?.stop();
  rmSync(folder, {recursive: true, force: true});
});

/** The status lines that come back, until the connection is closed or nothing more comes. */
async function answers(port, bytes) {
  const socket = connect(port, '127.0.0.1');
  let text = '';
  socket.setEncoding('latin1').on('data', (piece) => (text += piece)).on('error', () => {});
  await once(socket, 'connect');
  socket.write(Buffer.from(bytes, 'latin1'));
  const closed = once(socket, 'close');
  await Promise.race([closed, sleep(400)]);
  socket.destroy();
  return [...text.matchAll(/HTTP\/1\.[01] (\d{3})/g)].map((match) => Number(match[1]));
}

test('no request that two parsers could cut differently is followed by the one hidden in it', async (t) => {
  const wrong = [];
  for (const [way, port] of ways) {
    for (const [name, bytes] of Object.entries(corpus)) {
      if (openly.has(name) && way === 'directly') continue;
      const seen = await answers(port, bytes);
      const fooled = seen.length > 1 && seen.at(-1) === 200;
      // Behind a proxy a second answer is its own cut of the bytes, and right; what counts is what we make of them.
      if (way === 'directly' && fooled) wrong.push(`${name} ${way}: ${seen.join(' ')}`);
      if (way === 'directly' && seen.length === 0) wrong.push(`${name}: no answer`);
      t.diagnostic(`${way}  ${name}: ${seen.join(' ') || 'closed'}`);
      // Whoever comes next on a kept connection of the proxy gets his own answer.
      const next = await fetch(`http://127.0.0.1:${port}/api/v1/verify?number=X&hash=Y`);
      const body = await next.text();
      if (next.status !== 200 && next.status !== 404 && next.status !== 422) wrong.push(`${name} ${way}: the next client got ${next.status}`);
      if (body.includes('"status":"ok"')) wrong.push(`${name} ${way}: the next client got another's answer`);
    }
  }
  assert.equal(wrong.join('\n'), '');
});
