// The deadline service: a calendar that moves 100,000 open clocks while a firm files, 10,001 overdue cases that
// are escalated, and a term counted on the command line.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { draftSecret, filing } from '../support/complaint.mjs';
import { must, program, serve } from '../support/program.mjs';
import { copyOf, median, number, progress } from './tools.mjs';

const database = (dataDir) => join(dataDir, 'qingqian.db');
const sql = (dataDir, text) => execFileSync('sqlite3', [database(dataDir), text], { encoding: 'utf8' }).trim();
const seconds = (began) => Number(process.hrtime.bigint() - began) / 1e9;

// The clocks that run are all given one start, so that one special day moves every one of them.
function openClocks(dataDir, count) {
  const day = (offset) => new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);
  sql(dataDir, `UPDATE clocks SET unit = 'working_days', length = 10, state = 'running', ended_at = 0, pauses = '[]',
    latest = '', started_day = '${day(0)}', due_raw = '${day(14)}', due_legal = '${day(14)}'
    WHERE id IN (SELECT min(id) FROM clocks WHERE complaint IN (SELECT id FROM complaints WHERE closed_at = 0)
    GROUP BY complaint LIMIT ${count})`);
  return Number(sql(dataDir, "SELECT count(*) FROM clocks WHERE state = 'running'"));
}

let filed = 0;

async function file(url) {
  const secret = draftSecret();
  filed += 1;
  const answer = await fetch(`${url}/api/v1/complaints`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'Idempotency-Key': `bench-${secret}`, 'Draft-Secret': secret },
    body: filing(filed, { submit: false }).body,
  });
  if (answer.status !== 201) throw new Error(`filing: ${answer.status} ${await answer.text()}`);
}

/** What a filing waited while `work` went on: {longest, count} in milliseconds. */
async function filingBeside(url, work) {
  let going = true;
  const waits = [];
  const filer = (async () => {
    while (going) {
      const began = process.hrtime.bigint();
      await file(url);
      waits.push(seconds(began) * 1000);
    }
  })();
  const took = await work();
  going = false;
  await filer;
  return { took, longest: Math.max(...waits), count: waits.length };
}

/** Every open clock counted again by another calendar: {clocks, moved, took, longest, count}. */
export async function recount({ dataDir, folder, count }) {
  const copy = copyOf(dataDir, join(folder, 'recount'));
  const clocks = openClocks(copy, count);
  const server = await serve({ dataDir: copy });
  try {
    let report;
    const soon = new Date(Date.now() + 5 * 86_400_000);
    while (soon.getUTCDay() === 0 || soon.getUTCDay() === 6) soon.setUTCDate(soon.getUTCDate() + 1);
    const args = ['calendar', 'local', 'add', '--day', soon.toISOString().slice(0, 10), '--off', '--name', '停工',
      '--source', 'bench', '--data-dir', copy, '--json'];
    const beside = await filingBeside(server.url, async () => {
      const began = process.hrtime.bigint();
      report = JSON.parse(await must(args));
      return seconds(began);
    });
    if (report.clocks.moved === 0) throw new Error(`no clock moved: ${JSON.stringify(report.clocks)}`);
    progress(`recount: ${JSON.stringify(report.clocks)} in ${number(beside.took, 1)} s`);
    return { clocks, moved: report.clocks.moved, ...beside };
  } finally {
    await server.stop();
  }
}

/** Overdue cases that a service finds when it starts: seconds until all are escalated. */
export async function escalation({ dataDir, folder, count }) {
  const copy = copyOf(dataDir, join(folder, 'escalation'));
  openClocks(copy, count);
  sql(copy, `UPDATE timers SET done_at = 1;
    UPDATE clocks SET started_day = '2026-10-01', due_raw = '2026-10-16', due_legal = '2026-10-16'
    WHERE state = 'running'; UPDATE clocks SET state = 'stopped' WHERE state = 'running' AND id NOT IN
    (SELECT id FROM clocks WHERE state = 'running' LIMIT ${count});
    INSERT INTO timers (province, complaint, kind, clock, due_at, done_at)
    SELECT province, complaint, 'clock_due', kind, 0, 0 FROM clocks WHERE state = 'running'`);
  const began = process.hrtime.bigint();
  const server = await serve({ dataDir: copy });
  try {
    while (Number(sql(copy, 'SELECT count(*) FROM timers WHERE done_at = 0 AND due_at = 0')) > 0)
      await new Promise((resolve) => setTimeout(resolve, 50));
    const took = seconds(began);
    const late = Number(sql(copy, "SELECT count(*) FROM clocks WHERE state = 'running' AND late = 1"));
    const reminded = Number(sql(copy, 'SELECT count(*) FROM reminders WHERE covered_by = 0'));
    progress(`escalation: ${late} late, ${reminded} reminded in ${number(took, 1)} s`);
    return { took, late, reminded };
  } finally {
    await server.stop();
  }
}

/** Milliseconds of `calendar due` as a process, the median of `runs`. */
export function countedTerm(runs) {
  const times = [];
  for (let run = 0; run < runs; ++run) {
    const began = process.hrtime.bigint();
    execFileSync(program(), ['calendar', 'due', '--from', '2026-09-28', '--workdays', '10', '--json']);
    times.push(seconds(began) * 1000);
  }
  return median(times);
}
