// Keeps the store in a file, so that the telephone and the mailbox survive a restart: one JSON object a line,
// the last word about a message wins. Not synced: a sandbox may lose its last lines in a power cut.
import {
  appendFileSync,
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  writeSync,
} from 'node:fs';
import { parseMail } from './smtp.js';

const compactAtBytes = 64 * 1024 * 1024;

/**
 * Fills the store from the file (a torn last line is left out), then writes every change to it.
 * @returns {Promise<void>}
 */
export async function keepIn(file, store) {
  await load(file, store);
  let written = 0;
  let bound = Math.max(compactAtBytes, 4 * compact(file, store));
  const append = (entry) => {
    const line = `${JSON.stringify(entry)}\n`;
    appendFileSync(file, line);
    written += line.length;
    if (written > bound) {
      bound = Math.max(compactAtBytes, 4 * compact(file, store));
      written = 0;
    }
  };
  store.on('message', (message) => append({ message }));
  store.on('mail', (mail) => append({ mail: mailLine(mail) }));
  store.on('attempt', (attempt) => append({ attempt }));
  store.on('cleared', (cleared) => append({ cleared }));
}

async function load(file, store) {
  if (!existsSync(file)) return;
  const messages = new Map();
  let mails = [];
  let attempts = [];
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    let entry;
    try {
      entry = JSON.parse(line);
    } catch {
      continue;
    }
    if (entry.message) messages.set(entry.message.sid, entry.message);
    if (entry.mail) mails.push(entry.mail);
    if (entry.attempt) attempts.push(entry.attempt);
    if (entry.cleared === 'mails') mails = [];
    if (entry.cleared === 'messages') {
      messages.clear();
      attempts = [];
    }
  }
  for (const message of messages.values()) store.addMessage(message);
  for (const attempt of attempts) store.addAttempt(attempt);
  for (const mail of mails) store.addMail(await parseMail({ ...mail, raw: Buffer.from(mail.raw, 'base64') }));
}

/** Writes only what is still held, beside the file, and puts it in its place. Returns its bytes. */
function compact(file, store) {
  const fresh = `${file}.new`;
  const out = openSync(fresh, 'w', 0o600);
  let bytes = 0;
  const line = (entry) => (bytes += writeSync(out, `${JSON.stringify(entry)}\n`));
  for (const message of store.messages().reverse()) line({ message });
  for (const attempt of store.attempts().reverse()) line({ attempt });
  for (const mail of store.mails().reverse()) line({ mail: mailLine(mail) });
  fsyncSync(out);
  closeSync(out);
  renameSync(fresh, file);
  return bytes;
}

function mailLine({ id, received_at, envelope, raw }) {
  return { id, received_at, envelope, raw: raw.toString('base64') };
}
