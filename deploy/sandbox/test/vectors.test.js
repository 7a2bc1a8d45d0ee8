import assert from 'node:assert/strict';
import { test } from 'node:test';
import { segments } from '../src/segments.js';
import { signature } from '../src/signature.js';

test('signature: the published vector', () => {
  const params = Object.entries({
    CallSid: 'CA1234567890ABCDE',
    Caller: '+14158675309',
    Digits: '1234',
    From: '+14158675309',
    To: '+18005551212',
  });
  const url = 'https://mycompany.com/myapp.php?foo=1&bar=2';
  assert.equal(signature('12345', url, params), 'RSOYDt4T1cUTdK1PDd93/VVr8B8=');
  assert.equal(signature('12345', url, [...params].reverse()), 'RSOYDt4T1cUTdK1PDd93/VVr8B8=');
  assert.notEqual(signature('12346', url, params), 'RSOYDt4T1cUTdK1PDd93/VVr8B8=');
});

test('signature: repeated keys give their distinct values, sorted', () => {
  const params = [
    ['Sid', 'CA123'],
    ['SidAccount', 'AC123'],
    ['Digits', '5678'],
    ['Digits', '1234'],
    ['Digits', '1234'],
  ];
  const url = 'https://mycompany.com/myapp.php?foo=1&bar=2';
  assert.equal(signature('12345', url, params), 'IK+Dwps556ElfBT0I3Rgjkr1wJU=');
});

test('segments: UCS-2 at 70 and 67 UTF-16 units, GSM-7 at 160 and 153 septets', () => {
  const cases = [
    ['中'.repeat(70), 'UCS-2', 70, 1],
    ['中'.repeat(71), 'UCS-2', 71, 2],
    ['中'.repeat(134), 'UCS-2', 134, 2],
    ['中'.repeat(135), 'UCS-2', 135, 3],
    ['𠮷'.repeat(35), 'UCS-2', 70, 1],
    ['𠮷'.repeat(36), 'UCS-2', 72, 2],
    ['a'.repeat(160), 'GSM-7', 160, 1],
    ['a'.repeat(161), 'GSM-7', 161, 2],
    ['a'.repeat(306), 'GSM-7', 306, 2],
    ['a'.repeat(307), 'GSM-7', 307, 3],
    ['€'.repeat(80), 'GSM-7', 160, 1],
    ['€'.repeat(81), 'GSM-7', 162, 2],
  ];
  for (const [body, encoding, units, count] of cases)
    assert.deepEqual(segments(body), { encoding, units, segments: count });
});
