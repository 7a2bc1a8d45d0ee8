import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import tls from 'node:tls';
import net from 'node:net';
import { test } from 'node:test';
import { call, sandbox, smtpClient } from './support.js';

const base64 = (text) => Buffer.from(text).toString('base64');
const mail = [
  'From: =?UTF-8?B?' + base64('江苏中小企业服务') + '?= <noreply@example.cn>',
  'To: <kuaiji@example.cn>',
  'Subject: =?UTF-8?B?' + base64('投诉已受理：JSTS20261123000123') + '?=',
  'Message-ID: <2@example.cn>',
  'In-Reply-To: <1@example.cn>',
  'References: <0@example.cn> <1@example.cn>',
  'MIME-Version: 1.0',
  'Content-Type: multipart/mixed; boundary=m',
  '',
  '--m',
  'Content-Type: multipart/alternative; boundary=a',
  '',
  '--a',
  'Content-Type: text/plain; charset=utf-8',
  'Content-Transfer-Encoding: 8bit',
  '',
  '您好，𠮷先生：\r\n.以点开头的行\r\n已受理。',
  '--a',
  'Content-Type: text/html; charset=utf-8',
  'Content-Transfer-Encoding: base64',
  '',
  base64('<p>已受理</p><script>alert(1)</script>'),
  '--a--',
  '--m',
  "Content-Type: application/pdf; name*=UTF-8''%E5%91%8A%E7%9F%A5%E4%B9%A6.pdf",
  "Content-Disposition: attachment; filename*=UTF-8''%E5%91%8A%E7%9F%A5%E4%B9%A6.pdf",
  'Content-Transfer-Encoding: base64',
  '',
  base64('%PDF-1.4 test'),
  '--m--',
  '',
].join('\r\n');

const mails = async (box, query = '') => (await call(box.http, `/sandbox/mails.json${query}`)).body;

test('a UTF-8 mail is stored before 250 and read back in every form', async (t) => {
  const box = await sandbox(t);
  const client = await smtpClient(t, box.smtpPort);
  const reply = await client.deliver('noreply@example.cn', ['kuaiji@example.cn', 'fa@example.cn'], mail);
  assert.match(reply, /^250 /);
  const {
    total,
    mails: [found],
  } = await mails(box, '?to=FA@example.cn');
  assert.equal(total, 1);
  assert.deepEqual(found.envelope, {
    from: 'noreply@example.cn',
    to: ['kuaiji@example.cn', 'fa@example.cn'],
  });
  assert.equal(found.subject, '投诉已受理：JSTS20261123000123');
  assert.equal(found.text.trim(), '您好，𠮷先生：\n.以点开头的行\n已受理。');
  assert.equal(found.message_id, '<2@example.cn>');
  assert.equal(found.in_reply_to, '<1@example.cn>');
  assert.deepEqual(found.references, ['<0@example.cn>', '<1@example.cn>']);
  assert.deepEqual(
    found.attachments.map((a) => [a.filename, a.content_type, a.size]),
    [['告知书.pdf', 'application/pdf', 13]],
  );

  const whole = (await call(box.http, `/sandbox/mails/${found.id}.json`)).body;
  assert.match(whole.html, /已受理/);
  assert.ok(whole.headers.some(({ key, line }) => key === 'references' && line.includes('<0@example.cn>')));
  assert.equal((await call(box.http, `/sandbox/mails/${found.id}.eml`)).body, mail);
  const page = await call(box.http, `/sandbox/mails/${found.id}/body.html`);
  assert.match(page.headers.get('content-security-policy'), /^sandbox .*default-src 'none'/);
  const file = await call(box.http, `/sandbox/mails/${found.id}/attachments/0`);
  assert.equal(file.body, '%PDF-1.4 test');
  assert.match(file.headers.get('content-disposition'), /^attachment;.*%E5%91%8A/);

  assert.equal((await call(box.http, '/sandbox/mails', { method: 'DELETE' })).status, 204);
  assert.equal((await mails(box)).total, 0);
  assert.equal((await call(box.http, `/sandbox/mails/${found.id}.json`)).status, 404);
});

test('special mailboxes answer as they are named', async (t) => {
  const box = await sandbox(t);
  const client = await smtpClient(t, box.smtpPort);
  const deliver = async (to) => {
    const reply = await client.deliver('a@example.cn', [to], mail);
    await client.say('RSET');
    return reply;
  };
  assert.match(await deliver('bounce550@example.cn'), /^550 5\.1\.1 /);
  assert.match(await deliver('bounce550+case@example.cn'), /^550 /);
  assert.match(await deliver('full452@example.cn'), /^452 4\.2\.2 /);
  assert.match(await deliver('tempfail@example.cn'), /^451 4\.3\.0 /);
  assert.match(await deliver('tempfail@example.cn'), /^451 /);
  assert.match(await deliver('reject554@example.cn'), /^554 5\.7\.1 /);
  assert.equal((await mails(box)).total, 0);

  assert.match(await deliver('greylist@example.cn'), /^451 4\.7\.1 /);
  assert.match(await deliver('greylist@example.cn'), /^250 /);
  const begun = Date.now();
  assert.match(await deliver('slow@example.cn'), /^250 /);
  assert.ok(Date.now() - begun >= 290);
  assert.equal((await mails(box)).total, 2);

  await box.rule({ number: 'anyone@example.cn', behaviour: 'bounce550', times: 1 });
  assert.match(await deliver('Anyone@example.cn'), /^550 /);
  assert.match(await deliver('anyone@example.cn'), /^250 /);
});

test('dead@ keeps the mail and hangs up; drop@ hangs up before', async (t) => {
  const box = await sandbox(t);
  assert.equal(
    await (await smtpClient(t, box.smtpPort)).deliver('a@example.cn', ['drop@example.cn'], mail),
    null,
  );
  assert.equal((await mails(box)).total, 0);
  assert.equal(
    await (await smtpClient(t, box.smtpPort)).deliver('a@example.cn', ['dead@example.cn'], mail),
    null,
  );
  assert.equal((await mails(box)).total, 1);
});

test('a mail over the bound is refused with 552', async (t) => {
  const box = await sandbox(t, '--max-mail-bytes', '2048');
  const client = await smtpClient(t, box.smtpPort);
  assert.match(await client.say('MAIL FROM:<a@example.cn> SIZE=4096'), /^552 /);
  await client.say('RSET');
  const big = `Subject: big\n\n${'x'.repeat(70)}\n`.repeat(60);
  assert.match(await client.deliver('a@example.cn', ['b@example.cn'], big), /^552 /);
  assert.equal((await mails(box)).total, 0);
});

test('a login is taken as it comes, and checked when one is set', async (t) => {
  const plain = (user, password) => `AUTH PLAIN ${base64(`\0${user}\0${password}`)}`;
  const open = await smtpClient(t, (await sandbox(t)).smtpPort);
  assert.match(await open.say(plain('any', 'thing')), /^235 /);

  const box = await sandbox(t, '--smtp-user', 'qq', '--smtp-password', 'secret');
  const client = await smtpClient(t, box.smtpPort);
  assert.match(await client.say('MAIL FROM:<a@example.cn>'), /^530 /);
  assert.match(await client.say(plain('qq', 'wrong')), /^535 /);
  assert.match(await client.say(plain('qq', 'secret')), /^235 /);
  assert.match(await client.deliver('a@example.cn', ['b@example.cn'], mail), /^250 /);
});

test('STARTTLS is offered with a certificate, and only then', async (t) => {
  const off = await smtpClient(t, (await sandbox(t)).smtpPort);
  assert.match(await off.say('STARTTLS'), /^5\d\d /);

  const folder = mkdtempSync(join(tmpdir(), 'sandbox-tls-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  execFileSync(
    'openssl',
    [
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-days',
      '2',
      '-subj',
      '/CN=localhost',
      '-keyout',
      key,
      '-out',
      cert,
    ],
    { stdio: 'ignore' },
  );
  const box = await sandbox(t, '--tls-cert', cert, '--tls-key', key);
  const banner = await new Promise((resolve, reject) => {
    const socket = net.connect(box.smtpPort, '127.0.0.1');
    const steps = ['EHLO test\r\n', 'STARTTLS\r\n'];
    socket.on('data', (chunk) => {
      if (!/^\d{3} /m.test(chunk.toString())) return;
      if (steps.length) return socket.write(steps.shift());
      socket.removeAllListeners('data');
      const secure = tls.connect({ socket, rejectUnauthorized: false }, () => secure.write('EHLO test\r\n'));
      secure.on('data', (reply) => resolve([reply.toString(), secure.destroy()][0]));
      secure.on('error', reject);
    });
  });
  assert.match(banner, /^250/);
});
