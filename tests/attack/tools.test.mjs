// The attackers' own tools against a server with the demo in it: sqlmap on the parameters, wapiti over the pages,
// slowhttptest against the connections. Long: runs with QINGQIAN_DEEP=yes. Reports stay in build/test/attack.
import assert from 'node:assert/strict';
import {execFile} from 'node:child_process';
import {mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {promisify} from 'node:util';
import {after, before, test} from 'node:test';
import {startServer} from '../support/program.mjs';

const skip = process.env.QINGQIAN_DEEP === 'yes' ? false : 'long: with --deep';
const reports = fileURLToPath(new URL('../../build/test/attack/', import.meta.url));
const execute = promisify(execFile);
let server;
let folder;
let cookie;

before(async () => {
  if (skip) return;
  mkdirSync(reports, {recursive: true});
  folder = mkdtempSync(join(tmpdir(), 'qingqian-tools-'));
  server = await startServer({demo: 60});
  const {login, password} = server.officer('intake');
  const answer = await fetch(`${server.url}/api/v1/sessions`, {method: 'POST', headers: {'Content-Type': 'application/json', Origin: server.url},
    body: JSON.stringify({kind: 'officer', login, password})});
  assert.equal(answer.status, 201);
  cookie = answer.headers.get('set-cookie').split(';')[0];
});
after(async () => {
  await server?.stop();
  if (folder) rmSync(folder, {recursive: true, force: true});
});

/** A tool's run to its end; what it printed, whatever its exit code. */
async function tool(name, args, minutes) {
  try {
    const {stdout, stderr} = await execute(name, args, {timeout: minutes * 60_000, maxBuffer: 1 << 28});
    return stdout + stderr;
  } catch (failure) {
    assert.notEqual(failure.code, 'ENOENT', `${name} is not installed (deploy/packages-deep.txt)`);
    return `${failure.stdout ?? ''}${failure.stderr ?? ''}`;
  }
}

const readings = [
  '/api/v1/complaints?q=abc&state=SUBMITTED&sort=due&tab=mine&limit=5', '/api/v1/complaints/count?q=abc&tab=to_review',
  '/api/v1/complaints?after=abc', '/api/v1/complaints/JSTS20261018000001*/events', '/api/v1/calls?kind=phone&from=2026-01-01&limit=5',
  '/api/v1/send-log?number=abc&channel=sms&state=sent&provider=x&from=2026-01-01', '/api/v1/send-log?address=13800000000',
  '/api/v1/inbound?state=unmatched&limit=5', '/api/v1/bodies?kind=handling', '/api/v1/divisions?parent=32',
  '/api/v1/verify?number=JSTS20261018000001&hash=abc', '/api/v1/calendar/due?from=2026-09-28&workdays=10', '/api/v1/public/figures?year=2026',
];
const writings = [
  ['/api/v1/sessions', {kind: 'officer', login: 'shouli', password: 'x'}],
  ['/api/v1/sessions', {kind: 'tracking', receipt_code: 'RJCA-8KE3-PMH8-KD6P', credit_code_tail: '2A9C0R'}],
  ['/api/v1/calculators/credit-code', {code: '91100000100003962T'}],
  ['/api/v1/calculators/size', {industry: '工业', employees: 12, revenue_wan: 3900}],
];

test('sqlmap finds no parameter that reaches the database as SQL', {skip, timeout: 40 * 60_000}, async (t) => {
  const common = ['--batch', '--level=2', '--risk=1', '--technique=BEU', '--flush-session', '--disable-coloring', '--threads=1', '--timeout=10',
    '--retries=0', '--ignore-code=401,403,404,409,412,422,428,429', `--output-dir=${folder}`, '--headers=Accept: application/json'];
  const found = [];
  const run = async (what, args) => {
    const said = await tool('sqlmap', [...common, ...args], 6);
    writeFileSync(join(reports, `sqlmap-${what.replace(/\W+/g, '_').slice(0, 60)}.txt`), said);
    // What it suspects at first it tries again; only this is its verdict.
    if (/identified the following injection/.test(said)) found.push(what);
    assert.match(said, /do(es)? not (appear|seem) to be injectable|no parameter\(s\) found/, `${what}: sqlmap came to no end:\n${said.slice(-1500)}`);
  };
  for (const path of readings) await run(path, ['-u', server.url + path, `--cookie=${cookie}`, '--skip=cookie']);
  for (const [path, json] of writings) await run(`${path} ${json.kind ?? ''}`, ['-u', server.url + path, '--method=POST', `--data=${JSON.stringify(json)}`, '--header=Content-Type: application/json']);
  t.diagnostic(`${readings.length + writings.length} requests tried by sqlmap`);
  assert.deepEqual(found, []);
});

test('wapiti finds nothing on the pages', {skip, timeout: 15 * 60_000}, async (t) => {
  const report = join(reports, 'wapiti.json');
  // The pages draw themselves, so that a crawler sees no links: it is given the addresses that take parameters.
  const starts = readings.flatMap((path) => ['-s', server.url + path.replace('*', '')]);
  await tool('wapiti', ['-u', `${server.url}/`, ...starts, '--scope', 'domain', '-f', 'json', '-o', report, '--flush-session', '--max-scan-time', '300',
    '--no-bugreport', '-H', `Cookie: ${cookie}`], 12);
  const {vulnerabilities, infos} = JSON.parse(readFileSync(report, 'utf8'));
  // Over plain http on loopback there is no HSTS to give; it is given over TLS, which the server's own tests see.
  const named = Object.entries(vulnerabilities).filter(([name, list]) => list.length > 0 && name !== 'HTTP Secure Headers').map(([name, list]) => `${name}: ${list.length}`);
  t.diagnostic(`${infos.crawled_pages ?? '?'} pages crawled`);
  assert.deepEqual(named, []);
});

for (const [name, kind] of [['slow headers', '-H'], ['slow bodies', '-B'], ['slow reading', '-X']]) {
  test(`the service stays there under ${name} of slowhttptest`, {skip, timeout: 5 * 60_000}, async () => {
    const said = await tool('slowhttptest', ['-c', '1000', kind, '-i', '10', '-r', '200', '-l', '40', '-p', '3', '-x', '24',
      '-u', `${server.url}/api/v1/divisions`], 3);
    writeFileSync(join(reports, `slowhttptest${kind}.txt`), said);
    const plain = said.replace(/\x1b\[[0-9;]*m/g, '');
    const states = [...plain.matchAll(/service available:\s+(YES|NO)/g)].map((match) => match[1]);
    assert.ok(states.length > 0, plain.slice(-1500));
    assert.deepEqual(states.filter((state) => state === 'NO'), []);
  });
}
