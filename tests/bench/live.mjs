// Ten thousand listeners of one node: memory and processor while nothing happens and while cases change, and how long
// an event takes to the last of them. Part of tests/bench/run.sh; alone: node tests/bench/live.mjs [listeners] [events].
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { completeForm, declarations, draftSecret, key } from '../support/complaint.mjs';
import { anonymousBytes, startServer } from '../support/program.mjs';

const ticks = Number(execFileSync('getconf', ['CLK_TCK']));

class Listeners {
  greeted = 0;
  heard = 0;
  sockets = [];

  constructor(server) {
    this.server = server;
  }

  async session() {
    const { login, password } = this.server.officer('intake');
    const reply = await fetch(`${this.server.url}/api/v1/sessions`, { method: 'POST', headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ kind: 'officer', login, password }) });
    if (reply.status !== 201) throw new Error(await reply.text());
    return reply.headers.get('set-cookie').split(';')[0];
  }

  /** On plain sockets: parsing is kept to what is counted. Sources 127.0.0.x, for ports are few. */
  listen(cookie, index) {
    const socket = connect({ port: this.server.port, host: '127.0.0.1', localAddress: `127.0.0.${2 + (index % 8)}` });
    socket.on('data', (bytes) => {
      const text = bytes.toString('latin1');
      if (text.includes('event: hello')) this.greeted += 1;
      for (let at = text.indexOf('event: case'); at >= 0; at = text.indexOf('event: case', at + 1)) this.heard += 1;
    });
    socket.on('error', (error) => { throw error; });
    socket.write(`GET /api/v1/live HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\nCookie: ${cookie}\r\n\r\n`);
    this.sockets.push(socket);
  }

  async reach(what, look) {
    const began = performance.now();
    while (!look()) {
      if (performance.now() - began > 60_000) throw new Error(`${what}: ${this.greeted} greeted, ${this.heard} heard`);
      await pause(2);
    }
  }

  /** A session carries sixteen listeners. */
  async open(wanted) {
    let cookie = '';
    for (let index = 0; index < wanted; ++index) {
      if (index % 16 === 0) cookie = await this.session();
      this.listen(cookie, index);
      if (index % 500 === 499) await this.reach('greeting', () => this.greeted >= index - 250);
    }
    await this.reach('greeting', () => this.greeted === wanted);
  }

  close() {
    for (const socket of this.sockets) socket.destroy();
  }
}

/** Processor time of `pid` while `work` runs, at least so many seconds: percent of one core. */
async function load(pid, seconds, work) {
  const processor = () => {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
    return (Number(fields[11]) + Number(fields[12])) / ticks;
  };
  const before = processor();
  const began = performance.now();
  await work();
  const rest = seconds * 1000 - (performance.now() - began);
  if (rest > 0) await pause(rest);
  return (100 * (processor() - before)) / ((performance.now() - began) / 1000);
}

async function file(url) {
  const reply = await fetch(`${url}/api/v1/complaints`, { method: 'POST',
    headers: { 'content-type': 'application/json', 'Draft-Secret': draftSecret(), 'Idempotency-Key': key() },
    body: JSON.stringify({ form: completeForm(), submit: true, declarations: declarations() }) });
  if (reply.status !== 201) throw new Error(await reply.text());
}

/** So many listeners hear of so many cases, one after the other. */
export async function live({ wanted = 10_000, events = 20 } = {}) {
  const server = await startServer({ demo: 5, settings: { max_listeners: wanted, max_connections: wanted + 100 , max_connections_per_block: 0} });
  const pid = server.child.pid;
  const listeners = new Listeners(server);
  try {
    const empty = anonymousBytes(pid);
    await listeners.open(wanted);
    const full = anonymousBytes(pid);
    const idle = await load(pid, 10, async () => {});
    const times = [];
    const busy = await load(pid, 1, async () => {
      for (let event = 0; event < events; ++event) {
        const before = listeners.heard;
        await file(server.url);
        const began = performance.now();
        await listeners.reach('hearing', () => listeners.heard >= before + wanted);
        times.push(performance.now() - began);
      }
    });
    times.sort((a, b) => a - b);
    const most = anonymousBytes(pid);
    return {
      listeners: wanted, mib_empty: +(empty / 2 ** 20).toFixed(1), mib_full: +(full / 2 ** 20).toFixed(1), mib_most: +(most / 2 ** 20).toFixed(1),
      kib_a_listener: +((full - empty) / 1024 / wanted).toFixed(2), idle_percent: +idle.toFixed(1), busy_percent: +busy.toFixed(1),
      events, median_ms_to_all: +times[times.length >> 1].toFixed(1), most_ms_to_all: +times.at(-1).toFixed(1),
    };
  } finally {
    listeners.close();
    await server.stop();
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [wanted = 10_000, events = 20] = process.argv.slice(2).map(Number);
  console.log(JSON.stringify(await live({ wanted, events })));
}
