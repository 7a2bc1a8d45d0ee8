// Durable filings over HTTP (calls that an officer registers: one request each), beside the same statements on the
// raw SQLite API.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { template } from '../support/complaint.mjs';
import { serve, signIn } from '../support/program.mjs';
import { compile, copyOf, demoOf, memory, output, progress, wrk } from './tools.mjs';

const connections = 64;
/** The writer's own bound, in pages of the WAL (schemas/store/sqlite_store.cpp, checkpoint_at_pages). */
const checkpointPages = 2048;

async function fileAtServer({ dataDir, folder, seconds, env, salt }) {
  const server = await serve({ dataDir, env });
  const watched = memory(server.child.pid);
  try {
    const cookie = await signIn(server.url, demoOf(dataDir), 'intake');
    const load = { FILING_COOKIE: cookie, FILING_ORIGIN: server.url,
      FILING_TEMPLATE: join(folder, 'filing.json'), FILING_SALT: salt };
    const result = await wrk(server.url, 'filing.lua', { connections, seconds, env: load });
    return { ...result, anonymous: watched.most() };
  } finally {
    watched.end();
    await server.stop();
  }
}

/**
 * Pairs of runs, each from a copy of the same database: the server under wrk, then tests/bench/filing.c with the
 * statements of a traced run and the group size that the server had reached. Returns [{ours, raw, group}].
 */
export async function filings({ folder, dataDir, pairs, seconds }) {
  writeFileSync(join(folder, 'filing.json'), template());
  const raw = compile(folder, 'filing.c', 'filing', []);
  const counter = compile(folder, 'syncs.c', 'syncs.so', ['-shared', '-fPIC']);
  const trace = join(folder, 'trace.sql');
  const work = join(folder, 'filings');
  progress('filings: tracing what one filing executes …');
  const traced = { QINGQIAN_TRACE_SQL: trace };
  await fileAtServer({ dataDir: copyOf(dataDir, work), folder, seconds, env: traced, salt: 'traced' });

  const results = [];
  for (let pair = 1; pair <= pairs; ++pair) {
    const count = join(folder, `syncs-${pair}`);
    const env = { LD_PRELOAD: counter, QINGQIAN_SYNC_COUNT: count };
    const ours = await fileAtServer({ dataDir: copyOf(dataDir, work), folder, seconds, env, salt: `pair${pair}` });
    const group = Math.max(1, Math.round(ours.requests / Number(readFileSync(count).readBigUInt64LE())));
    const database = join(copyOf(dataDir, work), 'qingqian.db');
    const other = JSON.parse(await output(raw, [trace, database, String(group), String(checkpointPages)]));
    progress(`filings ${pair}/${pairs}: ${ours.per_second}/s, p99 ${ours.p99_ms} ms, group ${group}; ` +
      `raw ${other.per_second}/s`);
    results.push({ ours, raw: other, group });
  }
  return results;
}
