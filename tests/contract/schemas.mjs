// The contract's schemas: where an operation stands in it, and whether a value obeys what it says there.
import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import Ajv2020 from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import {parse} from 'yaml';

export const contract = parse(readFileSync(new URL('../../schemas/api/openapi.yaml', import.meta.url), 'utf8'));
export const ajv = new Ajv2020({strict: false, allErrors: true});
addFormats(ajv);
ajv.addSchema({$id: 'contract', ...contract});

/** The operation of a method and a path: {operation, pattern}. */
export function find(method, path) {
  for (const [pattern, item] of Object.entries(contract.paths)) {
    const expression = new RegExp('^' + pattern.replace(/\{[^}]+\}/g, '[^/]+') + '$');
    if (item[method.toLowerCase()] && expression.test(path) && !(pattern.includes('{id}') && path.endsWith('/count'))) {
      return {operation: item[method.toLowerCase()], pattern};
    }
  }
  throw new Error(`${method} ${path} is not in the contract`);
}

/** Reference to a schema inside an operation. */
export function pointer(pattern, method, ...rest) {
  return 'contract#/' + ['paths', pattern, method.toLowerCase(), ...rest]
    .map((token) => encodeURIComponent(String(token).replace(/~/g, '~0').replace(/\//g, '~1'))).join('/');
}

/** Fails with every fault of `value` against the schema at `reference`. */
export function obeys(reference, value, what) {
  const validate = ajv.getSchema(reference);
  assert.ok(validate, `no schema at ${reference}`);
  assert.ok(validate(value), `${what}: ${ajv.errorsText(validate.errors)}\n${JSON.stringify(value).slice(0, 800)}`);
}
