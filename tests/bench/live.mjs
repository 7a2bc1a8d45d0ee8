// Ten thousand listeners of one node: memory and processor while nothing happens and while cases change, and how long
// an event takes to the last of them. node tests/bench/live.mjs [listeners] [events]; QINGQIAN_PROGRAM names the program.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { completeForm, declarations, draftSecret, key } from '../support/complaint.mjs';
import { anonymousBytes, startServer } from '../support/program.mjs';

const wanted = Number(process.argv[2] ?? 10_000);
const events = Number(process.argv[3] ?? 20);
const ticks = Number(execFileSync('getconf', ['CLK_TCK']));

const server = await startServer({ demo: 5, settings: { max_listeners: wanted, max_connections: wanted + 100 } });
const pid = server.child.pid;
const processor = () => {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return (Number(fields[11]) + Number(fields[12])) / ticks;
};
async function over(seconds, work) {
  const before = processor();
  const began = performance.now();
  await work();
  const rest = seconds * 1000 - (performance.now() - began);
  if (rest > 0) await pause(rest);
  return (100 * (processor() - before)) / ((performance.now() - began) / 1000);
}

async function session() {
  const { login, password } = server.officer('intake');
  const reply = await fetch(`${server.url}/api/v1/sessions`, { method: 'POST', headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ kind: 'officer', login, password }) });
  if (reply.status !== 201) throw new Error(await reply.text());
  return reply.headers.get('set-cookie').split(';')[0];
}

/** Listeners on plain sockets: parsing is kept to what is counted. Sources 127.0.0.x, for ports are few. */
let greeted = 0;
let heard = 0;
const sockets = [];
function listen(cookie, index) {
  const socket = connect({ port: server.port, host: '127.0.0.1', localAddress: `127.0.0.${2 + (index % 8)}` });
  socket.on('data', (bytes) => {
    const text = bytes.toString('latin1');
    if (text.includes('event: hello')) greeted += 1;
    for (let at = text.indexOf('event: case'); at >= 0; at = text.indexOf('event: case', at + 1)) heard += 1;
  });
  socket.on('error', (error) => { throw error; });
  socket.write(`GET /api/v1/live HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\nCookie: ${cookie}\r\n\r\n`);
  sockets.push(socket);
}

async function reach(what, look) {
  const began = performance.now();
  while (!look()) {
    if (performance.now() - began > 60_000) throw new Error(`${what}: ${greeted} greeted, ${heard} heard`);
    await pause(2);
  }
}

try {
  const empty = anonymousBytes(pid);
  // A session carries sixteen listeners.
  let cookie = '';
  for (let index = 0; index < wanted; ++index) {
    if (index % 16 === 0) cookie = await session();
    listen(cookie, index);
    if (index % 500 === 499) await reach('greeting', () => greeted >= index - 250);
  }
  await reach('greeting', () => greeted === wanted);
  const full = anonymousBytes(pid);
  const idle = await over(10, async () => {});
  const times = [];
  const busy = await over(1, async () => {
    for (let event = 0; event < events; ++event) {
      const before = heard;
      const reply = await fetch(`${server.url}/api/v1/complaints`, { method: 'POST',
        headers: { 'content-type': 'application/json', 'Draft-Secret': draftSecret(), 'Idempotency-Key': key() },
        body: JSON.stringify({ form: completeForm(), submit: true, declarations: declarations() }) });
      if (reply.status !== 201) throw new Error(await reply.text());
      const began = performance.now();
      await reach('hearing', () => heard >= before + wanted);
      times.push(performance.now() - began);
    }
  });
  times.sort((a, b) => a - b);
  const most = anonymousBytes(pid);
  console.log(JSON.stringify({
    listeners: wanted, mib_empty: +(empty / 2 ** 20).toFixed(1), mib_full: +(full / 2 ** 20).toFixed(1), mib_most: +(most / 2 ** 20).toFixed(1),
    kib_a_listener: +((full - empty) / 1024 / wanted).toFixed(2), idle_percent: +idle.toFixed(1), busy_percent: +busy.toFixed(1),
    events, median_ms_to_all: +times[times.length >> 1].toFixed(1), most_ms_to_all: +times.at(-1).toFixed(1),
  }));
} finally {
  for (const socket of sockets) socket.destroy();
  await server.stop();
}
