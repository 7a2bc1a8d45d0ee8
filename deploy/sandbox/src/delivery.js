// Leads an accepted message along the steps of its behaviour and tells the sender by signed status callbacks.
import http from 'node:http';
import https from 'node:https';
import { signature } from './signature.js';

const final = new Set(['delivered', 'undelivered', 'failed', 'canceled']);

/**
 * One timer a message at a time. Callbacks of one message go out one after the other, each retried when
 * nobody listens, the receiver is slow or it answers 5xx; a 4xx is an answer and is not repeated.
 */
export class Delivery {
  #timers = new Set();
  #requests = new Set();
  #chains = new Map();
  #stopped = false;

  /**
   * @param {{store: import('./store.js').Store, authToken: string, delayMs: number, retries: number,
   *   retryMs: number, timeoutMs?: number}} options `delayMs` between two steps; `retryMs` before the first
   *   retry, doubled each time
   */
  constructor({ store, authToken, delayMs, retries, retryMs, timeoutMs = 10_000 }) {
    Object.assign(this, { store, authToken, delayMs, retries, retryMs, timeoutMs });
    const pool = { keepAlive: true, maxSockets: 32 };
    this.agents = { 'http:': new http.Agent(pool), 'https:': new https.Agent(pool) };
    store.on('cleared', (what) => what === 'messages' && this.#cancel());
  }

  /** Takes the message on from `message.step`, the number of steps already done. */
  lead(message) {
    const next = message.steps[message.step];
    if (!next) return;
    this.#after(this.delayMs, () => {
      message.step += 1;
      this.#take(message, next);
      this.lead(message);
    });
  }

  #take(message, { set, post, code, forge }) {
    const now = Date.now();
    if (set) {
      message.status = set;
      message.updated_at = now;
      if (message.sent_at === null && (set === 'sent' || final.has(set))) message.sent_at = now;
      if (code) message.error_code = code;
    }
    if (post && message.status_callback) {
      const record = { status: post, code: code ?? null, at: now, http: null, tries: 0 };
      message.callbacks.push(record);
      const chain = (this.#chains.get(message) ?? Promise.resolve()).then(() =>
        this.#tell(message, record, forge),
      );
      this.#chains.set(message, chain);
      chain.finally(() => this.#chains.get(message) === chain && this.#chains.delete(message));
    }
    this.store.changed(message);
  }

  async #tell(message, record, forge) {
    const url = message.status_callback;
    const fields = callbackFields(message, record);
    const token = forge ? `${this.authToken}-forged` : this.authToken;
    const headers = { 'X-Twilio-Signature': signature(token, url, fields) };
    const body = new URLSearchParams(fields).toString();
    for (let attempt = 0; attempt <= this.retries && !this.#stopped; attempt += 1) {
      if (attempt > 0) await this.#pause(this.retryMs * 2 ** (attempt - 1));
      record.tries += 1;
      record.http = await this.#post(url, headers, body);
      this.store.changed(message);
      if (record.http > 0 && record.http < 500) return;
    }
  }

  /** @returns {Promise<number>} the answer's status, 0 when there was none */
  #post(url, headers, body) {
    if (this.#stopped) return Promise.resolve(0);
    const target = new URL(url);
    const options = {
      method: 'POST',
      agent: this.agents[target.protocol],
      timeout: this.timeoutMs,
      headers: {
        'Content-Type': 'application/x-www-form-urlencoded; charset=UTF-8',
        'Content-Length': Buffer.byteLength(body),
        'User-Agent': 'TwilioProxy/1.1',
        ...headers,
      },
    };
    return new Promise((resolve) => {
      const request = (target.protocol === 'https:' ? https : http).request(target, options, (response) => {
        response.resume();
        response.on('error', () => resolve(0));
        resolve(response.statusCode);
      });
      this.#requests.add(request);
      request.on('timeout', () => request.destroy(new Error('timeout')));
      request.on('error', () => resolve(0));
      request.on('close', () => this.#requests.delete(request));
      request.end(body);
    });
  }

  #after(ms, fn) {
    if (this.#stopped) return;
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      fn();
    }, ms);
    this.#timers.add(timer);
  }

  #pause(ms) {
    return new Promise((resolve) => {
      if (this.#stopped) resolve();
      else setTimeout(resolve, ms).unref();
    });
  }

  /** Messages that were cleared go no further; callbacks under way are finished. */
  #cancel() {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
  }

  stop() {
    this.#stopped = true;
    this.#cancel();
    for (const request of this.#requests) request.destroy();
    for (const agent of Object.values(this.agents)) agent.destroy();
  }
}

function callbackFields(message, { status, code, at }) {
  const fields = [
    ['AccountSid', message.account_sid],
    ['ApiVersion', '2010-04-01'],
    ['From', message.from ?? ''],
    ['To', message.to],
    ['MessageSid', message.sid],
    ['MessageStatus', status],
    ['SmsSid', message.sid],
    ['SmsStatus', status],
  ];
  if (code) fields.push(['ErrorCode', String(code)]);
  if (message.messaging_service_sid) fields.push(['MessagingServiceSid', message.messaging_service_sid]);
  if (status === 'delivered' || status === 'undelivered') fields.push(['RawDlrDoneDate', doneDate(at)]);
  return fields;
}

/** YYMMDDhhmm, no zone said (UTC here). */
function doneDate(ms) {
  return new Date(ms).toISOString().replace(/\D/g, '').slice(2, 12);
}
