// People answer: SMS as the carrier's own library signs them, letters and replies through a real IMAP server (Dovecot).
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import twilio from 'twilio';
import { completeForm, declarations, draftSecret, key, pdf } from '../support/complaint.mjs';
import { freePort, must, sandbox, serve, signIn } from '../support/program.mjs';

const { getExpectedTwilioSignature } = twilio;
const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const rounds = process.env.QINGQIAN_DEEP === 'yes' ? 60 : 8;
const patienceMs = 60_000;
let folder, dataDir, letters, imap, carrier, demo, listen, settings, server, cookie;

async function listening(port) {
  for (;;) {
    const open = await new Promise((resolve) => {
      const socket = connect(port, '127.0.0.1', () => resolve(true)).on('error', () => resolve(false));
      socket.once('connect', () => socket.destroy());
    });
    if (open) return;
    await sleep(50);
  }
}

const start = async () => {
  server = await serve({ dataDir, listen, settings });
};

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'qingqian-inbound-'));
  chmodSync(folder, 0o755); // Dovecot's own user comes in
  dataDir = join(folder, 'data');
  letters = join(folder, 'letters');
  const port = await freePort();
  imap = spawn(join(root, 'deploy/sandbox/dovecot.sh'), [letters, String(port), 'secret'], { stdio: 'ignore' });
  listen = `127.0.0.1:${await freePort()}`;
  carrier = await sandbox(['--callback-delay-ms', '20', '--incoming', `http://${listen}/hooks/twilio/incoming`,
    '--maildir', join(letters, 'mail'), '--intake', 'intake@example.org']);
  settings = { ...carrier.settings, mail_reply_to: 'intake@example.org', mail_bounce_to: 'bounce@example.org',
    imap_url: `imap://127.0.0.1:${port}`, imap_user: 'intake', imap_password: 'secret', imap_interval_ms: 200,
    quiet_hours: '' };
  await must(['migrate', '--data-dir', dataDir]);
  demo = JSON.parse(await must(['demo', 'seed', '--cases', '80', '--seed', '7', '--data-dir', dataDir, '--json']));
  await listening(port);
  await start();
  cookie = await signIn(server.url, demo, 'intake');
});
after(async () => {
  await server?.stop();
  await carrier?.stop();
  imap?.kill('SIGTERM');
  rmSync(folder, { recursive: true, force: true });
});

/** One value out of the program's database, as SQLite's own tool prints it. */
const ask = (sql) => execFileSync('sqlite3', ['-readonly', join(dataDir, 'qingqian.db'), sql], { encoding: 'utf8' }).trim();

async function until(what, look) {
  const begun = Date.now();
  for (;;) {
    const found = await look();
    if (found) return found;
    assert.ok(Date.now() - begun < patienceMs, `in vain: ${what}`);
    await sleep(100);
  }
}

async function call(method, path, json) {
  const answer = await fetch(server.url + path, {
    method, body: json === undefined ? undefined : JSON.stringify(json),
    headers: { Cookie: cookie, Origin: server.url, 'Idempotency-Key': key(), ...(json ? { 'Content-Type': 'application/json' } : {}) },
  });
  return { status: answer.status, value: await answer.json() };
}

let sids = 0;
async function sms(from, text, { sid = `SM${String(++sids).padStart(32, '0')}`, token = carrier.settings.sms_auth_token, sign = true } = {}) {
  const url = `http://${listen}/hooks/twilio/incoming`;
  const form = { AccountSid: carrier.settings.sms_account_sid, ApiVersion: '2010-04-01', Body: text, From: from, MessageSid: sid,
    NumMedia: '0', NumSegments: '1', SmsMessageSid: sid, SmsSid: sid, SmsStatus: 'received', To: '+8651200000000' };
  const answer = await fetch(url, { method: 'POST', body: new URLSearchParams(form),
    headers: sign ? { 'X-Twilio-Signature': getExpectedTwilioSignature(token, url, form) } : {} });
  return { status: answer.status, type: answer.headers.get('content-type'), text: await answer.text() };
}

async function file(mobile, email) {
  const form = completeForm({ mobile, email });
  const secret = { 'Draft-Secret': draftSecret(), 'Idempotency-Key': key(), 'Content-Type': 'application/json' };
  const answer = await fetch(`${server.url}/api/v1/complaints`, { method: 'POST', headers: secret,
    body: JSON.stringify({ form, submit: true, declarations: declarations() }) });
  const filed = await answer.json();
  assert.equal(answer.status, 201, JSON.stringify(filed));
  return ask(`SELECT number FROM complaints WHERE uid = '${filed.complaint.uid}'`);
}

const mailsTo = async (address) =>
  (await (await fetch(`${carrier.http}/sandbox/mails.json?to=${encodeURIComponent(address)}`)).json()).mails;
const post = async (path, json) => {
  const answer = await fetch(carrier.http + path, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(json) });
  assert.ok(answer.ok, `${path}: ${answer.status}`);
};
const contract = { name: '合同.pdf', base64: pdf('contract').toString('base64') };

test('an SMS counts when the carrier signed it, and only then', async () => {
  const before = ask('SELECT count(*) FROM inbound');
  assert.equal((await sms('+8613800000099', '状态', { sign: false })).status, 403);
  assert.equal((await sms('+8613800000099', '状态', { token: 'another' })).status, 403);
  assert.equal(ask('SELECT count(*) FROM inbound'), before);
  const answer = await sms('+8613800000099', '状态');
  assert.deepEqual([answer.status, answer.type], [200, 'text/xml; charset=utf-8']);
  assert.match(answer.text, /<Response><Message>【.+】没有可以用本机号码查询的投诉/);
});

test('answering 1 evaluates the case, and the same SMS once more does nothing', async () => {
  const [mobile, number] = ask("SELECT p.mobile, c.number FROM complaints c JOIN contacts p ON p.complaint = c.id AND p.role = 'complainant' " +
    "WHERE c.state = 'REPLIED' AND c.rated_at = 0 AND p.mobile <> '' AND c.definition = 'complaint' AND " +
    '(SELECT count(*) FROM contacts o WHERE o.mobile = p.mobile) = 1 LIMIT 1').split('|');
  assert.ok(number, 'the demo has a case that waits for its evaluation');
  const sid = `SM${'e'.repeat(32)}`;
  const first = await sms(`+86${mobile}`, '1', { sid });
  assert.match(first.text, /评价已记录/);
  assert.equal(ask(`SELECT rating FROM complaints WHERE number = '${number}'`), '1');
  const events = ask(`SELECT event_count FROM complaints WHERE number = '${number}'`);
  assert.equal((await sms(`+86${mobile}`, '5', { sid })).text, first.text);
  assert.equal(ask(`SELECT event_count FROM complaints WHERE number = '${number}'`), events);
  assert.match((await sms(`+86${mobile}`, '状态')).text, new RegExp(number));
});

test('退订 stops and START resumes', async () => {
  const mobile = '13711112222';
  const state = (number) => ask("SELECT m.state || ' ' || m.reason FROM messages m JOIN complaints c ON c.id = m.complaint " +
    `WHERE c.number = '${number}' AND m.channel = 'sms' AND m.recipient LIKE 'complainant%'`);
  const first = await file(mobile, 'a@b.example');
  await until('the first SMS is delivered', () => state(first).startsWith('delivered'));
  assert.match((await sms(`+86${mobile}`, '退订')).text, /已停止/);
  const second = await file(mobile, 'a@b.example');
  await until('the second is skipped', () => state(second) === 'skipped opted_out');
  assert.match((await sms(`+86${mobile}`, 'START')).text, /已恢复/);
  const third = await file(mobile, 'a@b.example');
  await until('the third is delivered', () => state(third).startsWith('delivered'));
});

test('a number that writes on and on is kept and no longer answered', async () => {
  const answers = [];
  for (let i = 0; i < 22; ++i) answers.push(await sms('+8613900001111', '状态'));
  assert.equal(answers.filter((answer) => answer.text.includes('<Message>')).length, 20);
  assert.ok(answers.every((answer) => answer.status === 200));
  assert.equal(ask("SELECT count(*) FROM inbound WHERE sender = '+8613900001111'"), '22');
});

test('a mail with a PDF becomes a registered draft, is answered, and its thread stays with it', async () => {
  const from = 'li.wei@firm.example';
  await post('/sandbox/letters', { from, subject: '投诉拖欠货款', text: '对方拖欠货款三个月。', file: contract });
  const receipt = await until('the receipt', async () => (await mailsTo(from))[0]);
  assert.match(receipt.subject, /登记号JSLX\d{14}/);
  const number = /JSLX\d{14}/.exec(receipt.subject)[0];
  const draft = ask(`SELECT complaint FROM inbound WHERE number = '${number}' AND state = 'registered'`);
  assert.equal(ask(`SELECT count(*) FROM attachments WHERE complaint = ${draft}`), '1');

  await post(`/sandbox/mails/${receipt.id}/reply`, { text: '补一份发票', file: { ...contract, name: '发票.pdf' } });
  await until('the reply is with it', () => ask(`SELECT count(*) FROM attachments WHERE complaint = ${draft}`) === '2');
  assert.equal(ask(`SELECT count(*) FROM inbound WHERE number = '${number}'`), '2');

  const { value: { items } } = await call('GET', '/api/v1/calls?kind=mail&converted=false');
  const line = items.find((item) => item.summary.startsWith('投诉拖欠货款'));
  const taken = await call('POST', `/api/v1/calls/${line.uid}/complaint`);
  assert.equal(taken.status, 201);
  const files = await until('the files are scanned', async () => {
    const { value } = await call('GET', `/api/v1/complaints/${taken.value.uid}/attachments`);
    return value.items?.every((item) => item.verdict === 'clean') && value.items;
  });
  assert.deepEqual(files.map((item) => item.name).sort(), ['合同.pdf', '发票.pdf'].sort());
});

test('a reply to a notice lands on its case as an event with its file; a bounce marks the mailbox', async () => {
  const address = 'thread@firm.example';
  const number = await file('13722223333', address);
  const notice = await until('the notice', async () => (await mailsTo(address))[0]);
  await post(`/sandbox/mails/${notice.id}/reply`, { text: '附上对账单', file: { ...contract, name: '对账单.pdf' } });
  const id = ask(`SELECT id FROM complaints WHERE number = '${number}'`);
  await until('the event', () => ask(`SELECT count(*) FROM events WHERE complaint = ${id} AND type = 'message_received'`) === '1');
  assert.equal(ask(`SELECT count(*) FROM attachments WHERE complaint = ${id} AND name = '对账单.pdf'`), '1');
  await post(`/sandbox/mails/${notice.id}/bounce`, {});
  await until('the mark', () => ask(`SELECT mark FROM address_marks WHERE address = '${address}'`) === 'bounced');
  assert.match(ask(`SELECT state || ' ' || reason FROM messages WHERE complaint = ${id} AND channel = 'mail' AND address = '${address}' ORDER BY id LIMIT 1`), /undelivered bounced/);
});

test('what claims a case without proof lies in the tray until a person finds its place', async () => {
  const { value: { items } } = await call('GET', '/api/v1/inbound?state=unmatched');
  const stray = items.find((item) => item.channel === 'sms');
  assert.ok(stray);
  const number = ask("SELECT number FROM complaints WHERE state = 'SUBMITTED' ORDER BY id DESC LIMIT 1");
  const done = await call('POST', `/api/v1/inbound/${stray.uid}/assign`, { complaint: number });
  assert.equal(done.status, 200, JSON.stringify(done.value));
  assert.equal(done.value.state, 'kept');
  assert.equal((await call('POST', `/api/v1/inbound/${stray.uid}/assign`, { complaint: number })).status, 409);
});

test(`${rounds} times kill -9 between fetching a mail and marking it leaves exactly one draft of each`, async () => {
  const sent = [];
  for (let round = 0; round < rounds; ++round) {
    for (let i = 0; i < 5; ++i) {
      const subject = `round ${round} letter ${i}`;
      sent.push(subject);
      await post('/sandbox/letters', { from: `f${round}x${i}@firm.example`, subject, text: 'text', file: contract });
    }
    await sleep(50 + Math.random() * 500);
    assert.equal(await server.kill(), 'SIGKILL');
    await start();
  }
  await until('everything is read', () => readdirSync(join(letters, 'mail', 'new')).length === 0 &&
    ask("SELECT count(*) FROM inbound WHERE subject LIKE 'round %'") === String(sent.length));
  await until('everything is marked', () => readdirSync(join(letters, 'mail', 'cur')).every((name) => /:2,.*S/.test(name)));
  for (const subject of sent) {
    assert.equal(ask(`SELECT count(*) FROM inbound WHERE subject = '${subject}'`), '1', subject);
    assert.equal(ask(`SELECT count(*) FROM calls WHERE summary LIKE '${subject}%'`), '1', subject);
  }
});
