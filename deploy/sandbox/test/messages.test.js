import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accountSid, authToken, basic, call, receiver, sandbox, until } from './support.js';
import { signature } from '../src/signature.js';

const mobile = '+8613912345678';

test('a message is created, told by signed callbacks, and fetched', async (t) => {
  const box = await sandbox(t);
  const hook = await receiver(t);
  const created = await box.post(box.send(mobile, { StatusCallback: hook.url, ValidityPeriod: '14400' }));

  assert.equal(created.status, 201);
  assert.match(created.body.sid, /^SM[0-9a-f]{32}$/);
  const { sid, date_created: date } = created.body;
  assert.match(date, /^\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d \+0000$/);
  const uri = `/2010-04-01/Accounts/${accountSid}/Messages/${sid}`;
  assert.deepEqual(created.body, {
    account_sid: accountSid,
    api_version: '2010-04-01',
    body: '【江苏中小企业服务】测试',
    date_created: date,
    date_sent: null,
    date_updated: date,
    direction: 'outbound-api',
    error_code: null,
    error_message: null,
    from: '+8610690000',
    messaging_service_sid: null,
    num_media: '0',
    num_segments: '1',
    price: null,
    price_unit: 'USD',
    sid,
    status: 'queued',
    subresource_uris: { media: `${uri}/Media.json` },
    to: mobile,
    uri: `${uri}.json`,
  });

  await until(() => hook.taken.length === 2);
  assert.deepEqual(
    hook.taken.map(({ fields }) => fields.MessageStatus),
    ['sent', 'delivered'],
  );
  for (const { pairs, path, signature: signed } of hook.taken) {
    assert.equal(path, '/hooks/twilio/status?message=7');
    assert.equal(signed, signature(authToken, hook.url, pairs));
  }
  assert.deepEqual(hook.taken[0].fields, {
    AccountSid: accountSid,
    ApiVersion: '2010-04-01',
    From: '+8610690000',
    To: mobile,
    MessageSid: sid,
    MessageStatus: 'sent',
    SmsSid: sid,
    SmsStatus: 'sent',
  });
  assert.match(hook.taken[1].fields.RawDlrDoneDate, /^\d{10}$/);

  const fetched = await box.get(`${uri}.json`);
  assert.equal(fetched.status, 200);
  assert.equal(fetched.body.status, 'delivered');
  assert.notEqual(fetched.body.date_sent, null);
  assert.equal(
    (await box.get(`/2010-04-01/Accounts/${accountSid}/Messages/SM${'0'.repeat(32)}.json`)).body.code,
    20404,
  );
});

test('with a messaging service the first status is accepted, and queued is told', async (t) => {
  const box = await sandbox(t);
  const hook = await receiver(t);
  const service = `MG${'a'.repeat(32)}`;
  const created = await box.post({
    To: mobile,
    MessagingServiceSid: service,
    Body: '你好',
    StatusCallback: hook.url,
  });
  assert.equal(created.body.status, 'accepted');
  assert.equal(created.body.num_segments, '0');
  assert.equal(created.body.from, null);
  await until(() => hook.taken.length === 3);
  assert.deepEqual(
    hook.taken.map(({ fields }) => fields.MessageStatus),
    ['queued', 'sent', 'delivered'],
  );
  assert.equal(hook.taken[0].fields.MessagingServiceSid, service);
});

test('faults of a request have their codes', async (t) => {
  const box = await sandbox(t);
  const good = box.send(mobile);
  const cases = [
    [{ ...good, To: '' }, 21604],
    [{ ...good, To: '13912345678' }, 21211],
    [{ ...good, To: '+862583230000' }, 21614],
    [{ ...good, From: '' }, 21603],
    [{ ...good, From: 'a name that is too long' }, 21212],
    [{ ...good, Body: '' }, 21602],
    [{ ...good, Body: '中'.repeat(1601) }, 21617],
    [{ ...good, StatusCallback: 'nowhere' }, 21609],
    [{ ...good, StatusCallback: 'http://a_b.example/' }, 21609],
    [{ ...good, ValidityPeriod: '0' }, 21624],
    [{ ...good, ValidityPeriod: '36001' }, 21624],
  ];
  for (const [form, code] of cases) {
    const { status, body } = await box.post(form);
    assert.deepEqual([status, body.status, body.code], [400, 400, code], JSON.stringify(form).slice(0, 120));
    assert.equal(body.more_info, `https://www.twilio.com/docs/errors/${code}`);
    assert.equal(typeof body.message, 'string');
  }
  assert.equal((await box.post({ ...good, Body: '中'.repeat(1600) })).status, 201);
  assert.equal((await box.post({ ...good, Body: 'x'.repeat(70_000) })).status, 413);
  assert.equal((await call(box.http, '/sandbox/messages.json')).body.total, 1);
});

test('who the caller is: wrong token 401, other account 404, other method 405', async (t) => {
  const box = await sandbox(t);
  const good = box.send(mobile);
  for (const authorization of [
    '',
    'Basic !!',
    basic(accountSid, 'wrong'),
    basic('AC1', authToken),
    `Bearer ${authToken}`,
  ]) {
    const { status, body, headers } = await box.post(good, { authorization });
    assert.deepEqual([status, body.code], [401, 20003]);
    assert.match(headers.get('www-authenticate'), /^Basic /);
  }
  assert.equal((await box.get(`/2010-04-01/Accounts/AC${'1'.repeat(32)}/Messages.json`)).status, 404);
  const put = await call(box.http, box.messagesPath, {
    method: 'PUT',
    headers: { authorization: basic(accountSid, authToken) },
  });
  assert.deepEqual([put.status, put.headers.get('allow')], [405, 'GET, POST']);
});

test('the list is filtered by number and day, and paged without loss while more come in', async (t) => {
  const box = await sandbox(t);
  for (let i = 0; i < 5; i += 1) await box.post(box.send(mobile, { Body: `第${i}条` }));
  await box.post(box.send('+8613900000000', { From: '+8610691111' }));
  const day = (shift) => new Date(Date.now() + shift * 86_400_000).toISOString().slice(0, 10);
  const list = async (query) => (await box.get(`${box.messagesPath}?${query}`)).body;
  const count = async (query) => (await list(query)).messages.length;
  const to = `To=${encodeURIComponent(mobile)}`;

  assert.equal(await count(`${to}&DateSent=${day(0)}`), 5);
  assert.equal(await count(`${to}&DateSent=${day(-1)}`), 0);
  assert.equal(await count(`${to}&DateSent=${day(1)}`), 0);
  assert.equal(await count(`DateSent>=${day(0)}`), 6);
  assert.equal(await count(`DateSent%3E=${day(1)}`), 0);
  assert.equal(await count(`DateSent<=${day(0)}&DateSent>=${day(-2)}`), 6);
  assert.equal(await count(`DateSent<=${day(-1)}`), 0);
  assert.equal(await count('From=%2B8610691111'), 1);
  assert.equal((await box.get(`${box.messagesPath}?DateSent=gestern`)).status, 400);

  const first = await list(`${to}&PageSize=2`);
  assert.deepEqual(
    first.messages.map((m) => m.body),
    ['第4条', '第3条'],
  );
  assert.deepEqual(
    [first.page, first.page_size, first.start, first.end, first.previous_page_uri],
    [0, 2, 0, 1, null],
  );
  await box.post(box.send(mobile, { Body: '后来' }));
  const second = (await box.get(first.next_page_uri)).body;
  assert.deepEqual(
    second.messages.map((m) => m.body),
    ['第2条', '第1条'],
  );
  const third = (await box.get(second.next_page_uri)).body;
  assert.deepEqual(
    third.messages.map((m) => m.body),
    ['第0条'],
  );
  assert.equal(third.next_page_uri, null);
  assert.deepEqual(
    (await list(`${to}&PageSize=2&Page=1`)).messages.map((m) => m.body),
    ['第3条', '第2条'],
  );
});

test('memory is bounded: the oldest message goes first', async (t) => {
  const box = await sandbox(t, '--max-messages', '3');
  for (let i = 0; i < 5; i += 1) await box.post(box.send(mobile, { Body: String(i) }));
  const { total, messages } = (await call(box.http, '/sandbox/messages.json')).body;
  assert.equal(total, 3);
  assert.deepEqual(
    messages.map((m) => m.body),
    ['4', '3', '2'],
  );
});
