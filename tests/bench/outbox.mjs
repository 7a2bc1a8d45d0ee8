// The dispatcher before a gateway that answers after 20 ms: how many leave a second, how soon after a transition, and
// what an hour's outage costs those who file meanwhile.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { draftSecret, filing, template } from '../support/complaint.mjs';
import { serve, signIn } from '../support/program.mjs';
import { gateway } from './gateway.mjs';
import { copyOf, demoOf, memory, number, progress, wrk } from './tools.mjs';

const delayMs = 20;
const sql = (dataDir, text) =>
  execFileSync('sqlite3', ['-cmd', '.timeout 10000', join(dataDir, 'qingqian.db'), text], { encoding: 'utf8' }).trim();
const count = (dataDir, state) =>
  Number(sql(dataDir, `SELECT count(*) FROM messages WHERE event < -3000000000000000 AND state = '${state}'`));

/** So many SMS to as many numbers, waiting since an hour. */
function enqueue(dataDir, many) {
  const at = Date.now() - 3_600_000;
  sql(dataDir, `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${many})
    INSERT INTO messages (province, uid, complaint, event, event_name, recipient, channel, language, address, subject,
    text, html, state, reason, provider, provider_id, tries, created_at, next_try_at, claimed_at, updated_at)
    SELECT 'JS', printf('00000000-0000-7000-8000-%012d', i), (SELECT min(id) FROM complaints),
    -3000000000000000 - i, 'SUBMITTED', 'complainant:' || i, 'sms', 'zh-CN', printf('+8613%09d', i), '',
    '【江苏中小企业服务】贵单位提交的投诉（编号JSTS20261123000123）已收到，将于2026年12月7日前完成审查，请留意通知。',
    '', 'queued', '', 'twilio', '', 0, ${at}, ${at}, 0, ${at} FROM n`);
}

async function until(done, patienceMs) {
  for (const end = performance.now() + patienceMs; !done();) {
    if (performance.now() > end) throw new Error('the outbox did not come to rest');
    await sleep(10);
  }
}

/** `many` messages that wait are sent as fast as it goes: {per_second, most, growth, doubled}. */
export async function sends({ dataDir, folder, many }) {
  const copy = copyOf(dataDir, join(folder, 'outbox-sends'));
  enqueue(copy, many);
  const carrier = await gateway({ delayMs });
  const server = await serve({ dataDir: copy, settings: carrier.settings });
  const watched = memory(server.child.pid);
  try {
    await until(() => carrier.arrivals.size >= many, 60_000);
    await sleep(200);
    const times = [...carrier.arrivals.values()];
    const perSecond = (many - 1) / ((Math.max(...times) - Math.min(...times)) / 1000);
    const result = { perSecond, most: carrier.most, growth: watched.most() - watched.before, doubled: carrier.doubled };
    progress(`outbox: ${JSON.stringify(result)}`);
    return result;
  } finally {
    watched.end();
    await server.stop();
    carrier.stop();
  }
}

/** From a transition's answer to its text at the gateway, at `perSecond` transitions: {p50, p99, reached}. */
export async function latency({ dataDir, folder, perSecond, seconds }) {
  const copy = copyOf(dataDir, join(folder, 'outbox-latency'));
  const carrier = await gateway({ delayMs });
  const server = await serve({ dataDir: copy, settings: carrier.settings });
  const sent = new Map();
  const came = new Map();
  carrier.came = (text) => {
    const to = /To=%2B86(\d{11})/.exec(text)?.[1];
    if (!came.has(to)) came.set(to, performance.now());
  };
  try {
    const cookie = await signIn(server.url, demoOf(dataDir), 'intake');
    const all = [];
    const began = performance.now();
    for (let n = 1; n <= perSecond * seconds; ++n) {
      const due = began + (n * 1000) / perSecond;
      if (due > performance.now()) await sleep(due - performance.now());
      all.push(file(server.url, cookie, n, sent));
    }
    await Promise.all(all);
    const took = (performance.now() - began) / 1000;
    await until(() => [...sent.keys()].every((mobile) => came.has(mobile)), 10_000);
    const waits = [...sent].map(([mobile, at]) => came.get(mobile) - at).sort((a, b) => a - b);
    const at = (share) => waits[Math.min(waits.length - 1, Math.floor(waits.length * share))];
    const result = { p50: at(0.5), p99: at(0.99), reached: waits.length / took };
    progress(`outbox: ${JSON.stringify(result)}`);
    return result;
  } finally {
    await server.stop();
    carrier.stop();
  }
}

async function file(url, cookie, n, sent) {
  const { mobile, body } = filing(n, { channel: 'phone' });
  const began = performance.now();
  const answer = await fetch(`${url}/api/v1/complaints`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'Idempotency-Key': `bench-${draftSecret()}`, Cookie: cookie,
      Origin: url },
    body,
  });
  if (answer.status !== 201) throw new Error(`filing: ${answer.status} ${await answer.text()}`);
  await answer.arrayBuffer();
  sent.set(mobile, began);
}

/**
 * Filings with an empty outbox, and while `many` messages of an outage drain at the provider's rate:
 * {alone, beside, share, drained, rate, doubled, growth}.
 */
export async function outage({ dataDir, folder, many, perSecond, seconds }) {
  const copy = copyOf(dataDir, join(folder, 'outbox-outage'));
  writeFileSync(join(folder, 'filing.json'), template());
  const carrier = await gateway({ delayMs });
  const load = async (server, salt) => {
    const cookie = await signIn(server.url, demoOf(dataDir), 'intake');
    const env = { FILING_COOKIE: cookie, FILING_ORIGIN: server.url, FILING_TEMPLATE: join(folder, 'filing.json'),
      FILING_SALT: salt };
    return wrk(server.url, 'filing.lua', { connections: 64, seconds, env });
  };
  const settings = { ...carrier.settings, sms_per_second: perSecond };
  let server = await serve({ dataDir: copy });
  const alone = (await load(server, 'alone')).per_second;
  await server.stop();
  enqueue(copy, many);
  carrier.up = false;
  server = await serve({ dataDir: copy, settings });
  const watched = memory(server.child.pid);
  try {
    await sleep(1500); // the breaker opens
    carrier.up = true;
    await until(() => carrier.arrivals.size > perSecond, 60_000); // the breaker's rest is over
    const began = performance.now();
    const beside = (await load(server, 'beside')).per_second;
    const midway = watched.most();
    await until(() => count(copy, 'accepted') >= many, 600_000);
    const times = [...carrier.arrivals.values()];
    const span = (Math.max(...times) - Math.min(...times)) / 1000;
    const second = new Map();
    for (const time of times) second.set(Math.floor(time / 1000), (second.get(Math.floor(time / 1000)) ?? 0) + 1);
    const result = { alone, beside, share: beside / alone, drained: (performance.now() - began) / 1000,
      rate: times.length / span, busiest: Math.max(...second.values()), doubled: carrier.doubled,
      refused: carrier.refused, growth: Math.max(0, watched.most() - midway) };
    progress(`outbox: ${JSON.stringify(result)}`);
    return result;
  } finally {
    watched.end();
    await server.stop();
    carrier.stop();
  }
}

/** The rows of the table. */
export async function outbox({ dataDir, folder, row }) {
  const fast = await sends({ dataDir, folder, many: 5_000 });
  row(`SMS to a gateway of ${delayMs} ms, ${fast.doubled} twice`, `${number(fast.perSecond)}/s`, '', null,
    '≥ 1,000/s', fast.perSecond >= 1000 && fast.doubled === 0);
  row('… in flight at once, from one thread', `${fast.most}`, '', null, '64', fast.most === 64);
  const soon = await latency({ dataDir, folder, perSecond: 200, seconds: 5 });
  row(`from request to gateway at ${number(soon.reached)} filings/s, p50 and p99`,
    `${number(soon.p50, 1)} / ${number(soon.p99, 1)} ms`, '', null, 'p99 < 500 ms', soon.p99 < 500);
  const perSecond = 2000;
  const hour = await outage({ dataDir, folder, many: 100_000, perSecond, seconds: 6 });
  row(`filings while 100,000 SMS drain (${number(hour.rate)}/s, busiest second ${hour.busiest}, ${hour.doubled} twice)`,
    `${number(hour.beside)}/s`, `${number(hour.alone)}/s with an empty outbox`, hour.share, '≥ 0.80 ×',
    hour.share >= 0.8 && hour.doubled === 0);
  row("… the provider's rate while they drain, mean and busiest second",
    `${number(hour.rate)} / ${number(hour.busiest)} a second`, '', null, `≤ ${number(perSecond)}/s`,
    hour.rate <= perSecond && hour.busiest <= perSecond * 1.05);
  row('… growth of anonymous memory while they drain', `${number(hour.growth / 2 ** 20, 1)} MiB`, '', null, '≤ 16 MiB',
    hour.growth <= 16 * 2 ** 20);
}
