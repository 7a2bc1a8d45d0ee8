// A gateway that takes every SMS after a fixed time and remembers when each came: {port, up(), down(), arrivals, …}.
import { createServer } from 'node:net';

const answerOf = (body) =>
  `HTTP/1.1 ${body === null ? '503 X' : '201 X'}\r\nContent-Type: application/json\r\nConnection: close\r\n` +
  `Content-Length: ${(body ?? '').length}\r\n\r\n${body ?? ''}`;

/** @param {{delayMs: number}} options how long an answer takes */
export async function gateway({ delayMs }) {
  const state = { arrivals: new Map(), doubled: 0, refused: 0, atOnce: 0, most: 0, up: true, came: () => {} };
  const serve = (socket, text) => {
    if (!state.up) {
      state.refused += 1;
      return socket.end(answerOf(null));
    }
    const uid = /message%3D([0-9a-f-]{36})/.exec(text)?.[1];
    if (state.arrivals.has(uid)) state.doubled += 1;
    state.arrivals.set(uid, performance.now());
    state.atOnce += 1;
    state.most = Math.max(state.most, state.atOnce);
    state.came(text);
    setTimeout(() => {
      state.atOnce -= 1;
      socket.end(answerOf(`{"sid":"SM${uid.replaceAll('-', '')}","status":"queued"}`));
    }, delayMs);
  };
  const server = createServer((socket) => {
    let text = '';
    socket.setEncoding('latin1').on('error', () => {});
    socket.on('data', (part) => {
      text += part;
      const head = text.indexOf('\r\n\r\n');
      if (head < 0) return;
      const length = Number(/content-length: (\d+)/i.exec(text)?.[1] ?? 0);
      if (text.length < head + 4 + length) return;
      if (text.startsWith('POST')) serve(socket, text.slice(head + 4));
      else socket.end(answerOf('{"messages":[],"next_page_uri":null}'));
    });
  });
  await new Promise((resolve) => server.listen({ port: 0, host: '127.0.0.1', backlog: 1024 }, resolve));
  const url = `http://127.0.0.1:${server.address().port}`;
  const settings = { sms_base_url: url, sms_account_sid: `AC${'0'.repeat(32)}`, sms_auth_token: 'token',
    sms_from: '+8651200000000', sms_same_text_a_day: 0 };
  return Object.assign(state, { url, settings, stop: () => server.close() });
}
