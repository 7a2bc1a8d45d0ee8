// `qingqian calendar` and `qingqian workflow`: due dates explained from any folder, notices and local days loaded and
// listed, pictures drawn.
import assert from 'node:assert/strict';
import {execFileSync, spawn} from 'node:child_process';
import {once} from 'node:events';
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {after, before, test} from 'node:test';
import {must, program} from '../support/program.mjs';

const root = join(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'qingqian-calendar-'));
const where = ['--data-dir', join(folder, 'data')];
before(() => must(['migrate', ...where]));
after(() => rmSync(folder, {recursive: true, force: true}));

async function run(...args) {
  const child = spawn(program(), args, {cwd: folder, stdio: ['ignore', 'pipe', 'pipe']});
  let [out, errors] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text) => (errors += text));
  const [code] = await once(child, 'close');
  return {code, out, errors};
}

async function due(...args) {
  const {code, out} = await run('calendar', 'due', ...args, '--json');
  assert.equal(code, 0);
  return JSON.parse(out);
}

const days = (from, to) => Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);

test('a short command loads none of the libraries that only mail, messages and PostgreSQL need', () => {
  const loaded = execFileSync('ldd', [program()], {encoding: 'utf8'});
  assert.match(loaded, /libsqlite3/);
  assert.doesNotMatch(loaded, /libcurl|libpq|libgmime|libgnutls/);
});

test('the vectors of f.2 and f.3: {raw, legal, provisional, explain}, one entry a day', async () => {
  const working = await due('--from', '2026-09-28', '--workdays', '10');
  assert.deepEqual(Object.keys(working).sort(), ['explain', 'legal', 'provisional', 'raw']);
  assert.deepEqual([working.raw, working.legal, working.provisional], ['2026-10-16', '2026-10-16', false]);
  assert.equal(working.explain.length, days('2026-09-28', '2026-10-16') + 1);
  assert.ok(working.explain.every((entry, i) => i === 0 || days(working.explain[i - 1].day, entry.day) === 1));
  assert.equal(working.explain.filter((entry) => entry.number > 0).length, 10);
  for (const [from, length, raw, legal, provisional] of [
    ['2026-09-01', 30, '2026-10-01', '2026-10-08', false], ['2026-07-03', 90, '2026-10-01', '2026-10-08', false],
    ['2026-01-20', 30, '2026-02-19', '2026-02-24', false], ['2025-12-02', 30, '2026-01-01', '2026-01-04', false],
    ['2026-10-16', 90, '2027-01-14', '2027-01-14', true]]) {
    const answer = await due('--from', from, '--days', String(length));
    assert.deepEqual([answer.raw, answer.legal, answer.provisional], [raw, legal, provisional]);
    assert.equal(answer.explain.length, days(from, legal) + 1);
  }
  assert.equal((await due('--from', '2026-02-09', '--workdays', '10')).legal, '2026-02-28');  // a make-up Saturday
});

test('what is no question is refused with exit code 2 and says why', async () => {
  for (const args of [['--from', '2026-02-30', '--days', '1'], ['--days', '1'], ['--from', '2026-09-28', '--workdays', 'ten'],
    ['--from', '2026-09-28'], ['--from', '2026-09-28', '--days', '1', '--workdays', '1'], ['--from', '2026-09-28', '--days', '-1'],
    ['--from', '2026-09-28', '--days', '99999']]) {
    const {code, out, errors} = await run('calendar', 'due', ...args, '--json');
    assert.equal(code, 2, args.join(' '));
    assert.equal(out, '');
    assert.notEqual(errors, '');
  }
});

test('notices and local days are loaded, listed and taken back; a broken notice changes nothing', async () => {
  const list = async () => JSON.parse((await run('calendar', 'list', '--json', ...where)).out);
  const before = await list();
  assert.ok(before.notices.some((notice) => notice.id === '2026'));
  assert.match(before.provisional_from, /^2026-12-/);
  assert.deepEqual(before.local_days, []);

  const notice = JSON.parse(readFileSync(join(root, 'schemas/calendars/2026.json'), 'utf8'));
  const path = join(folder, 'notice.json');
  writeFileSync(path, JSON.stringify({...notice, days: [...notice.days, notice.days[0]]}));
  const broken = await run('calendar', 'load', path, '--json', ...where);
  assert.equal(broken.code, 1);
  assert.ok(JSON.parse(broken.out).code);
  assert.deepEqual(await list(), before);
  writeFileSync(path, JSON.stringify(notice));
  const again = await run('calendar', 'load', path, '--json', ...where);
  assert.equal(again.code, 0);
  const change = JSON.parse(again.out);
  assert.equal(change.id, '2026');
  assert.equal(change.clocks.complete, true);

  const day = ['--day', '2026-12-14', '--name', '省运动会', '--source', '省政府通知'];
  const added = await run('calendar', 'local', 'add', ...day, '--off', '--json', ...where);
  assert.equal(added.code, 0, added.errors);
  assert.deepEqual((await list()).local_days.map(({day: one, off, name}) => [one, off, name]), [['2026-12-14', true, '省运动会']]);
  const removed = await run('calendar', 'local', 'remove', '--day', '2026-12-14', '--json', ...where);
  assert.equal(removed.code, 0, removed.errors);
  assert.deepEqual((await list()).local_days, []);
});

test('`workflow draw` prints the pictures that the page holds, in either form, from any folder', async () => {
  const page = readFileSync(join(root, 'schemas/workflows/README.md'), 'utf8');
  for (const name of ['complaint', 'appeal']) {
    const {code, out} = await run('workflow', 'draw', name);
    assert.equal(code, 0);
    assert.ok(out.startsWith('stateDiagram-v2'));
    assert.ok(page.includes(out.trim()), name);
  }
  const dot = await run('workflow', 'draw', 'appeal', '--format', 'dot');
  assert.equal(dot.code, 0);
  assert.match(dot.out, /^digraph/);
  assert.notEqual((await run('workflow', 'draw', 'nothing')).code, 0);
});
