// A PostgreSQL 15 of the test's own: a fresh cluster in a temporary directory on a free port, gone at the end.
import {execFileSync, spawn} from 'node:child_process';
import {mkdtempSync, rmSync} from 'node:fs';
import {createServer} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {setTimeout as pause} from 'node:timers/promises';

const bin = process.env.QINGQIAN_POSTGRES_BIN ?? '/usr/lib/postgresql/15/bin';
const root = process.getuid() === 0;

/** PostgreSQL refuses to run as root; Debian's package brings the user `postgres`. */
const asOwner = (command, ...rest) => (root ? ['runuser', ['-u', 'postgres', '--', command, ...rest]] : [command, rest]);

function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const {port} = server.address();
      server.close(() => resolve(port));
    });
  });
}

export async function startPostgres() {
  const directory = mkdtempSync(join(tmpdir(), 'qingqian-postgres-'));
  if (root) execFileSync('chown', ['postgres', directory]);
  execFileSync(...asOwner(`${bin}/initdb`, '-D', `${directory}/data`, '-U', 'postgres', '-A', 'trust', '--locale=C.UTF-8',
    '-E', 'UTF8', '--no-sync'), {stdio: 'pipe', cwd: directory});
  const port = await freePort();
  const child = spawn(...asOwner(`${bin}/postgres`, '-D', `${directory}/data`, '-p', String(port), '-k', directory,
    '-c', 'listen_addresses=127.0.0.1', '-c', 'fsync=off', '-c', 'max_connections=60'), {stdio: 'ignore', cwd: directory});
  const url = `postgresql://postgres@127.0.0.1:${port}/postgres`;
  for (let i = 0; ; i++) {
    try {
      execFileSync(`${bin}/psql`, [url, '-c', 'select 1'], {stdio: 'pipe'});
      break;
    } catch (error) {
      if (i === 100 || child.exitCode !== null) throw error;
      await pause(100);
    }
  }
  return {
    url,
    async stop() {
      execFileSync(...asOwner(`${bin}/pg_ctl`, '-D', `${directory}/data`, '-m', 'immediate', 'stop'), {stdio: 'pipe', cwd: directory});
      rmSync(directory, {recursive: true, force: true});
    },
  };
}
