// X-Twilio-Signature: base64(HMAC-SHA1(auth token, full URL + each POST key and value, keys in byte order)).
// Source: Twilio, "Validating Signatures from Twilio".
import { createHmac } from 'node:crypto';

/**
 * @param {string} authToken the account's token
 * @param {string} url the full URL as given by the sender, query included, fragment left out
 * @param {Iterable<[string, string]>} params form fields; a key may occur several times
 * @returns {string} the header's value
 */
export function signature(authToken, url, params) {
  const values = new Map();
  for (const [key, value] of params) {
    if (!values.has(key)) values.set(key, new Set());
    values.get(key).add(value);
  }
  const hmac = createHmac('sha1', authToken).update(url, 'utf8');
  for (const key of [...values.keys()].sort(byBytes)) {
    for (const value of [...values.get(key)].sort(byBytes)) hmac.update(key + value, 'utf8');
  }
  return hmac.digest('base64');
}

function byBytes(a, b) {
  return Buffer.compare(Buffer.from(a, 'utf8'), Buffer.from(b, 'utf8'));
}
