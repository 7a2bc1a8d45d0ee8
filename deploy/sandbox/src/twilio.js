// The Messages resource as Twilio documents it: create, list, fetch.
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { errors } from './behaviours.js';
import { readBody, sendJson } from './http_tools.js';
import { segments } from './segments.js';

const maxFormBytes = 64 * 1024;
const e164 = /^\+[1-9]\d{6,14}$/;

/** The routes under /2010-04-01/Accounts/{AccountSid}. */
export class Twilio {
  constructor({ store, rules, delivery, accountSid, authToken, slowMs }) {
    Object.assign(this, { store, rules, delivery, accountSid, authToken, slowMs });
  }

  async handle(request, response, url) {
    const path = /^\/2010-04-01\/Accounts\/([^/]+)\/Messages(?:\/([^/]+))?\.json$/.exec(url.pathname);
    if (!this.#known(request.headers.authorization)) return refuse(response, 401, 20003);
    if (!path || path[1] !== this.accountSid) return refuse(response, 404, 20404);
    if (path[2] && request.method === 'GET') return this.#fetch(response, path[2]);
    if (!path[2] && request.method === 'GET') return this.#list(response, url);
    if (!path[2] && request.method === 'POST') return this.#create(request, response);
    return refuse(response, 405, 20004, { Allow: path[2] ? 'GET' : 'GET, POST' });
  }

  #known(authorization = '') {
    const [scheme, value = ''] = authorization.split(' ');
    const expected = `${this.accountSid}:${this.authToken}`;
    return (
      scheme.toLowerCase() === 'basic' && sameSecret(Buffer.from(value, 'base64').toString('utf8'), expected)
    );
  }

  async #create(request, response) {
    const body = await readBody(request, maxFormBytes);
    if (body === undefined) return sendJson(response, 413, problem(413, 21617), { Connection: 'close' });
    const form = new URLSearchParams(body.toString('utf8'));
    const fault = faultOf(form);
    const to = form.get('To') ?? '';
    if (fault) return this.#refused(response, to, { status: 400, code: fault });

    const behaviour = this.rules.take(to);
    const { refuse: refusal, drop, dead, slow, rule } = behaviour;
    if (refusal) return this.#refused(response, to, refusal, rule);
    if (drop) return this.#silence(request, to, 'drop');

    const message = this.#newMessage(form, behaviour);
    const first = this.resource(message);
    this.store.addMessage(message);
    this.delivery.lead(message);
    if (dead) return this.#silence(request, to, 'dead', message.sid);
    if (slow) {
      this.store.addAttempt({
        at: Date.now(),
        to,
        outcome: 'slow',
        status: 201,
        code: null,
        sid: message.sid,
      });
      await pause(rule.delay_ms ?? this.slowMs, response);
    }
    return sendJson(response, 201, first);
  }

  #newMessage(form, { name, steps }) {
    const now = Date.now();
    const service = form.get('MessagingServiceSid') || null;
    const body = form.get('Body');
    return {
      sid: `SM${randomBytes(16).toString('hex')}`,
      account_sid: this.accountSid,
      to: form.get('To'),
      from: form.get('From') || null,
      messaging_service_sid: service,
      body,
      ...segments(body),
      // With a messaging service the sender is chosen later: the first status is `accepted`, then `queued`.
      status: service ? 'accepted' : 'queued',
      error_code: null,
      created_at: now,
      updated_at: now,
      sent_at: null,
      status_callback: form.get('StatusCallback')?.replace(/#.*$/s, '') || null,
      validity_period: form.has('ValidityPeriod') ? Number(form.get('ValidityPeriod')) : null,
      behaviour: name,
      steps: service ? [{ set: 'queued', post: 'queued' }, ...steps] : steps,
      step: 0,
      callbacks: [],
    };
  }

  #refused(response, to, { status, code, retryAfter }, rule = {}) {
    this.store.addAttempt({
      at: Date.now(),
      to: to.slice(0, 32),
      outcome: 'refused',
      status,
      code,
      sid: null,
    });
    const wait = rule.retry_after ?? retryAfter;
    refuse(response, status, code, wait === undefined ? {} : { 'Retry-After': String(wait) });
  }

  #silence(request, to, outcome, sid = null) {
    this.store.addAttempt({ at: Date.now(), to, outcome, status: null, code: null, sid });
    request.socket.destroy();
  }

  #fetch(response, sid) {
    const message = this.store.message(sid);
    if (!message) return refuse(response, 404, 20404);
    return sendJson(response, 200, this.resource(message));
  }

  #list(response, url) {
    const query = url.searchParams;
    const size = clamp(query.get('PageSize'), 1, 1000, 50);
    const page = clamp(query.get('Page'), 0, 1_000_000, 0);
    const day = dayFilter(query);
    if (!day) return refuse(response, 400, 20001);
    const from = query.get('From');
    const all = this.store
      .messages(query.get('To') ?? undefined)
      .filter((m) => (from === null || m.from === from) && day(m.sent_at ?? m.created_at));

    // The token names the last message of the page before, so that new ones shift nothing.
    const token = /^PA(SM[0-9a-f]{32})$/.exec(query.get('PageToken') ?? '')?.[1];
    const last = token ? all.findIndex((m) => m.sid === token) : -1;
    const start = last >= 0 ? last + 1 : page * size;
    const rows = all.slice(start, start + size);
    const uri = (number, after) => this.#pageUri(query, size, number, after);
    return sendJson(response, 200, {
      first_page_uri: uri(0),
      end: rows.length ? page * size + rows.length - 1 : page * size,
      previous_page_uri: page > 0 ? uri(page - 1) : null,
      messages: rows.map((m) => this.resource(m)),
      uri: uri(page, token),
      page_size: size,
      start: page * size,
      next_page_uri: all.length > start + size ? uri(page + 1, rows.at(-1).sid) : null,
      page,
    });
  }

  #pageUri(query, size, page, after) {
    const kept = new URLSearchParams(query);
    kept.delete('PageToken');
    kept.set('PageSize', String(size));
    kept.set('Page', String(page));
    if (after) kept.set('PageToken', `PA${after}`);
    return `/2010-04-01/Accounts/${this.accountSid}/Messages.json?${kept}`;
  }

  /** The message as the API shows it; numbers as strings and null prices are the API's own custom. */
  resource(message) {
    const uri = `/2010-04-01/Accounts/${this.accountSid}/Messages/${message.sid}`;
    return {
      account_sid: message.account_sid,
      api_version: '2010-04-01',
      body: message.body,
      date_created: rfc2822(message.created_at),
      date_sent: message.sent_at === null ? null : rfc2822(message.sent_at),
      date_updated: rfc2822(message.updated_at),
      direction: message.direction ?? 'outbound-api',
      error_code: message.error_code,
      error_message: message.error_code === null ? null : errors[message.error_code],
      from: message.from,
      messaging_service_sid: message.messaging_service_sid,
      num_media: '0',
      num_segments: message.status === 'accepted' ? '0' : String(message.segments),
      price: null,
      price_unit: 'USD',
      sid: message.sid,
      status: message.status,
      subresource_uris: { media: `${uri}/Media.json` },
      to: message.to,
      uri: `${uri}.json`,
    };
  }
}

/** The first fault of a request to send, as Twilio's code; undefined when there is none. */
function faultOf(form) {
  const to = form.get('To');
  const from = form.get('From');
  const service = form.get('MessagingServiceSid');
  const body = form.get('Body');
  const validity = form.get('ValidityPeriod');
  if (!to) return 21604;
  if (!e164.test(to)) return 21211;
  if (!from && !service) return 21603;
  if (from && !/^(\+?\d{3,15}|[A-Za-z0-9 ]{1,11})$/.test(from)) return 21212;
  if (service && !/^MG[0-9a-fA-F]{32}$/.test(service)) return 21603;
  if (!body) return 21602;
  if (body.length > 1600) return 21617;
  if (form.get('StatusCallback') && !callbackUrl(form.get('StatusCallback'))) return 21609;
  if (validity !== null && !(/^\d{1,5}$/.test(validity) && validity >= 1 && validity <= 36_000)) return 21624;
  if (to.startsWith('+86') && !/^\+861[3-9]\d{9}$/.test(to)) return 21614;
  return undefined;
}

function callbackUrl(text) {
  if (text.length > 4000 || !URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  return (protocol === 'http:' || protocol === 'https:') && !hostname.includes('_');
}

/**
 * DateSent (that day, UTC), DateSent< and DateSent> (both inclusive: the API writes `DateSent<=2026-11-23`).
 * A message not yet sent counts by its creation, so that one recorded but unanswered is found at once.
 * @returns {((ms: number) => boolean) | undefined} undefined when a date is none
 */
function dayFilter(query) {
  const tests = [];
  for (const [key, make] of [
    ['DateSent', (from, to) => (ms) => ms >= from && ms < to],
    ['DateSent<', (_, to) => (ms) => ms < to],
    ['DateSent>', (from) => (ms) => ms >= from],
  ]) {
    const text = query.get(key);
    if (!text) continue;
    const day = /^\d{4}-\d{2}-\d{2}$/.test(text);
    const from = day
      ? Date.parse(`${text}T00:00:00Z`)
      : Date.parse(/Z|[+-]\d{2}:?\d{2}$/.test(text) ? text : `${text}Z`);
    if (Number.isNaN(from)) return undefined;
    tests.push(make(from, from + (day ? 86_400_000 : 1000)));
  }
  return (ms) => tests.every((test) => test(ms));
}

function problem(status, code) {
  const message = errors[code] ?? 'Invalid parameter value';
  return { code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status };
}

function refuse(response, status, code, headers = {}) {
  const realm = status === 401 ? { 'WWW-Authenticate': 'Basic realm="Twilio API"' } : {};
  sendJson(response, status, problem(status, code), { ...realm, ...headers });
}

/** Waits; ends early when the client has gone. */
function pause(ms, response) {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    response.once('close', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

function sameSecret(a, b) {
  const digest = (text) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}

function clamp(text, min, max, otherwise) {
  if (text === null || !/^\d{1,9}$/.test(text)) return otherwise;
  return Math.min(max, Math.max(min, Number(text)));
}

function rfc2822(ms) {
  return new Date(ms).toUTCString().replace('GMT', '+0000');
}
