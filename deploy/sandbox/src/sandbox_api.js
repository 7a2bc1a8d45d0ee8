// What Twilio does not have: the received messages and mails as JSON, rules, clearing, live events.
import { readBody, send, sendJson } from './http_tools.js';
import { specialNumbers, mailBehaviours } from './behaviours.js';
import { faultOf as smsFault } from './incoming.js';
import { faultOf as letterFault } from './letters.js';

const maxRuleBytes = 16 * 1024;
const maxLetterBytes = 30 * 1024 * 1024;

/** Mail bodies are a stranger's HTML: no script, no network, no form, no frame of another site. */
const mailBodyPolicy =
  "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'; " +
  "img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

export class SandboxApi {
  /** `addresses` gives where both servers listen, once they do */
  constructor({ store, rules, live, twilio, addresses, incoming, letters }) {
    Object.assign(this, { store, rules, live, twilio, addresses, incoming, letters });
  }

  async handle(request, response, url) {
    const mail =
      /^\/sandbox\/mails\/([0-9a-f-]{36})(\.eml|\.json|\/body\.html|\/attachments\/(\d{1,4}))$/.exec(
        url.pathname,
      );
    if (mail) return this.#mail(request, response, mail);
    const answered = /^\/sandbox\/mails\/([0-9a-f-]{36})\/(reply|bounce)$/.exec(url.pathname);
    if (answered && request.method === 'POST') return this.#answer(request, response, answered);
    const routes = {
      '/sandbox/incoming': { POST: () => this.#type(request, response) },
      '/sandbox/letters': { POST: () => this.#write(request, response) },
      '/sandbox/messages.json': { GET: () => this.#messages(response, url.searchParams) },
      '/sandbox/messages': { DELETE: () => this.#clearMessages(response) },
      '/sandbox/attempts.json': { GET: () => this.#attempts(response, url.searchParams) },
      '/sandbox/mails.json': { GET: () => this.#mails(response, url.searchParams) },
      '/sandbox/mails': { DELETE: () => this.#clearMails(response) },
      '/sandbox/rules': {
        GET: () =>
          sendJson(response, 200, {
            rules: this.rules.list(),
            special_numbers: specialNumbers,
            special_mailboxes: mailBehaviours,
          }),
        POST: () => this.#setRule(request, response),
        DELETE: () => this.#clearRules(response),
      },
      '/sandbox/about.json': {
        GET: () => sendJson(response, 200, {
            ...this.addresses(),
            account_sid: this.twilio.accountSid,
            answers_sms: this.incoming !== undefined,
            answers_mail: this.letters !== undefined,
            intake: this.letters?.intake ?? null,
          }),
      },
      '/sandbox/events': {
        GET: () => this.live.open(request, response) || sendJson(response, 503, { error: 'too many pages' }),
      },
    };
    const route = routes[url.pathname];
    if (!route) return sendJson(response, 404, { error: 'not found' });
    const action = route[request.method] ?? (request.method === 'HEAD' && route.GET);
    if (!action)
      return sendJson(
        response,
        405,
        { error: 'method not allowed' },
        { Allow: Object.keys(route).join(', ') },
      );
    return action();
  }

  #messages(response, query) {
    const status = query.get('status');
    const all = this.store
      .messages(query.get('to') ?? undefined)
      .filter((m) => !status || m.status === status);
    sendJson(response, 200, {
      total: all.length,
      messages: all.slice(0, limitOf(query)).map((m) => this.showMessage(m)),
    });
  }

  #attempts(response, query) {
    const to = query.get('to');
    const all = this.store.attempts().filter((a) => !to || a.to === to);
    sendJson(response, 200, { total: all.length, attempts: all.slice(0, limitOf(query)) });
  }

  #mails(response, query) {
    const to = query.get('to')?.toLowerCase();
    const all = this.store.mails().filter((m) => !to || m.envelope.to.some((a) => a.toLowerCase() === to));
    const show = query.has('brief') ? showMailBrief : showMail;
    sendJson(response, 200, { total: all.length, mails: all.slice(0, limitOf(query)).map((m) => show(m)) });
  }

  #mail(request, response, [, id, part, index]) {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      return sendJson(response, 405, { error: 'method not allowed' }, { Allow: 'GET' });
    }
    const mail = this.store.mail(id);
    if (!mail) return sendJson(response, 404, { error: 'not found' });
    if (part === '.json')
      return sendJson(response, 200, {
        ...showMail(mail),
        html: mail.parsed.html,
        headers: mail.parsed.headers,
      });
    if (part === '.eml') return send(response, 200, 'message/rfc822', mail.raw, download(`${id}.eml`));
    if (part === '/body.html') {
      const html = `<!doctype html><meta charset="utf-8"><base target="_blank">${mail.parsed.html ?? ''}`;
      return send(response, 200, 'text/html; charset=utf-8', html, {
        'Content-Security-Policy': mailBodyPolicy,
      });
    }
    const attachment = mail.parsed.attachments[Number(index)];
    if (!attachment) return sendJson(response, 404, { error: 'not found' });
    return send(
      response,
      200,
      'application/octet-stream',
      attachment.content,
      download(attachment.filename ?? 'attachment'),
    );
  }

  /** The JSON object of a request; undefined when it was refused. */
  async #object(request, response, limit) {
    // A JSON type cannot be sent across origins without asking first, so no other page can do anything here.
    if (!/^application\/json\b/.test(request.headers['content-type'] ?? '')) {
      return sendJson(response, 415, { error: 'application/json expected' });
    }
    const body = await readBody(request, limit);
    if (body === undefined) return sendJson(response, 413, { error: 'too large' }, { Connection: 'close' });
    let value;
    try {
      value = JSON.parse(body.toString('utf8'));
    } catch {
      return sendJson(response, 400, { error: 'not JSON' });
    }
    if (value === null || typeof value !== 'object')
      return sendJson(response, 400, { error: 'an object expected' });
    return value;
  }

  async #type(request, response) {
    if (!this.incoming) return sendJson(response, 409, { error: 'start it with --incoming' });
    const sms = await this.#object(request, response, maxRuleBytes);
    if (sms === undefined) return undefined;
    const fault = smsFault(sms);
    if (fault) return sendJson(response, 400, { error: fault });
    return sendJson(response, 200, await this.incoming.send(sms));
  }

  async #write(request, response) {
    if (!this.letters) return sendJson(response, 409, { error: 'start it with --maildir' });
    const letter = await this.#object(request, response, maxLetterBytes);
    if (letter === undefined) return undefined;
    const fault = letterFault(letter, true);
    if (fault) return sendJson(response, 400, { error: fault });
    return sendJson(response, 201, { message_id: await this.letters.write(letter) });
  }

  async #answer(request, response, [, id, how]) {
    if (!this.letters) return sendJson(response, 409, { error: 'start it with --maildir' });
    const mail = this.store.mail(id);
    if (!mail) return sendJson(response, 404, { error: 'not found' });
    const letter = await this.#object(request, response, maxLetterBytes);
    if (letter === undefined) return undefined;
    if (how === 'bounce') {
      await this.letters.bounce(mail);
      return noContent(response);
    }
    const fault = letterFault(letter, false);
    if (fault) return sendJson(response, 400, { error: fault });
    return sendJson(response, 201, { message_id: await this.letters.reply(mail, letter) });
  }

  async #setRule(request, response) {
    const rule = await this.#object(request, response, maxRuleBytes);
    if (rule === undefined) return undefined;
    const fault = this.rules.set(rule);
    if (fault) return sendJson(response, 400, { error: fault });
    return sendJson(response, 200, { rules: this.rules.list() });
  }

  #clearRules(response) {
    this.rules.clear();
    noContent(response);
  }

  #clearMessages(response) {
    this.store.clearMessages();
    this.rules.rewind();
    noContent(response);
  }

  #clearMails(response) {
    this.store.clearMails();
    noContent(response);
  }

  /** Twilio's resource and what only the sandbox knows. */
  showMessage(message) {
    return {
      ...this.twilio.resource(message),
      encoding: message.encoding,
      units: message.units,
      segments: message.segments,
      created_ms: message.created_at,
      updated_ms: message.updated_at,
      status_callback: message.status_callback,
      validity_period: message.validity_period,
      behaviour: message.behaviour,
      callbacks: message.callbacks,
    };
  }
}

export function showMail({ id, received_at, envelope, raw, parsed }) {
  const { headers, html, attachments, ...shown } = parsed;
  return {
    id,
    received_ms: received_at,
    size: raw.length,
    envelope,
    ...shown,
    has_html: html !== null,
    attachments: attachments.map(({ content, ...facts }, index) => ({ index, ...facts })),
  };
}

/** For lists: the text is cut to a line or two. */
export function showMailBrief(mail) {
  const shown = showMail(mail);
  return { ...shown, text: shown.text.slice(0, 200).toWellFormed() };
}

function limitOf(query) {
  const text = query.get('limit');
  return /^\d{1,6}$/.test(text ?? '') ? Number(text) : 500;
}

function download(filename) {
  const ascii = filename.replace(/[^\w.-]/g, '_').slice(0, 100);
  const name = encodeURIComponent(filename.toWellFormed().slice(0, 100)).replace(
    /['()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16)}`,
  );
  return { 'Content-Disposition': `attachment; filename="${ascii}"; filename*=UTF-8''${name}` };
}

function noContent(response) {
  response.writeHead(204).end();
}
