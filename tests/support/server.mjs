// Starts the real program in a directory of its own, with the sandbox when asked, and stops both.
import {execFile, spawn} from 'node:child_process';
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {createInterface} from 'node:readline';
import {promisify} from 'node:util';
import {fileURLToPath} from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
export const program = process.env.QINGQIAN_PROGRAM ?? join(root, 'build/release/qingqian');
const run = promisify(execFile);

/** Waits for the line {"event":"ready",…} on standard output. */
export function ready(child, name) {
  return new Promise((resolve, reject) => {
    let errors = '';
    child.stderr.on('data', (data) => { errors = (errors + data).slice(-4000); });
    child.once('exit', (code) => reject(new Error(`${name} ended with ${code} before it was ready: ${errors}`)));
    createInterface({input: child.stdout}).on('line', (line) => {
      try {
        const message = JSON.parse(line);
        if (message.event === 'ready') resolve(message);
      } catch { /* not the line we wait for */ }
    });
  });
}

export async function startSandbox(options = []) {
  const child = spawn(process.execPath, [join(root, 'deploy/sandbox/main.js'), '--http', '127.0.0.1:0', '--smtp', '127.0.0.1:0',
    '--account-sid', 'AC00000000000000000000000000000001', '--auth-token', 'sandbox', ...options], {stdio: ['ignore', 'pipe', 'pipe']});
  const message = await ready(child, 'the sandbox');
  return {...message, child, stop: () => stop(child)};
}

export function stop(child, signal = 'SIGTERM') {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve(child.exitCode);
  return new Promise((resolve) => {
    child.once('exit', (code) => resolve(code));
    child.kill(signal);
  });
}

/** Variables that point the program at a sandbox. */
export const carrier = (sandbox) => ({
  QINGQIAN_SMS_BASE_URL: sandbox.http, QINGQIAN_SMS_ACCOUNT_SID: 'AC00000000000000000000000000000001',
  QINGQIAN_SMS_AUTH_TOKEN: 'sandbox', QINGQIAN_SMS_FROM: '+8610690000', QINGQIAN_SMTP_URL: sandbox.smtp,
  QINGQIAN_MAIL_FROM: '清欠平台 <noreply@qingqian.example>',
});

/** The program on a free port with `demo` seeded cases; `env` adds settings. */
export async function startServer({demo = 0, env = {}, data} = {}) {
  const own = data === undefined;
  const directory = data ?? mkdtempSync(join(tmpdir(), 'qingqian-test-'));
  const environment = {...process.env, QINGQIAN_DATA_DIR: directory, QINGQIAN_LISTEN: '127.0.0.1:0', ...env};
  await run(program, ['migrate'], {env: environment});
  let seeded = {logins: []};
  if (demo > 0) {
    const {stdout} = await run(program, ['demo', 'seed', '--json', '--cases', String(demo), '--seed', '7'],
      {env: environment, maxBuffer: 1 << 24});
    seeded = JSON.parse(stdout);
  }
  const child = spawn(program, ['serve'], {env: environment, stdio: ['ignore', 'pipe', 'pipe']});
  const message = await ready(child, 'the server');
  return {
    url: message.url, directory, child, seeded, environment,
    officer: (role) => seeded.logins.find((login) => login.role === role),
    inputFor,
    async stop(signal) {
      const code = await stop(child, signal);
      if (own) rmSync(directory, {recursive: true, force: true});
      return code;
    },
  };
}

/** Sound input for an offered action, drawn from its field definitions. */
export function inputFor(offer, {handlingBody, arrears}) {
  const input = {};
  for (const field of offer.fields) {
    if (!field.required && field.type !== 'money') continue;
    if (field.type === 'text') input[field.name] = '经核实，情况属实，材料齐全，已依照条例规定办理完毕，特此说明。';
    else if (field.type === 'choice') input[field.name] = field.choices[0].code;
    else if (field.type === 'choices') input[field.name] = [field.choices[0].code];
    else if (field.type === 'body') input[field.name] = handlingBody;
    else if (field.type === 'boolean') input[field.name] = true;
    else if (field.type === 'date') input[field.name] = new Date(Date.now() + 8 * 3600_000).toISOString().slice(0, 10);
    else if (field.type === 'items') input[field.name] = [{defect: '合同缺少盖章页', cure: '补交盖章页扫描件'}];
    else if (field.type === 'money') {
      input[field.name] = /disputed/.test(field.name) && !/undisputed/.test(field.name) ? 0 : /planned/.test(field.name) ? 0 : arrears;
    }
  }
  return input;
}
