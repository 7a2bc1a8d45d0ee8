// The telephone answers: an SMS that somebody types here goes to the platform as the carrier would hand it over,
// signed, and what the platform says to it (TwiML) comes back.
import { randomBytes } from 'node:crypto';
import { segments } from './segments.js';
import { signature } from './signature.js';

const timeoutMs = 10_000;
const longest = 1600;

export class Incoming {
  /**
   * @param {{store: object, hook?: string, accountSid: string, authToken: string}} options `hook` is the
   *   platform's address for what comes in
   */
  constructor({ store, hook, accountSid, authToken }) {
    Object.assign(this, { store, hook, accountSid, authToken });
  }

  /**
   * @param {{from: string, body: string, sid?: string, to?: string}} sms `sid`: to hand one over again
   * @returns {Promise<{status: number, sid: string, answer: string | null}>} status 0 when nobody answered
   */
  async send({ from, body, sid = `SM${randomBytes(16).toString('hex')}`, to = this.#service(from) }) {
    const fields = [
      ['AccountSid', this.accountSid],
      ['ApiVersion', '2010-04-01'],
      ['Body', body],
      ['From', from],
      ['MessageSid', sid],
      ['NumMedia', '0'],
      ['NumSegments', String(segments(body).segments)],
      ['SmsMessageSid', sid],
      ['SmsSid', sid],
      ['SmsStatus', 'received'],
      ['To', to],
    ];
    this.#record({ sid, from, to, body, direction: 'inbound', status: 'received' });
    let status = 0;
    let text = '';
    try {
      const response = await fetch(this.hook, {
        method: 'POST',
        headers: { 'X-Twilio-Signature': signature(this.authToken, this.hook, fields) },
        body: new URLSearchParams(fields),
        signal: AbortSignal.timeout(timeoutMs),
      });
      status = response.status;
      text = await response.text();
    } catch {
      return { status, sid, answer: null };
    }
    const answer = status === 200 ? messageOf(text) : null;
    if (answer !== null) {
      const reply = `SM${randomBytes(16).toString('hex')}`;
      this.#record({ sid: reply, from: to, to: from, body: answer, direction: 'outbound-reply', status: 'delivered' });
    }
    return { status, sid, answer };
  }

  /** The number that wrote to this telephone last. */
  #service(telephone) {
    return this.store.messages(telephone).find((m) => m.from)?.from ?? '+8610690000';
  }

  #record({ sid, from, to, body, direction, status }) {
    const now = Date.now();
    this.store.addMessage({
      sid,
      account_sid: this.accountSid,
      to,
      from,
      messaging_service_sid: null,
      body,
      ...segments(body),
      direction,
      status,
      error_code: null,
      created_at: now,
      updated_at: now,
      sent_at: now,
      status_callback: null,
      validity_period: null,
      behaviour: direction,
      steps: [],
      step: 0,
      callbacks: [],
    });
  }
}

/** What is wrong with a request to send; undefined when nothing is. */
export function faultOf({ from, body, sid }) {
  if (typeof from !== 'string' || !/^\+[1-9]\d{6,14}$/.test(from)) return 'from: a number like +8613800138000';
  if (typeof body !== 'string' || !body || body.length > longest) return `body: 1 to ${longest} characters`;
  if (sid !== undefined && !/^SM[0-9a-f]{32}$/.test(sid)) return 'sid: SM and 32 hexadecimal digits';
  return undefined;
}

const entities = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** The text of TwiML's first <Message>; null when it holds none. */
export function messageOf(twiml) {
  const inner = /<Message[^>]*>([^]*?)<\/Message>/.exec(twiml)?.[1];
  if (inner === undefined) return null;
  const body = /<Body>([^]*?)<\/Body>/.exec(inner)?.[1] ?? inner;
  return body.replace(/&(amp|lt|gt|quot|apos);/g, (_, name) => entities[name]);
}
