// The work queue's first page of 50, at 100,000 cases beside 1,000.
import { serve, signIn } from '../support/program.mjs';
import { demoOf, memory, number, progress, wrk } from './tools.mjs';

const path = '/api/v1/complaints?limit=50';

async function opened(dataDir) {
  const server = await serve({ dataDir });
  const cookie = await signIn(server.url, demoOf(dataDir), 'intake');
  const page = await (await fetch(server.url + path, { headers: { Cookie: cookie } })).json();
  if (page.items?.length !== 50) throw new Error(`the page holds no 50 cases: ${JSON.stringify(page).slice(0, 300)}`);
  return { server, cookie, watched: memory(server.child.pid) };
}

/** Alternating runs at both sizes: [{many, few}] and the most anonymous memory of either server. */
export async function queue({ manyDir, fewDir, pairs, seconds }) {
  const sides = { many: await opened(manyDir), few: await opened(fewDir) };
  const get = ({ server, cookie }) =>
    wrk(server.url + path, 'get.lua', { connections: 16, seconds, env: { QUEUE_COOKIE: cookie } });
  const results = [];
  try {
    await get(sides.many); // the page cache is warmed by whoever reads the queue first in the morning
    for (let pair = 1; pair <= pairs; ++pair) {
      const result = { many: await get(sides.many), few: await get(sides.few) };
      progress(`queue ${pair}/${pairs}: ${number(result.many.per_second)}/s, p99 ${result.many.p99_ms} ms; ` +
        `few ${number(result.few.per_second)}/s`);
      results.push(result);
    }
    return { results, anonymous: Math.max(sides.many.watched.most(), sides.few.watched.most()) };
  } finally {
    for (const { server, watched } of Object.values(sides)) {
      watched.end();
      await server.stop();
    }
  }
}
