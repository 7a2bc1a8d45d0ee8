// The carrier's own library signs and checks what passes between it and us.
import assert from 'node:assert/strict';
import {randomUUID} from 'node:crypto';
import {after, before, test} from 'node:test';
import twilio from 'twilio';
import {startServer} from '../support/program.mjs';

const account = `AC${'0123456789abcdef'.repeat(2)}`;
const token = 'token-of-the-test';
const publicUrl = 'https://qq.example.cn';
const {getExpectedTwilioSignature, validateRequest} = twilio;
let server;

before(async () => {
  // Nobody answers at that address: what is to be sent stays where it is.
  server = await startServer({settings: {public_url: publicUrl, sms_base_url: 'http://127.0.0.1:1',
    sms_account_sid: account, sms_auth_token: token, sms_from: '+8651200000000'}});
});
after(() => server?.stop());

const target = () => `/hooks/twilio/status?message=${randomUUID()}`;
const fields = (status = 'delivered', more = {}) => ({
  AccountSid: account, ApiVersion: '2010-04-01', From: '+8651200000000', MessageSid: `SM${'7'.repeat(32)}`,
  MessageStatus: status, SmsSid: `SM${'7'.repeat(32)}`, SmsStatus: status, To: '+8613800138000', ...more});

async function post(path, form, signature) {
  const headers = {'Content-Type': 'application/x-www-form-urlencoded; charset=UTF-8'};
  if (signature !== undefined) headers['X-Twilio-Signature'] = signature;
  const answer = await fetch(server.url + path, {method: 'POST', headers, body: new URLSearchParams(form)});
  await answer.arrayBuffer();
  return answer.status;
}

test('what the library signs is taken', async () => {
  for (const form of [fields(), fields('undelivered', {ErrorCode: '30003', RawDlrDoneDate: '2611230232'}),
    fields('sent', {Note: '中文 & ümlaut +%', Empty: '', 'a b': 'c=d'})]) {
    const path = target();
    const signature = getExpectedTwilioSignature(token, publicUrl + path, form);
    assert.ok(validateRequest(token, signature, publicUrl + path, form));
    assert.equal(await post(path, form, signature), 204);
  }
});

test('anything else is refused', async () => {
  const path = target();
  const form = fields();
  const signature = getExpectedTwilioSignature(token, publicUrl + path, form);
  assert.equal(await post(path, form), 403);
  assert.equal(await post(path, form, ''), 403);
  assert.equal(await post(path, form, getExpectedTwilioSignature('another', publicUrl + path, form)), 403);
  assert.equal(await post(path, form, getExpectedTwilioSignature(token, server.url + path, form)), 403);
  assert.equal(await post(path, {...form, MessageStatus: 'failed'}, signature), 403);
  assert.equal(await post(path, {...form, More: '1'}, signature), 403);
  assert.equal(await post(target(), form, signature), 403);
  const stranger = {...form, AccountSid: `AC${'9'.repeat(32)}`};
  assert.equal(await post(path, stranger, getExpectedTwilioSignature(token, publicUrl + path, stranger)), 403);
});
