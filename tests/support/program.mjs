// Starts the program and the sandbox, lets them die and come back. Plain Node 18 or newer.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** The program under test: QINGQIAN_PROGRAM, else the release build. */
export function program() {
  const path = process.env.QINGQIAN_PROGRAM ?? join(root, 'build', 'release', 'qingqian');
  if (!existsSync(path)) throw new Error(`no program at ${path}: build it, or set QINGQIAN_PROGRAM`);
  return path;
}

/** Our own settings must not be mixed with those of whoever runs the test. */
function cleanEnvironment(settings) {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('QINGQIAN_')));
  return { ...env, ...settings };
}

/** Runs a command of the program to its end: {code, stdout, stderr}. */
export async function run(args) {
  const child = spawn(program(), args, { env: cleanEnvironment({}), stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text) => (stderr += text));
  const [code] = await once(child, 'close');
  return { code, stdout, stderr };
}

/** The same, where anything but success is an error; its standard output. */
export async function must(args) {
  const result = await run(args);
  if (result.code !== 0) throw new Error(`qingqian ${args.join(' ')}: exit ${result.code}\n${result.stderr}`);
  return result.stdout;
}

/** A port that was free a moment ago; for servers that must come back under the same address. */
export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

/** Waits for the line of JSON with `"event":"ready"`, or fails with what was said instead. */
async function ready(child, name, patienceMs) {
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text) => (said = (said + text).slice(-4000)));
  const timer = setTimeout(() => child.kill('SIGKILL'), patienceMs);
  const lines = createInterface({ input: child.stdout });
  try {
    return await new Promise((resolve, reject) => {
      lines.on('line', (line) => line.includes('"ready"') && resolve(JSON.parse(line)));
      lines.on('close', () => reject(new Error(`${name} did not become ready: ${said}`)));
    });
  } finally {
    clearTimeout(timer);
  }
}

// Tests file for a whole province from one address; what strangers may do in an hour is tested by itself.
const provinceAtOneAddress = Object.fromEntries(['drafts', 'codes', 'uploads']
  .flatMap((what) => [[`${what}_per_hour`, 0], [`${what}_per_hour_block`, 0]]));

/**
 * Starts `qingqian serve`. Settings are named as in the TOML file; `env` is added to the environment as it is.
 * Returns {child, url, port, readyMs, errors(), kill(), stop()}; the last two yield the exit code or signal.
 */
export async function serve({ dataDir, listen = '127.0.0.1:0', settings = {}, env = {}, patienceMs = 30_000 }) {
  const given = Object.entries({ ...provinceAtOneAddress, ...settings }).map(([name, value]) => [`QINGQIAN_${name.toUpperCase()}`, String(value)]);
  const began = process.hrtime.bigint();
  const child = spawn(program(), ['serve', '--data-dir', dataDir, '--listen', listen], {
    env: cleanEnvironment({ QINGQIAN_LOG_LEVEL: 'warning', ...Object.fromEntries(given), ...env }),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let errors = '';
  child.stderr.on('data', (text) => (errors = (errors + text).slice(-4000)));
  const exited = once(child, 'exit');
  const { address } = await ready(child, 'qingqian serve', patienceMs);
  const url = `http://${address}`; // the announced one is the public address, which may be another's
  const readyMs = Number(process.hrtime.bigint() - began) / 1e6;
  const end = (signal) => async () => {
    child.kill(signal);
    const [code, by] = await exited;
    return code ?? by;
  };
  const port = Number(address.split(':').pop());
  return { child, url, port, readyMs, errors: () => errors, kill: end('SIGKILL'), stop: end('SIGTERM') };
}

/**
 * A server in a directory of its own with `demo` seeded cases, and the logins of its officers; `where` are the
 * options that let other commands find its database; `stop` takes the directory away.
 */
export async function startServer({ demo = 0, settings = {} } = {}) {
  const dataDir = mkdtempSync(join(tmpdir(), 'qingqian-test-'));
  const where = ['--data-dir', dataDir, ...(settings.database ? ['--database', settings.database] : [])];
  await must(['migrate', ...where]);
  const seed = ['demo', 'seed', '--json', '--cases', String(demo), '--seed', '7', ...where];
  const { logins } = demo > 0 ? JSON.parse(await must(seed)) : { logins: [] };
  const server = await serve({ dataDir, settings });
  const officer = (role) => logins.find((login) => login.role === role);
  const stop = async () => {
    const code = await server.stop();
    rmSync(dataDir, { recursive: true, force: true });
    return code;
  };
  return { ...server, officer, stop, where };
}

/** Starts deploy/sandbox. Returns {http, smtp, settings, stop()}; `settings` point the server at it. */
export async function sandbox(options = []) {
  const account = `AC${'0123456789abcdef'.repeat(2)}`;
  const token = 'token-of-the-test';
  const args = ['main.js', '--http', '127.0.0.1:0', '--smtp', '127.0.0.1:0', '--account-sid', account];
  const child = spawn(process.execPath, [...args, '--auth-token', token, '--exit-with-stdin', ...options], {
    cwd: join(root, 'deploy', 'sandbox'),
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const exited = once(child, 'exit');
  const { http, smtp } = await ready(child, 'the sandbox', 20_000);
  const settings = {
    sms_base_url: http,
    sms_account_sid: account,
    sms_auth_token: token,
    sms_from: '+8651200000000',
    smtp_url: smtp,
    mail_from: 'noreply@example.org',
  };
  const stop = async () => {
    child.kill('SIGTERM');
    await exited;
  };
  return { http, smtp, settings, stop };
}

/** Bytes of anonymous memory (not pages of files) of a process, by /proc. */
export function anonymousBytes(pid) {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/RssAnon:\s+(\d+) kB/.exec(status)[1]) * 1024;
}

/** A session of the demo's officer with this role, from the report of `demo seed --json`; a Cookie header. */
export async function signIn(url, demo, role) {
  const { login, password } = demo.logins.find((one) => (one.role_code ?? one.role) === role) ?? {};
  if (!login) throw new Error(`the demo has no officer with role ${role}`);
  const answer = await fetch(`${url}/api/v1/sessions`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Origin: url },
    body: JSON.stringify({ kind: 'officer', login, password }),
  });
  if (answer.status !== 201) throw new Error(`sign-in: ${answer.status} ${await answer.text()}`);
  return answer.headers.get('set-cookie').split(';')[0];
}
