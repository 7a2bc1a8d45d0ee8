// Generates the client's types from the contract; leaves the file alone when nothing changed, so that a check does
// not make the last build look old.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import openapi, { astToString } from 'openapi-typescript';

const contract = new URL('../../../schemas/api/openapi.yaml', import.meta.url);
const target = new URL('../src/api/schema.d.ts', import.meta.url);
const text = `// Generated from schemas/api/openapi.yaml; not edited by hand.\n${astToString(await openapi(contract))}`;
if (!existsSync(target) || readFileSync(target, 'utf8') !== text) writeFileSync(target, text);
