// A gate between the program and its carriers, which stops one message where a test wants it: before the carrier hears
// of it, in the middle, or when the carrier has answered and the program does not know yet.
import { once } from 'node:events';
import { connect, createServer } from 'node:net';

/**
 * @param {{http: string, smtp: string}} carrier addresses of the sandbox
 * @returns {{http, smtp, stop(address, where), close()}}; `stop` awaits that a message to this number or mailbox
 *   stands at `where` (`before`, `half`, `answered`) and yields {pass()}, which lets the carrier's answer through
 */
export async function gate(carrier) {
  const wanted = new Map();
  const servers = [];
  const open = async (url, watch) => {
    const { hostname, port } = new URL(url);
    const server = createServer((client) => {
      const behind = connect(Number(port), hostname);
      for (const [one, other] of [[client, behind], [behind, client]]) {
        one.on('error', () => {}).on('close', () => other.destroy());
      }
      watch(client, behind, wanted);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    servers.push(server);
    return `127.0.0.1:${server.address().port}`;
  };
  const stop = (address, where) => new Promise((reached) => wanted.set(address, { where, reached }));
  const http = `http://${await open(carrier.http, watchRequests)}`;
  const smtp = `smtp://${await open(carrier.smtp, watchMails)}`;
  return { http, smtp, stop, close: () => servers.forEach((server) => server.close()) };
}

/** One request a connection, as the program sends its SMS. */
function watchRequests(client, behind, wanted) {
  let request = '';
  let answer = '';
  let stopped;
  client.setEncoding('latin1').on('data', (part) => {
    request += part;
    if (!whole(request)) return;
    const to = new URLSearchParams(request.slice(request.indexOf('\r\n\r\n') + 4)).get('To');
    stopped = request.startsWith('POST') ? take(wanted, to) : undefined;
    if (stopped?.where === 'before') return stopped.reached({});
    const half = stopped?.where === 'half';
    behind.write(half ? request.slice(0, request.length - 40) : request, 'latin1', () => half && stopped.reached({}));
    request = '';
  });
  behind.setEncoding('latin1').on('data', (part) => {
    if (stopped?.where !== 'answered') return client.write(part, 'latin1');
    answer += part;
    if (whole(answer)) stopped.reached({ pass: () => client.write(answer, 'latin1') });
  });
}

function whole(text) {
  const head = text.indexOf('\r\n\r\n');
  const length = Number(/content-length: (\d+)/i.exec(text)?.[1] ?? 0);
  return head >= 0 && text.length >= head + 4 + length;
}

/** Mails one after another on a connection, no command before the answer to the last. */
function watchMails(client, behind, wanted) {
  let stopped;
  let body; // undefined outside of DATA
  let ended = false;
  client.setEncoding('latin1').on('data', (part) => {
    if (body !== undefined) return passBody(part);
    const to = /^RCPT TO:<([^>]*)>/i.exec(part)?.[1];
    if (to) stopped = take(wanted, to);
    if (stopped?.where === 'before') return stopped.reached({});
    return behind.write(part, 'latin1');
  });
  const passBody = (part) => {
    body += part;
    if (stopped?.where === 'half') {
      if (body.length >= 600) behind.write(body.slice(0, 600), 'latin1', () => stopped.reached({}));
      return;
    }
    ended = body.endsWith('\r\n.\r\n');
    behind.write(part, 'latin1');
  };
  behind.setEncoding('latin1').on('data', (part) => {
    if (ended && stopped?.where === 'answered') return stopped.reached({ pass: () => client.write(part, 'latin1') });
    if (body === undefined && part.startsWith('354')) body = '';
    else if (ended) [body, ended, stopped] = [undefined, false, undefined];
    return client.write(part, 'latin1');
  });
}

function take(wanted, address) {
  const one = wanted.get(address);
  wanted.delete(address);
  return one;
}
