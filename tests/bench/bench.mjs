// One run, one table: every figure beside what it is compared with, and the target. Nothing here fails on a time.
import { cpus, loadavg, release, tmpdir } from 'node:os';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { program, serve } from '../support/program.mjs';
import { countedTerm, escalation, recount } from './deadlines.mjs';
import { filings } from './filings.mjs';
import { live } from './live.mjs';
import { outbox } from './outbox.mjs';
import { queue } from './queue.mjs';
import { copyOf, median, mebibytes, number, progress, seeded } from './tools.mjs';
import { uploads } from './uploads.mjs';

const { values } = parseArgs({
  options: {
    keep: { type: 'string' },
    cases: { type: 'string', default: '100000' },
    pairs: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '4' },
    only: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});
const pairs = Number(values.pairs);
const seconds = Number(values.seconds);
const cases = Number(values.cases);
const wanted = (name) => values.only === undefined || values.only.split(',').includes(name);

const folder = mkdtempSync(join(tmpdir(), 'qingqian-bench-'));
const kept = values.keep ?? folder;
mkdirSync(kept, { recursive: true });
const clean = () => rmSync(folder, { recursive: true, force: true });
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => (clean(), process.exit(1)));

const rows = [];
const row = (what, ours, other, ratio, target, met) => rows.push({ what, ours, other, ratio, target, met });
const of = (list, pick) => median(list.map(pick));
const most = {};

async function measureFilings() {
  const list = await filings({ folder, dataDir: await seeded(kept, 1000), pairs, seconds });
  const ours = of(list, (r) => r.ours.per_second);
  const ratio = of(list, (r) => r.ours.per_second / r.raw.per_second);
  const p99 = of(list, (r) => r.ours.p99_ms);
  const group = of(list, (r) => r.group);
  const statements = list[0].raw.statements_per_filing;
  row('durable filings, 64 connections', `${number(ours)}/s`,
    `${number(of(list, (r) => r.raw.per_second))}/s by C on SQLite (${statements} statements, groups of ${group})`,
    ratio, '≥ 0.60 ×', ratio >= 0.6);
  row('… p50 and p99', `${number(of(list, (r) => r.ours.p50_ms), 1)} / ${number(p99, 1)} ms`, '', null,
    'p99 < 25 ms', p99 < 25);
  most.filings = Math.max(...list.map((r) => r.ours.anonymous));
}

async function measureQueue() {
  const dirs = { manyDir: await seeded(kept, cases), fewDir: await seeded(kept, 1000) };
  const { results, anonymous } = await queue({ ...dirs, pairs, seconds });
  const ours = of(results, (r) => r.many.per_second);
  const p99 = of(results, (r) => r.many.p99_ms);
  const ratio = of(results, (r) => r.many.per_second / r.few.per_second);
  row(`queue page of 50 at ${number(cases)} cases, 16 connections`, `${number(ours)}/s`,
    `${number(of(results, (r) => r.few.per_second))}/s at 1,000 cases`, ratio, '≥ 0.80 ×, ≥ 3,000/s',
    ratio >= 0.8 && ours >= 3000);
  row('… p50 and p99', `${number(of(results, (r) => r.many.p50_ms), 1)} / ${number(p99, 1)} ms`, '', null,
    'p99 ≤ 10 ms', p99 <= 10);
  most.queue = anonymous;
}

async function measureUploads() {
  const dataDir = copyOf(await seeded(kept, 1000), join(folder, 'uploads'));
  const { results, anonymous, growth, gibibyte } = await uploads({ folder, dataDir, pairs: pairs + 2 });
  const ratio = of(results, (r) => r.nginx / r.ours);
  row('upload of 100 MiB, durable', `${number(100 / of(results, (r) => r.ours))} MiB/s`,
    `${number(100 / of(results, (r) => r.nginx))} MiB/s by nginx PUT and a sync`, ratio, '≥ 0.90 ×', ratio >= 0.9);
  row(`growth of anonymous memory in an upload of 1 GiB (${number(gibibyte, 1)} s)`, mebibytes(growth), '', null,
    '≤ 16 MiB', growth <= 16 * 2 ** 20);
  most.uploads = anonymous;
}

async function measureStart() {
  const dataDir = await seeded(kept, cases);
  const times = [];
  for (let i = 0; i < 5; ++i) {
    const server = await serve({ dataDir });
    times.push(server.readyMs);
    await server.stop();
  }
  row(`start to ready at ${number(cases)} cases`, `${number(median(times))} ms`, '', null, '≤ 300 ms',
    median(times) <= 300);
}

async function measureDeadlines() {
  const dataDir = await seeded(kept, Math.ceil(cases * 1.6)); // so many that `cases` of them are open
  const again = await recount({ dataDir, folder, count: cases });
  row(`${number(again.moved)} of ${number(again.clocks)} open clocks moved by a calendar`, `${number(again.took, 1)} s`,
    `a filing beside it waited ${number(again.longest)} ms at most (${number(again.count)} filed)`, null, '≤ 10 s',
    again.took <= 10);
  const overdue = await escalation({ dataDir, folder, count: 10_001 });
  row(`${number(overdue.reminded)} overdue cases escalated after a downtime`, `${number(overdue.took, 1)} s`, '', null,
    '< 10 s', overdue.took < 10);
  const term = countedTerm(21);
  row('calendar due, as a process', `${number(term, 1)} ms`, '', null, '≤ 20 ms', term <= 20);
}

async function measureLive() {
  const heard = await live({ wanted: 10_000, events: 20 });
  progress(`live: ${JSON.stringify(heard)}`);
  row(`${number(heard.listeners)} listeners of the live updates, ${heard.kib_a_listener} KiB each`,
    `${heard.idle_percent} % of a core idle`, `${heard.busy_percent} % while cases come`, null, '10,000 a node',
    heard.listeners === 10_000);
  row('… from the answer of a step to all of them, median and longest',
    `${number(heard.median_ms_to_all, 1)} / ${number(heard.most_ms_to_all, 1)} ms`, '', null, '< 1,000 ms',
    heard.most_ms_to_all < 1000);
}

function print() {
  if (Object.keys(most).length > 0) {
    const peak = Math.max(...Object.values(most));
    const parts = Object.entries(most).map(([name, bytes]) => `${name} ${mebibytes(bytes)}`).join(', ');
    row('anonymous memory at most', mebibytes(peak), parts, null, '≤ 64 MiB', peak <= 64 * 2 ** 20);
  }
  if (values.json) return console.log(JSON.stringify(rows));
  const cells = rows.map((r) => [r.what, r.ours, r.other, r.ratio === null ? '' : `${number(r.ratio, 2)} ×`, r.target,
    r.met ? 'met' : 'missed']);
  const table = [['what', 'Qingqian', 'beside it', 'ratio', 'target', ''], ...cells];
  const widths = table[0].map((_, i) => Math.max(...table.map((line) => line[i].length)));
  table.splice(1, 0, widths.map((width) => '-'.repeat(width)));
  const first = cpus()[0];
  console.log(`\n${program()}\n${cpus().length} × ${first.model.trim()}, Linux ${release()}, load before ${before}; ` +
    `medians of ${pairs} pairs of ${seconds} s\n`);
  for (const line of table) console.log(`| ${line.map((cell, i) => cell.padEnd(widths[i])).join(' | ')} |`);
}

const before = loadavg()[0].toFixed(1);
try {
  program();
  if (wanted('filings')) await measureFilings();
  if (wanted('queue')) await measureQueue();
  if (wanted('uploads')) await measureUploads();
  if (wanted('start')) await measureStart();
  if (wanted('deadlines')) await measureDeadlines();
  if (wanted('live')) await measureLive();
  if (wanted('outbox')) await outbox({ dataDir: await seeded(kept, 1000), folder, row });
  print();
} finally {
  progress('');
  clean();
}
