// The power cut itself: what it must keep, and what it must take away.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { buildShim, cutPower, seeded, watch } from './support/cut.mjs';

let folder, library, dir, log;
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'qingqian-shim-'));
  library = buildShim(folder);
  dir = join(folder, 'data');
  log = join(folder, 'log');
});
after(() => rmSync(folder, { recursive: true, force: true }));

/** Runs `program` (JavaScript, with `at(name)` and the calls of node:fs) under the shim until it kills itself. */
function cutOff(program, { prepare = () => {}, chance } = {}) {
  rmSync(dir, { recursive: true, force: true });
  mkdirSync(dir);
  prepare();
  const source = `const fs = require('node:fs'); const at = (name) => ${JSON.stringify(dir)} + '/' + name;
    const sync = (path) => { const file = fs.openSync(path, 'r'); fs.fsyncSync(file); fs.closeSync(file); };
    const write = (name, text, flags = 'w') => { const file = fs.openSync(at(name), flags);
      fs.writeSync(file, text); return file; };
    ${program}; process.kill(process.pid, 'SIGKILL');`;
  const run = spawnSync(process.execPath, ['-e', source], { env: { ...process.env, ...watch(library, dir, log) } });
  assert.equal(run.signal, 'SIGKILL', String(run.stderr));
  return cutPower(dir, log, chance);
}
const text = (name) => readFileSync(join(dir, name), 'utf8');
const put = (name, content) => writeFileSync(join(dir, name), content);
const old = { prepare: () => put('a', 'old content') };

test('bytes written and never synced are gone', () => {
  const lost = cutOff(`write('a', 'new', 'r+')`, old);
  assert.equal(text('a'), 'old content');
  assert.equal(lost.changes, 1);
});

test('bytes synced stay, those written after the sync go', () => {
  cutOff(`const a = write('a', 'synced----!', 'r+'); fs.fdatasyncSync(a); fs.writeSync(a, ' more', 4)`, old);
  assert.equal(text('a'), 'synced----!');
});

test('many overlapping writes, growth and truncation are undone in order', () => {
  cutOff(`const a = write('a', 'XXXX', 'r+'); fs.writeSync(a, 'YYYYYYYYYYYYYYYYYYYY', 2); fs.ftruncateSync(a, 3);
          fs.writeSync(a, 'Z', 30); fs.writeSync(a, 'ABC', 0)`, old);
  assert.equal(text('a'), 'old content');
});

test('a file cut short at opening, and one appended to, get their content back', () => {
  cutOff(`write('a', 'new', 'w'); write('b', ' and more', 'a')`, {
    prepare: () => (put('a', 'old content'), put('b', 'begun')),
  });
  assert.equal(text('a'), 'old content');
  assert.equal(text('b'), 'begun');
});

test('a new name needs a sync of its directory', () => {
  cutOff(`fs.fsyncSync(write('lost', '1')); fs.fsyncSync(write('kept', '2'));
          fs.renameSync(at('kept'), at('named')); sync(at('')); fs.fsyncSync(write('late', '3'))`);
  assert.equal(existsSync(join(dir, 'late')), false);
  assert.equal(text('named'), '2');
  assert.equal(text('lost'), '1');
});

test('a rename that was not synced is undone, and what it replaced comes back', () => {
  cutOff(`fs.fsyncSync(write('b', 'new')); sync(at('')); fs.renameSync(at('b'), at('a'))`, old);
  assert.equal(text('a'), 'old content');
  assert.equal(text('b'), 'new');
});

test('a deleted file comes back until its directory is synced', () => {
  cutOff(`fs.unlinkSync(at('a')); sync(at('')); fs.unlinkSync(at('b'))`, {
    prepare: () => (put('a', '1'), put('b', '2')),
  });
  assert.equal(existsSync(join(dir, 'a')), false);
  assert.equal(text('b'), '2');
});

test('a new directory is durable with a sync inside it, and lost with all it holds without one', () => {
  cutOff(`fs.mkdirSync(at('x')); fs.mkdirSync(at('y')); fs.fsyncSync(write('x/f', 'kept')); sync(at('x'));
          fs.fsyncSync(write('y/f', 'lost'))`);
  assert.equal(text('x/f'), 'kept');
  assert.equal(existsSync(join(dir, 'y')), false);
});

test('with chance any of the unsynced pages may stay, and synced ones always do', () => {
  const seen = new Set();
  for (let seed = 1; seed <= 6; ++seed) {
    cutOff(`const a = write('a', 'n'.repeat(4096 * 8), 'r+'); fs.fsyncSync(a);
            fs.writeSync(a, 'm'.repeat(4096 * 4), 4096)`, {
      prepare: () => put('a', 'o'.repeat(4096 * 8)),
      chance: seeded(seed),
    });
    const pages = text('a').match(/[\s\S]{4096}/g).map((part) => part[0]).join('');
    assert.match(pages, /^n[mn]{4}nnn$/);
    seen.add(pages);
  }
  assert.ok(seen.size > 1, 'the seed changes what stays');
});
