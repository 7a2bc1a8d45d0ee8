// Puts the parts together: one HTTP server (Messages API, page, sandbox API) and one SMTP server.
import { readdirSync, readFileSync } from 'node:fs';
import http from 'node:http';
import { Rules } from './behaviours.js';
import { Delivery } from './delivery.js';
import { send, sendJson } from './http_tools.js';
import { Incoming } from './incoming.js';
import { keepIn } from './journal.js';
import { Letters } from './letters.js';
import { Live } from './live.js';
import { SandboxApi, showMailBrief } from './sandbox_api.js';
import { smtpServer } from './smtp.js';
import { Store } from './store.js';
import { Twilio } from './twilio.js';

const pagePolicy =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; " +
  "frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const types = { html: 'text/html', css: 'text/css', js: 'text/javascript', svg: 'image/svg+xml' };
const folder = new URL('../web/', import.meta.url);
const pages = new Map(
  readdirSync(folder).map((name) => {
    const type = `${types[name.split('.').at(-1)]}; charset=utf-8`;
    return [name === 'index.html' ? '/' : `/${name}`, { type, bytes: readFileSync(new URL(name, folder)) }];
  }),
);

/**
 * @param {object} options as `options.js` parses them
 * @returns {Promise<{http: string, smtp: string, store: Store, rules: Rules, stop: () => Promise<void>}>}
 */
export async function startSandbox(options) {
  const store = new Store(options.limits);
  if (options.data) await keepIn(options.data, store);
  const rules = new Rules();
  const { accountSid, authToken, slowMs } = options;
  const delivery = new Delivery({
    store,
    authToken,
    delayMs: options.callbackDelayMs,
    retries: options.callbackRetries,
    retryMs: options.callbackRetryMs,
  });
  const addresses = () => ({
    http: `http://${authority(web, options.http.host)}`,
    smtp: `smtp://${authority(mail.server, options.smtp.host)}`,
  });

  const twilio = new Twilio({ store, rules, delivery, accountSid, authToken, slowMs });
  const live = new Live({ store, show: { message: (m) => api.showMessage(m), mail: showMailBrief } });
  const incoming = options.incoming
    ? new Incoming({ store, hook: options.incoming, accountSid, authToken })
    : undefined;
  const letters = options.maildir
    ? new Letters({ store, maildir: options.maildir, intake: options.intake })
    : undefined;
  const api = new SandboxApi({ store, rules, live, twilio, addresses, incoming, letters });

  const web = http.createServer({
    maxHeaderSize: 16_384,
    headersTimeout: 10_000,
    requestTimeout: 30_000,
    keepAliveTimeout: 60_000,
  });
  web.on('request', (request, response) => route({ twilio, api }, request, response));
  const mail = smtpServer({ store, rules, slowMs, maxBytes: options.maxMailBytes, ...options.smtpSecurity });

  await listen(web, options.http);
  await listen(mail.server, options.smtp);
  for (const message of store.messages()) delivery.lead(message); // those a restart interrupted

  return {
    ...addresses(),
    store,
    rules,
    async stop() {
      delivery.stop();
      live.stop();
      const closed = new Promise((resolve) => web.close(resolve));
      web.closeAllConnections();
      await Promise.all([closed, new Promise((resolve) => mail.close(resolve))]);
    },
  };
}

async function route({ twilio, api }, request, response) {
  try {
    const url = new URL(request.url, 'http://sandbox');
    if (url.pathname.startsWith('/2010-04-01/')) await twilio.handle(request, response, url);
    else if (url.pathname.startsWith('/sandbox/')) await api.handle(request, response, url);
    else page(request, response, url.pathname);
  } catch (error) {
    if (!response.headersSent && !response.destroyed)
      sendJson(response, 400, { error: String(error.message) });
  }
}

function page(request, response, path) {
  const file = pages.get(path);
  if (!file) return sendJson(response, 404, { error: 'not found' });
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    return sendJson(response, 405, { error: 'method not allowed' }, { Allow: 'GET, HEAD' });
  }
  return send(response, 200, file.type, file.bytes, { 'Content-Security-Policy': pagePolicy });
}

function listen(server, { host, port }) {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function authority(server, host) {
  return `${host.includes(':') ? `[${host}]` : host}:${server.address().port}`;
}
