// The command line as a person and a script meet it: settings and where they came from, exit codes, accounts, and a
// history that somebody has changed with the sqlite3 shell.
import assert from 'node:assert/strict';
import {execFileSync, spawn} from 'node:child_process';
import {once} from 'node:events';
import {copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {after, before, test} from 'node:test';
import {must, program} from '../support/program.mjs';

const folder = mkdtempSync(join(tmpdir(), 'qingqian-command-'));
const dataDir = join(folder, 'data');
const where = ['--data-dir', dataDir];
before(async () => {
  await must(['migrate', ...where]);
  await must(['demo', 'seed', '--cases', '14', '--seed', '5', ...where]);
});
after(() => rmSync(folder, {recursive: true, force: true}));

/** Runs a command to its end with those settings in its environment and `input` on its standard input. */
async function command(args, {env = {}, input = ''} = {}) {
  const clean = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('QINGQIAN_')));
  const child = spawn(program(), args, {cwd: folder, env: {...clean, ...env}, stdio: ['pipe', 'pipe', 'pipe']});
  let [out, errors] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text) => (errors += text));
  child.stdin.on('error', () => {}).end(input);
  const [code] = await once(child, 'close');
  return {code, out, errors};
}

async function settings(args, env) {
  const {code, out} = await command(['config', '--json', ...args], {env});
  assert.equal(code, 0);
  return Object.fromEntries(JSON.parse(out).map((each) => [each.key, each]));
}

test('a flag beats the environment beats the file beats the default, and no secret is shown', async () => {
  const file = join(folder, 'qingqian.toml');
  writeFileSync(file, 'listen = "127.0.0.1:1"\nprovince = "ZJ"\nmax_json_bytes = 4096\n');
  const env = {
    QINGQIAN_LISTEN: '127.0.0.1:2', QINGQIAN_MAX_JSON_BYTES: '8192', QINGQIAN_SMTP_PASSWORD: 'hunter2',
    QINGQIAN_DATABASE: 'postgresql://qq:hunter2@127.0.0.1:1/qq?connect_timeout=2',
  };
  const shown = await settings(['--config', file, '--listen', '127.0.0.1:3'], env);
  const seen = Object.fromEntries(['listen', 'max_json_bytes', 'province', 'idle_timeout_ms', 'smtp_password', 'database']
    .map((key) => [key, `${shown[key].value} ${shown[key].origin}`]));
  assert.deepEqual(seen, {
    listen: '127.0.0.1:3 flag', max_json_bytes: '8192 environment', province: 'ZJ file', idle_timeout_ms: '60000 default',
    smtp_password: '******** environment', database: 'postgresql://qq:********@127.0.0.1:1/qq?connect_timeout=2 environment',
  });
  const unreachable = await command(['audit', 'verify'], {env});
  assert.equal(unreachable.code, 70);
  assert.doesNotMatch(unreachable.out + unreachable.errors, /hunter2/);
});

test('what cannot be done says so by its exit code and in a sentence', async () => {
  const broken = join(folder, 'broken.toml');
  writeFileSync(broken, 'listn = "x"\nmax_json_bytes = 1\n');
  const table = [
    [[], 2], [['nonsense'], 2], [['serve', '--nonsense'], 2], [['workflow', 'draw', 'nonsense'], 2],
    [['demo', 'seed', '--cases', '-1', ...where], 2], [['config', '--config', join(folder, 'none.toml')], 2],
    [['config', '--config', broken], 78, /listn is not a setting[^]*max_json_bytes must be a whole number/],
    [['audit', 'verify', '--data-dir', join(folder, 'none')], 70], [['serve', '--listen', 'nonsense', ...where], 70, /nonsense/],
    [['serve', '--listen', '127.0.0.1:0', '--tls-cert', '/none.pem', '--tls-key', '/none.pem', ...where], 70, /none\.pem/],
    [['demo', 'seed', '--cases', '1', ...where], 1, /holds cases already/], [['audit', 'verify', 'JSTS99999999999999', ...where], 1, /no case JSTS9/],
    [['user', 'disable', 'nobody', ...where], 1, /no officer/],
    [['--help'], 0], [['user', 'add', '--help'], 0], [['audit', 'verify', '--help'], 0], [['--version'], 0],
  ];
  for (const [args, expected, words] of table) {
    const {code, out, errors} = await command(args);
    assert.equal(code, expected, `${args.join(' ')}: ${out}${errors}`);
    if (expected !== 0) assert.ok((out + errors).trim().length > 0, `${args.join(' ')} says nothing`);
    if (words) assert.match(out + errors, words);
  }
});

test('an officer is added with everything checked at once, listed by the code of the department, and closed', async () => {
  const add = (more, password) => command(['user', 'add', '--login', 'xinren', '--name', '任新', '--role', 'intake', ...more, ...where], {input: `${password}\n`});
  const refused = await add(['--body', 'NONE', '--role', 'none', '--mobile', '12345', '--email', 'nobody'], 'short');
  assert.equal(refused.code, 1);
  for (const pointer of ['/password', '/body', '/roles', '/mobile', '/email']) assert.ok(refused.errors.includes(`${pointer}: `), `${pointer} is not in ${refused.errors}`);
  const good = ['--body', 'JS-SMEC', '--mobile', '+86 139 1234 5678', '--email', 'xinren@Example.CN'];
  assert.equal((await add(good, 'a long enough password')).code, 0);
  assert.equal((await add(good, 'a long enough password')).code, 1);
  const list = async () => JSON.parse((await command(['user', 'list', '--json', ...where])).out).find((each) => each.login === 'xinren');
  assert.deepEqual(await list(), {login: 'xinren', name: '任新', body: 'JS-SMEC', roles: ['intake'], disabled: false});
  assert.equal((await command(['user', 'disable', 'xinren', ...where])).code, 0);
  assert.equal((await list()).disabled, true);
});

test('the history is sound, and every change made past the program is found', async () => {
  const sound = await command(['audit', 'verify', '--json', ...where]);
  assert.equal(sound.code, 0, sound.out);
  const {cases, events, faults} = JSON.parse(sound.out);
  assert.ok(cases >= 14 && events > cases);
  assert.deepEqual(faults, []);
  const longest = '(SELECT complaint FROM events GROUP BY complaint ORDER BY count(*) DESC LIMIT 1)';
  const last = `(SELECT max(seq) FROM events WHERE complaint = ${longest})`;
  const table = {
    'a changed byte': `UPDATE events SET payload = replace(payload, '2026', '2025') WHERE complaint = ${longest} AND seq = 1`,
    'a changed value': `UPDATE event_values SET value = value || ' ' WHERE event = (SELECT id FROM events WHERE complaint = ${longest} AND seq = 1)`,
    'another time': `UPDATE events SET at = at + 1 WHERE complaint = ${longest} AND seq = 2`,
    'another actor': `UPDATE events SET actor = actor + 1 WHERE complaint = ${longest} AND seq = 2`,
    'another name of the actor': `UPDATE events SET actor_name = actor_name || '某' WHERE complaint = ${longest} AND seq = 2`,
    'another province': `UPDATE complaints SET province = 'ZJ' WHERE id = ${longest}`,
    'a row removed': `DELETE FROM events WHERE complaint = ${longest} AND seq = 2`,
    'a tail removed': `DELETE FROM events WHERE complaint = ${longest} AND seq = ${last}`,
    'a swapped order': `UPDATE events SET seq = 99 WHERE complaint = ${longest} AND seq = 2;
      UPDATE events SET seq = 2 WHERE complaint = ${longest} AND seq = 3; UPDATE events SET seq = 3 WHERE complaint = ${longest} AND seq = 99`,
    'a smaller sum': `UPDATE complaints SET arrears_fen = arrears_fen - 1 WHERE id = ${longest}`,
    'another state': `UPDATE complaints SET state = 'ACCEPTED' WHERE id = (SELECT id FROM complaints WHERE state = 'CLOSED' LIMIT 1)`,
    'a later deadline': `UPDATE clocks SET due_legal = '2030-01-01' WHERE id = (SELECT max(id) FROM clocks)`,
  };
  for (const [what, sql] of Object.entries(table)) {
    const copy = join(folder, 'copy');
    mkdirSync(copy, {recursive: true});
    for (const name of ['qingqian.db', 'qingqian.db-wal']) rmSync(join(copy, name), {force: true});
    execFileSync('sqlite3', [join(dataDir, 'qingqian.db'), 'PRAGMA wal_checkpoint(TRUNCATE)']);
    copyFileSync(join(dataDir, 'qingqian.db'), join(copy, 'qingqian.db'));
    const changed = execFileSync('sqlite3', [join(copy, 'qingqian.db'), `PRAGMA foreign_keys = OFF; ${sql}; SELECT changes()`], {encoding: 'utf8'});
    assert.notEqual(changed.trim(), '0', `${what}: nothing was changed`);
    const {code, out} = await command(['audit', 'verify', '--data-dir', copy]);
    assert.equal(code, 1, `${what} was not found: ${out}`);
    assert.match(out, /JSTS\d{14} #\d+ \w+: .+/, what);
  }
});
