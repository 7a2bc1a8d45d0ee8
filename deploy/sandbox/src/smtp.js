// An SMTP server that keeps what it receives: 250 is said after the mail is parsed and stored (RFC 5321).
import { randomUUID } from 'node:crypto';
import { simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';

const maxRecipients = 100;

const replies = {
  bounce550: [550, '5.1.1 No such mailbox'],
  full452: [452, '4.2.2 Mailbox full'],
  tempfail: [451, '4.3.0 Try again later'],
  greylist: [451, '4.7.1 Greylisted, try again'],
  reject554: [554, '5.7.1 Message refused'],
};

/**
 * @param {{store: object, rules: object, slowMs: number, maxBytes: number, user?: string, password?: string,
 *   key?: Buffer, cert?: Buffer}} options with `user`, logging in is required and checked, without it any
 *   login is taken; with `key` and `cert` STARTTLS is offered
 * @returns {SMTPServer} not yet listening
 */
export function smtpServer({ store, rules, slowMs, maxBytes, user, password, key, cert }) {
  const sockets = new Map();
  const greylisted = new Set();
  store.on('cleared', (what) => what === 'mails' && greylisted.clear());

  const hangUp = (session) => sockets.get(session.remotePort)?.destroy();

  const server = new SMTPServer({
    name: 'sandbox.localhost',
    banner: 'Qingqian sandbox',
    logger: false,
    size: maxBytes,
    authOptional: !user,
    allowInsecureAuth: true,
    disabledCommands: key && cert ? [] : ['STARTTLS'],
    ...(key && cert ? { key, cert } : {}),
    disableReverseLookup: true,
    closeTimeout: 200,

    onAuth(auth, _session, callback) {
      if (user && (auth.username !== user || auth.password !== password)) {
        return callback(failure(535, '5.7.8 Authentication credentials invalid'));
      }
      return callback(null, { user: auth.username ?? 'anonymous' });
    },

    onRcptTo({ address }, session, callback) {
      if (session.envelope.rcptTo.length >= maxRecipients)
        return callback(failure(452, '4.5.3 Too many recipients'));
      const { name, rule } = rules.takeMail(address);
      session.behaviours ??= new Map();
      if (name === 'drop') return hangUp(session);
      if (name === 'greylist') {
        const pair = `${session.envelope.mailFrom.address}\n${address.toLowerCase()}`;
        if (greylisted.has(pair)) return callback();
        if (greylisted.size < 10_000) greylisted.add(pair);
        return callback(failure(...replies.greylist));
      }
      if (['bounce550', 'full452', 'tempfail'].includes(name)) return callback(failure(...replies[name]));
      session.behaviours.set(address.toLowerCase(), { name, rule });
      return callback();
    },

    async onData(stream, session, callback) {
      try {
        const raw = await readStream(stream, maxBytes);
        if (!raw) return callback(failure(552, '5.3.4 Message too big'));
        const met = session.envelope.rcptTo.map(({ address }) =>
          session.behaviours.get(address.toLowerCase()),
        );
        if (met.some((b) => b?.name === 'reject554')) return callback(failure(...replies.reject554));
        const envelope = {
          from: session.envelope.mailFrom ? session.envelope.mailFrom.address : '',
          to: session.envelope.rcptTo.map(({ address }) => address),
        };
        const mail = await parseMail({ id: randomUUID(), received_at: Date.now(), envelope, raw });
        store.addMail(mail);
        if (met.some((b) => b?.name === 'dead')) return hangUp(session);
        const slow = met.find((b) => b?.name === 'slow');
        if (slow) await new Promise((resolve) => setTimeout(resolve, slow.rule.delay_ms ?? slowMs).unref());
        return callback(null, `2.0.0 Stored as ${mail.id}`);
      } catch (error) {
        return callback(failure(451, `4.3.0 ${error.message.slice(0, 100)}`));
      }
    },
  });
  server.on('error', () => {}); // a client that goes away is not a fault of the sink
  server.server.on('connection', (socket) => {
    const port = socket.remotePort;
    sockets.set(port, socket);
    socket.on('close', () => sockets.delete(port));
  });
  return server;
}

/** Adds `parsed` (what the page and the API show) to a raw mail. */
export async function parseMail({ id, received_at, envelope, raw }) {
  const parsed = await simpleParser(raw, { maxHtmlLengthToParse: 2 * 1024 * 1024 });
  return {
    id,
    received_at,
    envelope,
    raw,
    parsed: {
      subject: parsed.subject ?? '',
      from: parsed.from?.text ?? '',
      to: addressText(parsed.to),
      cc: addressText(parsed.cc),
      date: parsed.date && !Number.isNaN(parsed.date.getTime()) ? parsed.date.toISOString() : null,
      message_id: parsed.messageId ?? null,
      in_reply_to: parsed.inReplyTo ?? null,
      references: [parsed.references ?? []].flat(),
      text: parsed.text ?? '',
      html: parsed.html || null,
      headers: parsed.headerLines.map(({ key, line }) => ({ key, line })),
      attachments: parsed.attachments.map((a) => ({
        filename: a.filename ?? null,
        content_type: a.contentType,
        content_id: a.cid ?? null,
        size: a.size,
        content: a.content,
      })),
    },
  };
}

function addressText(value) {
  return [value ?? []]
    .flat()
    .map((a) => a.text)
    .join(', ');
}

/** The stream's bytes; undefined when there are more than `limit`. The rest is read and dropped. */
async function readStream(stream, limit) {
  const chunks = [];
  let size = 0;
  for await (const chunk of stream) {
    size += chunk.length;
    if (size <= limit) chunks.push(chunk);
    else chunks.length = 0;
  }
  return size > limit ? undefined : Buffer.concat(chunks);
}

function failure(responseCode, message) {
  return Object.assign(new Error(message), { responseCode });
}
