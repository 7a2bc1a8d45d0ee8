// What must be true after the server died: nothing promised is missing, nothing was said twice.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { Agent } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { send } from './clients.mjs';

/** Rows of a question to the database. */
export function rows(database, question) {
  const text = execFileSync('sqlite3', ['-readonly', '-json', '-cmd', '.timeout 10000', database, question], {
    encoding: 'utf8',
    maxBuffer: 1 << 30,
  });
  return text.trim() === '' ? [] : JSON.parse(text);
}

function countBy(list, key) {
  const counts = new Map();
  for (const item of list) counts.set(key(item), (counts.get(key(item)) ?? 0) + 1);
  return counts;
}

/** Filings answered by 201 that the database does not hold as they were promised. */
export function missingFilings(database, filed) {
  const held = new Map(
    rows(database, `SELECT c.number, c.uid, c.state, c.complainant_code AS code, group_concat(e.hash) AS hashes
      FROM complaints c JOIN events e ON e.complaint = c.id WHERE c.number <> '' GROUP BY c.id`)
      .map((row) => [row.number, row]),
  );
  return filed.filter(({ number, uid, credit, head }) => {
    const row = held.get(number);
    return !row || row.uid !== uid || row.code !== credit || !row.hashes.split(',').includes(head);
  });
}

/** Enterprises of our own with more than one received case: a repeated request was done twice. */
export function doubledFilings(database, filed) {
  const ours = new Set(filed.map(({ credit }) => credit));
  return rows(database, `SELECT complainant_code AS code, count(*) AS cases FROM complaints
    WHERE number <> '' GROUP BY 1 HAVING count(*) > 1`).filter(({ code }) => ours.has(code));
}

/** Waits until no message is queued or claimed; returns how many still are. */
export async function quietOutbox(database, patienceMs) {
  for (const end = Date.now() + patienceMs; ;) {
    const [{ waiting }] = rows(database, `SELECT count(*) AS waiting FROM messages
      WHERE state IN ('queued', 'claimed') AND channel IN ('sms', 'mail')`);
    if (waiting === 0 || Date.now() > end) return waiting;
    await sleep(250);
  }
}

/**
 * Compares the complainants' messages with what really arrived in the sandbox. A message is `unknown` when the
 * server died between sending and recording: it may have arrived, and must not be sent again.
 */
export async function judgeMessages(database, filed, sandboxUrl) {
  const agent = new Agent({ keepAlive: true });
  const list = async (what) => (await send(agent, `${sandboxUrl}/sandbox/${what}&limit=200000`)).json();
  const texts = (await list('messages.json?')).messages;
  const mails = (await list('mails.json?brief=1')).mails;
  agent.destroy();
  const arrived = {
    sms: countBy(texts, ({ to }) => to),
    mail: countBy(mails.flatMap(({ envelope }) => envelope.to), (to) => to.toLowerCase()),
  };
  const doubled = [
    ...[...countBy(texts, ({ to, body }) => `${to} ${body}`)],
    ...[...countBy(mails, ({ envelope, subject }) => `${envelope.to} ${subject}`)],
  ].filter(([, count]) => count > 1);

  const messages = rows(database, `SELECT c.number, m.channel, m.state, m.reason FROM messages m
    JOIN complaints c ON c.id = m.complaint
    WHERE m.event_name = 'SUBMITTED' AND m.recipient LIKE 'complainant%' AND m.channel IN ('sms', 'mail')`);
  const stored = new Map(messages.map((row) => [`${row.number} ${row.channel}`, row]));
  const lost = [];
  const states = {};
  for (const { number, mobile, email } of filed) {
    for (const [channel, address] of [['sms', `+86${mobile}`], ['mail', email]]) {
      const row = stored.get(`${number} ${channel}`);
      const there = arrived[channel].get(address) ?? 0;
      const state = row?.state ?? 'missing';
      const fate = `${channel} ${state}${state === 'unknown' ? `, ${there === 1 ? 'arrived' : 'not arrived'}` : ''}`;
      states[fate] = (states[fate] ?? 0) + 1;
      const told = ['accepted', 'sent', 'delivered'].includes(state) && there === 1;
      if (!told && state !== 'unknown') lost.push({ number, channel, state, reason: row?.reason, arrived: there });
    }
  }
  return { doubled, lost, states, twiceStored: messages.length - stored.size };
}

/** Uploads answered by 201 whose bytes are not served, or served otherwise. Waits for the verdict. */
export async function brokenUploads(url, uploaded, patienceMs = 20_000) {
  const agent = new Agent({ keepAlive: true, maxSockets: 4 });
  const broken = [];
  const end = Date.now() + patienceMs;
  for (const { complaint, uid, sha256, secret } of uploaded) {
    const address = `${url}/api/v1/complaints/${complaint}/attachments/${uid}/content`;
    let answer = await send(agent, address, { headers: { 'Draft-Secret': secret } });
    while (answer.status !== 200 && Date.now() < end) {
      await sleep(100);
      answer = await send(agent, address, { headers: { 'Draft-Secret': secret } });
    }
    const digest = createHash('sha256').update(answer.bytes).digest('hex');
    if (answer.status === 200 && digest === sha256) continue;
    broken.push({ uid, status: answer.status, digest, sha256, said: answer.bytes.toString('utf8').slice(0, 300) });
  }
  agent.destroy();
  return broken;
}

/** Follows a few cases by receipt code, as their complainants would; returns those that do not open. */
export async function closedCases(url, filed, count) {
  const agent = new Agent({ keepAlive: true });
  const closed = [];
  for (const { number, receipt, credit } of filed.slice(-count)) {
    const body = JSON.stringify({ kind: 'tracking', receipt_code: receipt, credit_code_tail: credit.slice(-6) });
    const session = await send(agent, `${url}/api/v1/sessions`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) },
      body,
    });
    const cookie = (session.headers['set-cookie'] ?? []).map((line) => line.split(';')[0]).join('; ');
    const opened = await send(agent, `${url}/api/v1/complaints/${number}`, { headers: { Cookie: cookie } });
    const right = session.status === 201 && opened.status === 200 && opened.json().number === number;
    if (!right) closed.push({ number, session: session.status, opened: opened.status });
  }
  agent.destroy();
  return closed;
}

/** "ok", or what SQLite finds wrong. */
export function integrity(database) {
  return execFileSync('sqlite3', [database, 'PRAGMA integrity_check; PRAGMA foreign_key_check;'], {
    encoding: 'utf8',
  }).trim();
}
