// What the parts of the bench share.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { anonymousBytes, must } from '../support/program.mjs';

export const here = dirname(fileURLToPath(import.meta.url));

export const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];
export const number = (value, digits = 0) =>
  value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });
export const mebibytes = (bytes) => `${number(bytes / 2 ** 20, 1)} MiB`;
export const progress = (text) => process.stderr.write(`${text}\n`);

/** A program to its end; its standard output. */
export async function output(command, args, { env = {}, cwd } = {}) {
  const child = spawn(command, args, { cwd, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (part) => (text += part));
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`${command} ${args.join(' ')}: exit ${code}\n${text}`);
  return text;
}

/** wrk with one of our scripts: {per_second, p50_ms, p99_ms, …}; an answer other than 2xx is an error. */
export async function wrk(url, script, { connections, seconds, env }) {
  const args = ['-t2', `-c${connections}`, `-d${seconds}s`, '--latency', '-s', join(here, script), url];
  const text = await output('wrk', args, { env: { ...env, BENCH_DONE: join(here, 'done.lua') } });
  const result = JSON.parse(text.split('\n').find((line) => line.startsWith('{"requests"')));
  if (result.not_2xx + result.broken > 0) throw new Error(`wrk ${url}: ${JSON.stringify(result)}`);
  return result;
}

export function compile(folder, source, name, flags) {
  const program = join(folder, name);
  execFileSync('cc', ['-O2', '-Wall', '-Wextra', ...flags, '-o', program, join(here, source), '-lsqlite3', '-ldl'], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return program;
}

/** A data directory with the demo's people and `cases` cases; made once per `folder`. */
export async function seeded(folder, cases) {
  const dataDir = join(folder, `cases-${cases}`);
  if (existsSync(dataDir)) return dataDir;
  progress(`seeding ${number(cases)} cases …`);
  const making = `${dataDir}.making`;
  rmSync(making, { recursive: true, force: true });
  mkdirSync(making, { recursive: true });
  await must(['migrate', '--data-dir', making]);
  const report = await must(['demo', 'seed', '--cases', String(cases), '--seed', '1', '--data-dir', making, '--json']);
  writeFileSync(join(making, 'demo.json'), report.split('\n').find((line) => line.startsWith('{')));
  renameSync(making, dataDir);
  return dataDir;
}

export function copyOf(dataDir, target) {
  rmSync(target, { recursive: true, force: true });
  cpSync(dataDir, target, { recursive: true });
  return target;
}

/** What `demo seed` said when this directory was made. */
export const demoOf = (dataDir) => JSON.parse(readFileSync(join(dataDir, 'demo.json'), 'utf8'));

/** Watches a process's anonymous memory: {before, most(), end()}, in bytes. */
export function memory(pid) {
  const before = anonymousBytes(pid);
  let most = before;
  const look = () => (most = Math.max(most, anonymousBytes(pid)));
  const timer = setInterval(look, 20);
  return { before, most: () => (look(), most), end: () => clearInterval(timer) };
}
