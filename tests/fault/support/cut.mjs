// What is left after a power cut: undoes what the undo logs of powercut.c still hold.
import { execFileSync } from 'node:child_process';
import {
  closeSync, existsSync, linkSync, mkdirSync, openSync, readFileSync, readdirSync, renameSync, rmSync,
  statSync, truncateSync, writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const page = 4096;
const head = 32;

/** Compiles the shim into `folder`; returns its path. */
export function buildShim(folder) {
  const source = join(dirname(fileURLToPath(import.meta.url)), '..', 'powercut.c');
  const library = join(folder, 'powercut.so');
  const flags = ['-O2', '-Wall', '-Wextra', '-Werror', '-fno-builtin', '-shared', '-fPIC'];
  execFileSync('cc', [...flags, '-o', library, source, '-ldl'], { stdio: ['ignore', 'ignore', 'inherit'] });
  return library;
}

/** Begins a round: an empty log beside `dir`. Returns the environment of the program to be cut off. */
export function watch(library, dir, log) {
  rmSync(log, { recursive: true, force: true });
  mkdirSync(log);
  return { LD_PRELOAD: library, QINGQIAN_CUT_DIR: dir, QINGQIAN_CUT_LOG: log };
}

/** Every regular file below a directory: inode → path. */
function inodes(dir, found = new Map()) {
  for (const entry of readdirSync(dir, { withFileTypes: true })) {
    const path = join(dir, entry.name);
    if (entry.isDirectory()) inodes(path, found);
    else if (entry.isFile()) found.set(String(statSync(path, { bigint: true }).ino), path);
  }
  return found;
}

function readChanges(bytes) {
  const changes = [];
  for (let at = 0; at + head <= bytes.length;) {
    const [offset, changed, kept, size] = [0, 8, 16, 24].map((i) => Number(bytes.readBigUInt64LE(at + i)));
    // The last record may be cut short by the kill itself; its change never happened then.
    if (at + head + kept > bytes.length) break;
    changes.push({ offset, changed, size, old: bytes.subarray(at + head, at + head + kept) });
    at += head + kept;
  }
  return changes;
}

/** The content at the last sync of the file. */
function durableImage(now, changes) {
  let image = Buffer.from(now);
  for (const { offset, size, old } of [...changes].reverse()) {
    if (image.length < size) image = Buffer.concat([image, Buffer.alloc(size - image.length)]);
    old.copy(image, offset);
    image = image.subarray(0, size);
  }
  return image;
}

/** A disk may have kept any of the unsynced pages: those that `chance` chooses stay as they were written. */
function tornImage(now, durable, changes, chance) {
  const touched = new Set();
  for (const { offset, changed } of changes) {
    for (let at = Math.floor(offset / page); at * page < offset + changed; ++at) touched.add(at);
  }
  let image = Buffer.from(durable);
  for (const number of touched) {
    const part = now.subarray(number * page, (number + 1) * page);
    if (part.length === 0 || chance() < 0.5) continue;
    const end = number * page + part.length;
    if (image.length < end) image = Buffer.concat([image, Buffer.alloc(end - image.length)]);
    part.copy(image, number * page);
  }
  return image;
}

function restore(path, image) {
  const file = openSync(path, 'r+');
  for (let at = 0; at < image.length;) at += writeSync(file, image, at, image.length - at, at);
  closeSync(file);
  truncateSync(path, image.length);
}

/** Names made, moved and deleted since the last sync of their directory, oldest first. */
function pendingNames(log) {
  const path = join(log, 'names');
  const lines = existsSync(path) ? readFileSync(path, 'utf8').split('\n') : [];
  lines.pop(); // empty, or cut short by the kill
  let pending = [];
  for (const line of lines) {
    const [what, ...paths] = line.split('\t');
    if (what !== 'S') {
      pending.push({ what, paths, place: what === 'R' ? paths[1] : paths[0] });
      continue;
    }
    const synced = paths[0];
    pending = pending.filter(({ what, place }) => {
      // A file system that writes a directory writes the way to it, too.
      const way = what === 'M' && (synced === place || synced.startsWith(`${place}/`));
      return dirname(place) !== synced && !way;
    });
  }
  return pending;
}

function undoName({ what, paths: [first, second, held] }) {
  if (what === 'C') rmSync(first, { force: true });
  if (what === 'M') rmSync(first, { recursive: true, force: true });
  if (what === 'D') mkdirSync(first);
  if (what === 'U') linkSync(second, first);
  if (what === 'R') {
    renameSync(second, first);
    if (held) linkSync(held, second);
  }
}

/**
 * Cuts the power: the directory becomes what its last syncs promised. With `chance` (a function that draws from
 * 0 to 1) any of the unsynced pages may have reached the disk. Returns what was lost: {changes, bytes, names}.
 */
export function cutPower(dir, log, chance) {
  const lost = { changes: 0, bytes: 0, names: 0 };
  const paths = inodes(log, inodes(dir));
  for (const name of readdirSync(log).filter((entry) => entry.endsWith('.undo'))) {
    const changes = readChanges(readFileSync(join(log, name)));
    const path = paths.get(name.slice(0, -'.undo'.length));
    if (changes.length === 0 || path === undefined) continue;
    const now = readFileSync(path);
    const durable = durableImage(now, changes);
    restore(path, chance ? tornImage(now, durable, changes, chance) : durable);
    lost.changes += changes.length;
    lost.bytes += changes.reduce((sum, { changed }) => sum + changed, 0);
  }
  for (const entry of pendingNames(log).reverse()) {
    undoName(entry);
    lost.names += 1;
  }
  // Shared memory does not survive a power cut.
  for (const path of inodes(dir).values()) if (path.endsWith('-shm')) rmSync(path);
  return lost;
}

/** Chance from a seed (mulberry32), so that a failing round can be repeated. */
export function seeded(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
