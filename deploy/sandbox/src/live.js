// Server-sent events for the page: what changed, gathered for a moment so that a flood is one event.

const gatherMs = 100;
const maxClients = 50;
const maxBacklogBytes = 4 * 1024 * 1024;

export class Live {
  #clients = new Set();
  #pending = { messages: new Map(), mails: new Map(), attempts: [] };
  #timer;
  #heartbeat;

  /** @param {{store: object, show: {message: Function, mail: Function}}} options `show` renders for it */
  constructor({ store, show }) {
    store.on('message', (m) => this.#note(() => this.#pending.messages.set(m.sid, m)));
    store.on('mail', (m) => this.#note(() => this.#pending.mails.set(m.id, m)));
    store.on('attempt', (a) => this.#note(() => this.#pending.attempts.push(a)));
    store.on('cleared', (what) => {
      this.#flush();
      this.#write('cleared', { what });
    });
    this.show = show;
    this.#heartbeat = setInterval(() => this.#each((client) => client.write(': still here\n\n')), 15_000);
    this.#heartbeat.unref();
  }

  open(request, response) {
    if (this.#clients.size >= maxClients) return false;
    response.writeHead(200, {
      'Content-Type': 'text/event-stream; charset=utf-8',
      'Cache-Control': 'no-store',
      'X-Content-Type-Options': 'nosniff',
    });
    response.write('retry: 1000\n\n');
    this.#clients.add(response);
    response.on('close', () => this.#clients.delete(response));
    return true;
  }

  #note(keep) {
    if (this.#clients.size === 0) return;
    keep();
    this.#timer ??= setTimeout(() => this.#flush(), gatherMs).unref();
  }

  #flush() {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const { messages, mails, attempts } = this.#pending;
    this.#pending = { messages: new Map(), mails: new Map(), attempts: [] };
    if (messages.size) this.#write('messages', [...messages.values()].map(this.show.message));
    if (mails.size) this.#write('mails', [...mails.values()].map(this.show.mail));
    if (attempts.length) this.#write('attempts', attempts);
  }

  #write(event, data) {
    const text = `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
    this.#each((client) => client.write(text));
  }

  /** A page that does not read is let go; its browser comes back and loads anew. */
  #each(fn) {
    for (const client of this.#clients) {
      if (client.writableLength > maxBacklogBytes) client.destroy();
      else fn(client);
    }
  }

  stop() {
    clearInterval(this.#heartbeat);
    clearTimeout(this.#timer);
    for (const client of this.#clients) client.end();
  }
}
