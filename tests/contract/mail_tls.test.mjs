// A real mail relay (aiosmtpd) and a real mailbox (Dovecot) under TLS: with the authority that vouches for them and a
// login mails leave and letters come in; every way in which a relay fails ends in the state and words it deserves.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { rows } from '../fault/support/check.mjs';
import { draftSecret, filing } from '../support/complaint.mjs';
import { freePort, signIn, startServer } from '../support/program.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const user = 'platform@relay.example';
const password = 'a password of the relay';
let folder, relay, ports, imap, imapPort;
const taken = [];
let asked = 0;
let seed = 300;

/** A certificate of 127.0.0.1, by an authority of its own. */
function certify(name) {
  const files = { key: join(folder, `${name}.key`), cert: join(folder, `${name}.pem`) };
  execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', files.key, '-out', files.cert,
    '-days', '2', '-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1'], { stdio: 'ignore' });
  chmodSync(files.key, 0o644); // Dovecot's own user reads it
  return files;
}

let own, stranger;
before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'qingqian-mail-tls-'));
  chmodSync(folder, 0o755);
  own = certify('own');
  stranger = certify('stranger');
  relay = spawn('/usr/bin/python3', [join(here, 'relay.py'), own.cert, own.key, user, password],
    { stdio: ['ignore', 'pipe', 'ignore'] });
  const lines = createInterface({ input: relay.stdout });
  ports = await new Promise((resolve, reject) => {
    lines.once('line', (line) => resolve(JSON.parse(line)));
    relay.once('exit', () => reject(new Error('the relay did not start (python3-aiosmtpd)')));
  });
  lines.on('line', (line) => {
    const said = JSON.parse(line);
    if (said.to) taken.push(said);
    else asked += 1;
  });
  imapPort = await freePort();
  imap = spawn(join(here, '../../deploy/sandbox/dovecot.sh'),
    [join(folder, 'letters'), String(imapPort), 'secret', own.cert, own.key], { stdio: 'ignore' });
});
after(() => {
  relay?.kill('SIGTERM');
  imap?.kill('SIGTERM');
  rmSync(folder, { recursive: true, force: true });
});

const settings = (more) => ({ mail_from: '清欠平台 <noreply@platform.example>', smtp_user: user, smtp_password: password,
  carrier_ca: own.cert, ...more });

/** Files a case whose complainant has this mailbox; the mail about it once it has come to one of the states. */
async function mailTo(server, email, states) {
  const cookie = await signIn(server.url, { logins: [{ ...server.officer('intake'), role: 'intake' }] }, 'intake');
  const body = JSON.parse(filing((seed += 1), { channel: 'phone' }).body);
  body.form.complainant.email = email;
  const answer = await fetch(`${server.url}/api/v1/complaints`, { method: 'POST', body: JSON.stringify(body),
    headers: { cookie, origin: server.url, 'content-type': 'application/json', 'idempotency-key': `relay-${draftSecret()}` } });
  assert.equal(answer.status, 201, await answer.clone().text());
  const look = () => rows(join(server.where[1], 'qingqian.db'), `SELECT m.state, m.reason, m.tries, a.outcome, a.code, a.detail
    FROM messages m LEFT JOIN attempts a ON a.message = m.id WHERE m.event_name = 'SUBMITTED' AND m.channel = 'mail'
    AND m.address = '${email}' ORDER BY a.id DESC LIMIT 1`)[0];
  for (const end = Date.now() + 30_000; Date.now() < end; await sleep(100)) {
    const now = look();
    if (now && now.outcome && states.includes(now.state)) return now;
  }
  throw new Error(`${email}: ${JSON.stringify(look())}`);
}

/** What the relay says that it took; it may say so a moment after it answered the server. */
async function taking(email) {
  for (const end = Date.now() + 10_000; Date.now() < end; await sleep(50)) {
    const mail = taken.find((each) => each.to === email);
    if (mail) return mail;
  }
  throw new Error(`the relay does not have the mail to ${email}`);
}

async function served(more, work) {
  const server = await startServer({ demo: 2, settings: settings(more) });
  try {
    return await work(server);
  } finally {
    await server.stop();
  }
}

for (const [name, url] of [['smtps', () => `smtps://127.0.0.1:${ports.smtps}`], ['STARTTLS', () => `smtp://127.0.0.1:${ports.starttls}`]]) {
  test(`a relay by ${name} takes mails after a login, encrypted`, async () => {
    await served({ smtp_url: url() }, async (server) => {
      const email = `ok-${name.toLowerCase()}@firm.example`;
      const sent = await mailTo(server, email, ['sent']);
      assert.equal(sent.outcome, 'accepted');
      const mail = await taking(email);
      assert.equal(mail.login, true);
      if (name === 'STARTTLS') assert.equal(mail.encrypted, true);
      assert.match(mail.text, /Message-ID: </i);
    });
  });
}

test('each failure of a relay ends as it deserves, with what the relay said', async () => {
  await served({ smtp_url: `smtps://127.0.0.1:${ports.smtps}` }, async (server) => {
    const busy = await mailTo(server, 'busy450@firm.example', ['queued']);
    assert.deepEqual([busy.outcome, busy.code, busy.reason], ['retry', 'smtp 450', 'mailbox_unavailable']);
    assert.match(busy.detail, /450 4\.2\.1/);
    assert.doesNotMatch(busy.detail, /firm\.example/);
    const gone = await mailTo(server, 'gone550@firm.example', ['failed']);
    assert.deepEqual([gone.outcome, gone.code, gone.reason], ['rejected', 'smtp 550', 'mailbox_refused']);
    assert.match(gone.detail, /550 5\.1\.1 .*no such user/);
    const full = await mailTo(server, 'full452@firm.example', ['queued']);
    assert.deepEqual([full.outcome, full.code], ['retry', 'smtp 452']);
    const refused = await mailTo(server, 'refused554@firm.example', ['failed']);
    assert.deepEqual([refused.outcome, refused.code], ['rejected', 'smtp 554']);
    // The line broke behind the text: nobody knows whether the relay keeps it, so it does not go again by itself.
    const cut = await mailTo(server, 'cut@firm.example', ['unknown']);
    assert.deepEqual([cut.outcome, cut.reason], ['unknown', 'mail_maybe_sent']);
    assert.equal(cut.tries, 1);
  });
});

test('a relay that does not know our password takes nothing, and the mail waits', async () => {
  await served({ smtp_url: `smtps://127.0.0.1:${ports.smtps}`, smtp_password: 'another' }, async (server) => {
    const refused = await mailTo(server, 'login@firm.example', ['queued']);
    assert.deepEqual([refused.outcome, refused.reason], ['retry', 'account_refused']);
    assert.ok(!taken.some((mail) => mail.to === 'login@firm.example'));
  });
});

test('a relay nobody vouches for is told neither password nor mail', async () => {
  for (const url of [`smtps://127.0.0.1:${ports.smtps}`, `smtp://127.0.0.1:${ports.starttls}`]) {
    const before = asked;
    await served({ smtp_url: url, carrier_ca: stranger.cert }, async (server) => {
      const waits = await mailTo(server, 'stranger@firm.example', ['queued']);
      assert.equal(waits.outcome, 'retry');
      assert.equal(asked, before, 'no password was sent');
    });
  }
  assert.ok(!taken.some((mail) => mail.to === 'stranger@firm.example'));
});

const letter = (subject) => ['From: 李伟 <li@firm.example>', 'To: intake@platform.example', `Subject: ${subject}`,
  `Message-ID: <${subject}@firm.example>`, 'Date: Mon, 23 Nov 2026 10:00:00 +0800', 'MIME-Version: 1.0',
  'Content-Type: text/plain; charset=utf-8', '', 'Our customer has not paid.', ''].join('\r\n');

test('letters come in over imaps from a mailbox we were told to trust, and from no other', async () => {
  const mailbox = (more) => ({ smtp_url: `smtps://127.0.0.1:${ports.smtps}`, mail_reply_to: 'intake@platform.example',
    imap_url: `imaps://127.0.0.1:${imapPort}`, imap_user: 'intake', imap_password: 'secret', imap_interval_ms: 200, ...more });
  const registered = (server) => rows(join(server.where[1], 'qingqian.db'), "SELECT subject, state FROM inbound WHERE channel = 'mail'");
  for (let tries = 0; tries < 100; ++tries) {
    try {
      readFileSync(join(folder, 'letters', 'dovecot.conf'));
      break;
    } catch {
      await sleep(50);
    }
  }
  await sleep(500);
  writeFileSync(join(folder, 'letters', 'mail', 'new', '1.qingqian'), letter('first'));
  chmodSync(join(folder, 'letters', 'mail', 'new', '1.qingqian'), 0o644);
  await served(mailbox({ carrier_ca: stranger.cert }), async (server) => {
    await sleep(2_000);
    assert.deepEqual(registered(server), []);
  });
  await served(mailbox({}), async (server) => {
    for (const end = Date.now() + 20_000; !registered(server).length && Date.now() < end;) await sleep(100);
    assert.deepEqual(registered(server).map((row) => [row.subject, row.state]), [['first', 'registered']]);
  });
});
