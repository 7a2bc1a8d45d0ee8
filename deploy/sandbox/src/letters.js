// The mailbox answers: what is written here is delivered into a Maildir (https://cr.yp.to/proto/maildir.html), which
// an IMAP server shows to the platform. dovecot.sh starts one.
import { randomUUID } from 'node:crypto';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import MailComposer from 'nodemailer/lib/mail-composer/index.js';

const longestText = 100_000;
const longestFile = 20 * 1024 * 1024;

export class Letters {
  #count = 0;

  /** @param {{store: object, maildir?: string, intake: string}} options `intake`: the address of new letters */
  constructor({ store, maildir, intake }) {
    Object.assign(this, { store, maildir, intake });
  }

  /** A letter to the platform. @returns {Promise<string>} its Message-ID */
  async write({ from, subject, text, file }) {
    return this.#send({ from, to: this.intake, subject, text, file });
  }

  /** An answer to a mail that arrived here, from whom it went to. */
  async reply(mail, { text, file, from }) {
    const header = (key) => mail.parsed.headers.find((h) => h.key === key)?.line.replace(/^[^:]*:\s*/, '');
    const references = [...mail.parsed.references, mail.parsed.message_id].filter(Boolean).join(' ');
    return this.#send({
      from: from ?? mail.envelope.to[0],
      to: header('reply-to') ?? header('from') ?? mail.envelope.from,
      subject: `Re: ${mail.parsed.subject}`,
      text,
      file,
      inReplyTo: mail.parsed.message_id ?? undefined,
      references: references || undefined,
    });
  }

  /** A relay's report that a mail could not be delivered (RFC 3464). */
  async bounce(mail) {
    const boundary = randomUUID();
    const raw = [
      `From: Mail Delivery System <mailer-daemon@sandbox.localhost>`,
      `To: ${mail.envelope.from}`,
      'Subject: Undelivered Mail Returned to Sender',
      'Auto-Submitted: auto-replied',
      `Message-ID: <${randomUUID()}@sandbox.localhost>`,
      `Date: ${new Date().toUTCString().replace('GMT', '+0000')}`,
      'MIME-Version: 1.0',
      `Content-Type: multipart/report; report-type=delivery-status; boundary="${boundary}"`,
      '',
      `--${boundary}`,
      'Content-Type: text/plain',
      '',
      'No such mailbox.',
      `--${boundary}`,
      'Content-Type: message/delivery-status',
      '',
      'Reporting-MTA: dns; sandbox.localhost',
      '',
      `Final-Recipient: rfc822; ${mail.envelope.to[0]}`,
      'Action: failed',
      'Status: 5.1.1',
      'Diagnostic-Code: smtp; 550 5.1.1 No such mailbox',
      '',
      `--${boundary}`,
      'Content-Type: text/rfc822-headers',
      '',
      ...mail.parsed.headers.map((h) => h.line),
      '',
      `--${boundary}--`,
      '',
    ].join('\r\n');
    await this.deliver(Buffer.from(raw));
  }

  async #send({ from, to, subject, text, file, inReplyTo, references }) {
    const messageId = `<${randomUUID()}@sandbox.localhost>`;
    const composer = new MailComposer({
      from,
      to,
      subject,
      text,
      messageId,
      inReplyTo,
      references,
      attachments: file ? [{ filename: file.name, content: Buffer.from(file.base64, 'base64') }] : [],
    });
    await this.deliver(await composer.compile().build());
    return messageId;
  }

  /** Whole or not at all: written aside, then renamed. */
  async deliver(raw) {
    await Promise.all(['tmp', 'new', 'cur'].map((name) => mkdir(path.join(this.maildir, name), { recursive: true })));
    const name = `${Math.floor(Date.now() / 1000)}.P${process.pid}Q${(this.#count += 1)}.sandbox`;
    await writeFile(path.join(this.maildir, 'tmp', name), raw);
    await rename(path.join(this.maildir, 'tmp', name), path.join(this.maildir, 'new', name));
  }
}

/** What is wrong with a letter; undefined when nothing is. */
export function faultOf({ text, file, from, subject }, whole) {
  if (typeof text !== 'string' || text.length > longestText) return `text: at most ${longestText} characters`;
  if (from !== undefined || whole) {
    if (typeof from !== 'string' || !/^[^\s<>@]+@[^\s<>@]+$/.test(from)) return 'from: an address';
  }
  if (whole && (typeof subject !== 'string' || subject.length > 200)) return 'subject: at most 200 characters';
  if (file === undefined) return undefined;
  if (typeof file?.name !== 'string' || !file.name || file.name.length > 200) return 'file.name: 1 to 200 characters';
  if (typeof file.base64 !== 'string' || file.base64.length > (longestFile * 4) / 3) return 'file.base64: at most 20 MB';
  return undefined;
}
