// Starts a sandbox on free ports, receives its callbacks, speaks HTTP and SMTP to it over real sockets.
import http from 'node:http';
import net from 'node:net';
import { parseOptions } from '../src/options.js';
import { startSandbox } from '../src/sandbox.js';

export const accountSid = `AC${'0'.repeat(32)}`;
export const authToken = 'test-token';

/** @param {import('node:test').TestContext} t closes it with the test */
export async function sandbox(t, ...args) {
  const base = [
    '--http',
    '127.0.0.1:0',
    '--smtp',
    '127.0.0.1:0',
    '--account-sid',
    accountSid,
    '--auth-token',
    authToken,
  ];
  const quick = ['--callback-delay-ms', '10', '--callback-retry-ms', '20', '--slow-ms', '300'];
  const running = await startSandbox(parseOptions([...base, ...quick, ...args]));
  t.after(() => running.stop());
  const messagesPath = `/2010-04-01/Accounts/${accountSid}/Messages.json`;
  const authorization = basic(accountSid, authToken);
  return {
    ...running,
    messagesPath,
    smtpPort: Number(new URL(running.smtp).port),
    get: (path) => call(running.http, path, { headers: { authorization } }),
    post: (form, headers = {}) =>
      call(running.http, messagesPath, {
        method: 'POST',
        body: new URLSearchParams(form),
        headers: { authorization, ...headers },
      }),
    rule: (rule) =>
      call(running.http, '/sandbox/rules', {
        method: 'POST',
        body: JSON.stringify(rule),
        headers: { 'content-type': 'application/json' },
      }),
    send: (to, extra = {}) => ({ To: to, From: '+8610690000', Body: '【江苏中小企业服务】测试', ...extra }),
  };
}

export const basic = (user, password) => `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;

export async function call(base, path, options) {
  const response = await fetch(new URL(path, base), options);
  const text = await response.text();
  const json = response.headers.get('content-type')?.startsWith('application/json');
  return { status: response.status, headers: response.headers, body: json ? JSON.parse(text) : text };
}

/** A server that takes callbacks; `answers` are the statuses it gives in turn, then 204. */
export async function receiver(t, { answers = [], port = 0 } = {}) {
  const taken = [];
  const server = http.createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const status = answers.shift() ?? 204;
    taken.push({
      path: request.url,
      signature: request.headers['x-twilio-signature'],
      fields: Object.fromEntries(new URLSearchParams(body)),
      pairs: [...new URLSearchParams(body)],
      status,
    });
    response.writeHead(status).end();
  });
  await new Promise((resolve) => server.listen(port, '127.0.0.1', resolve));
  t.after(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  return { url: `http://127.0.0.1:${server.address().port}/hooks/twilio/status?message=7`, taken };
}

/** Waits until the condition holds; fails after three seconds. */
export async function until(condition, what = condition) {
  const end = Date.now() + 3000;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`never came true: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

export const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** A bare SMTP client: `say` sends a line and gives the reply's last line. */
export async function smtpClient(t, port) {
  const socket = net.connect(port, '127.0.0.1');
  t.after(() => socket.destroy());
  const waiting = [];
  const replies = [];
  let rest = '';
  let closed = false;
  const hand = (reply) => (waiting.length ? waiting.shift()(reply) : replies.push(reply));
  socket.setEncoding('utf8').on('data', (chunk) => {
    const lines = (rest + chunk).split('\r\n');
    rest = lines.pop();
    for (const line of lines) if (/^\d{3} /.test(line)) hand(line);
  });
  socket.on('error', () => {});
  socket.on('close', () => {
    closed = true;
    while (waiting.length) hand(null);
  });
  const reply = () =>
    new Promise((resolve) => {
      if (replies.length) resolve(replies.shift());
      else if (closed) resolve(null);
      else waiting.push(resolve);
    });
  const say = (line) => {
    socket.write(`${line}\r\n`);
    return reply();
  };
  await reply();
  await say('EHLO test.localhost');
  return {
    say,
    /** @returns the first reply that is not a success, or that to the data; null: hung up */
    async deliver(from, recipients, raw) {
      for (const line of [`MAIL FROM:<${from}>`, ...recipients.map((to) => `RCPT TO:<${to}>`)]) {
        const answer = await say(line);
        if (!answer?.startsWith('250')) return answer;
      }
      const ready = await say('DATA');
      if (!ready?.startsWith('354')) return ready;
      return say(`${raw.replace(/\r?\n/g, '\r\n').replace(/^\./gm, '..').replace(/\r\n$/, '')}\r\n.`);
    },
  };
}
