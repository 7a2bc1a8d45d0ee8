// Who saw what and who changed what: numbers shown for a reason, and the auditor's two logs.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {key} from '../support/complaint.mjs';

export function watchingTests({call, signIn, officer}) {
test('numbers are shown for a reason, and the auditor finds who looked', async () => {
  const intake = await signIn(officer('intake'));
  const auditor = await signIn(officer('auditor'));
  const {value: {items: [first]}} = await call('GET', '/api/v1/complaints?limit=1', {cookie: intake, expect: 200});
  const contact = `/api/v1/complaints/${first.number}/contacts/complainant/reveal`;
  await call('POST', contact, {cookie: intake, json: {reason: ''}, checkRequest: false, expect: 422});
  const shown = await call('POST', contact, {cookie: intake, json: {reason: '电话核对合同'}, expect: 200});
  assert.match(shown.value.mobile, /^1[0-9]{10}$/);
  await call('POST', contact, {cookie: auditor, json: {reason: '电话核对合同'}, expect: 403});

  const taken = await call('POST', '/api/v1/calls', {cookie: intake, headers: {'Idempotency-Key': key()}, expect: 201,
    json: {kind: 'phone', caller_name: '周经理', caller_phone: '13951230001', summary: '询问怎样投诉拖欠的货款'}});
  const number = await call('POST', `/api/v1/calls/${taken.value.uid}/reveal`, {cookie: intake, json: {reason: '回电说明情况'}, expect: 200});
  assert.equal(number.value.caller_phone, '13951230001');

  const {value: seen} = await call('GET', `/api/v1/read-log?complaint=${first.number}&limit=2`, {cookie: auditor, expect: 200});
  assert.equal(seen.items[0].what, 'contact');
  assert.equal(seen.items[0].why, '电话核对合同');
  await call('GET', `/api/v1/read-log?officer=${officer('intake').login}&from=2026-01-01`, {cookie: auditor, expect: 200});
  await call('GET', '/api/v1/read-log?officer=a&complaint=b', {cookie: auditor, expect: 422});
  const {value: acts} = await call('GET', '/api/v1/admin-log', {cookie: auditor, expect: 200});
  assert.ok(acts.items.some(({what}) => what === 'add_webhook'), JSON.stringify(acts).slice(0, 500));
  for (const log of ['read-log', 'admin-log']) await call('GET', `/api/v1/${log}`, {cookie: intake, expect: 403});
});
}
