// An upload that is durable when it is answered, beside nginx's PUT and a sync of the file it made.
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { spawn } from 'node:child_process';
import { closeSync, fsyncSync, mkdirSync, openSync, readdirSync, rmSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { filing } from '../support/complaint.mjs';
import { freePort, serve } from '../support/program.mjs';
import { memory, mebibytes, number, output, progress } from './tools.mjs';

const mebi = 2 ** 20;

/** A PDF of this size, by its looks; its bytes are random, so that nothing on the way can compress or share them. */
function writePdf(path, size) {
  const file = openSync(path, 'w');
  let place = 0;
  const places = [];
  const write = (text) => { place += writeSync(file, text, null, 'latin1'); };
  write('%PDF-1.4\n');
  for (const object of ['<< /Type /Catalog /Pages 2 0 R >>', '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>']) {
    places.push(place);
    write(`${places.length} 0 obj\n${object}\nendobj\n`);
  }
  places.push(place);
  write(`4 0 obj\n<< /Length ${size} >>\nstream\n`);
  const block = randomBytes(mebi);
  for (let left = size; left > 0; left -= mebi) place += writeSync(file, block, 0, Math.min(mebi, left));
  write('\nendstream\nendobj\n');
  const rows = places.map((each) => `${String(each).padStart(10, '0')} 00000 n \n`).join('');
  write(`xref\n0 5\n0000000000 65535 f \n${rows}trailer\n<< /Root 1 0 R /Size 5 >>\nstartxref\n${place}\n%%EOF\n`);
  closeSync(file);
}

/** Another content under the same name: the server keeps equal files once. */
function change(path) {
  const file = openSync(path, 'r+');
  writeSync(file, randomBytes(1024), 0, 1024, 4096);
  closeSync(file);
}

async function startNginx(folder) {
  const port = await freePort();
  const root = join(folder, 'nginx');
  mkdirSync(join(root, 'files'), { recursive: true });
  mkdirSync(join(root, 'incoming'), { recursive: true });
  const configuration = join(root, 'nginx.conf');
  const places = ['proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${root}/${name};`).join(' ');
  const user = process.getuid() === 0 ? 'user root;' : '';
  writeFileSync(
    configuration,
    `daemon off; ${user} pid ${root}/pid; error_log ${root}/error.log warn; worker_processes auto;
events { worker_connections 256; }
http {
  access_log off; client_max_body_size 0; client_body_buffer_size 512k;
  client_body_temp_path ${root}/incoming; ${places}
  server { listen 127.0.0.1:${port}; root ${root}/files; location / { dav_methods PUT; } }
}
`,
  );
  const child = spawn('nginx', ['-c', configuration, '-p', root], { stdio: ['ignore', 'inherit', 'inherit'] });
  const exited = once(child, 'exit');
  for (let tries = 0; ; ++tries) {
    try {
      await fetch(`http://127.0.0.1:${port}/`);
      break;
    } catch (error) {
      if (tries > 100) throw error;
      await sleep(20);
    }
  }
  const stop = async () => {
    child.kill('SIGTERM');
    await exited;
  };
  return { url: `http://127.0.0.1:${port}`, files: join(root, 'files'), stop };
}

/** Seconds that curl took, by its own clock. */
async function curl(args, wanted) {
  const text = await output('curl', ['-sS', '-o', '/dev/null', '-w', '%{http_code} %{time_total}', ...args]);
  const [status, seconds] = text.split(' ').map(Number);
  if (status !== wanted) throw new Error(`curl ${args.join(' ')}: ${status}`);
  return seconds;
}

let drafts = 60_000_000;
async function newDraft(url) {
  const secret = `bench-${randomBytes(24).toString('hex')}`;
  const answer = await fetch(`${url}/api/v1/complaints`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'Idempotency-Key': `bench-${secret}`, 'Draft-Secret': secret },
    body: filing(++drafts, { submit: false }).body,
  });
  if (answer.status !== 201) throw new Error(`draft: ${answer.status} ${await answer.text()}`);
  return { secret, uid: (await answer.json()).complaint.uid };
}

/** Neither side keeps its file: both write into memory that was the kernel's before, not into fresh pages of the host. */
function forget(dataDir) {
  const blobs = join(dataDir, 'blobs');
  for (const entry of readdirSync(blobs, { recursive: true, withFileTypes: true })) {
    const path = join(entry.path, entry.name);
    if (entry.isFile() && statSync(path).size >= 100 * mebi) rmSync(path);
  }
}

async function upload(url, path, dataDir) {
  const { secret, uid } = await newDraft(url);
  const address = `${url}/api/v1/complaints/${uid}/attachments?kind=contract&name=a.pdf`;
  const headers = ['-H', `Draft-Secret: ${secret}`, '-H', `Idempotency-Key: file-${secret}`];
  const type = ['-H', 'Content-Type: application/octet-stream'];
  const seconds = await curl(['-X', 'POST', '-T', path, ...headers, ...type, address], 201);
  await verdict(`${url}/api/v1/complaints/${uid}/attachments`, secret);
  forget(dataDir);
  return seconds;
}

/** The look into the file begins after the answer; it must not run into the next measurement. */
async function verdict(address, secret) {
  for (;;) {
    const { items } = await (await fetch(address, { headers: { 'Draft-Secret': secret } })).json();
    if (items.every((item) => item.verdict !== 'pending')) return;
    await sleep(20);
  }
}

async function put(nginx, path) {
  const seconds = await curl(['-T', path, `${nginx.url}/a.pdf`], 201);
  const began = process.hrtime.bigint();
  const file = openSync(join(nginx.files, 'a.pdf'), 'r');
  fsyncSync(file);
  closeSync(file);
  const synced = Number(process.hrtime.bigint() - began) / 1e9;
  rmSync(join(nginx.files, 'a.pdf'));
  return seconds + synced;
}

/** [{ours, nginx}] in seconds for 100 MiB, and the memory of the server: {results, anonymous, growth, gibibyte}. */
export async function uploads({ folder, dataDir, pairs }) {
  const limits = { max_attachment_bytes: 4 * 1024 * mebi, max_case_bytes: 8 * 1024 * mebi };
  const server = await serve({ dataDir, settings: limits });
  const nginx = await startNginx(folder);
  const watched = memory(server.child.pid);
  const path = join(folder, 'upload.pdf');
  try {
    writePdf(path, 100 * mebi);
    const results = [];
    for (let pair = 1; pair <= pairs; ++pair) {
      const sides = { ours: () => upload(server.url, path, dataDir), nginx: () => put(nginx, path) };
      const result = {};
      for (const name of pair % 2 === 0 ? ['nginx', 'ours'] : ['ours', 'nginx']) {
        change(path);
        await output('sync', ['-f', folder]); // nobody pays for what another left to write
        result[name] = await sides[name]();
      }
      progress(`upload ${pair}/${pairs}: ${number(100 / result.ours)} MiB/s; nginx ${number(100 / result.nginx)} MiB/s`);
      results.push(result);
    }
    writePdf(path, 1024 * mebi);
    const huge = memory(server.child.pid);
    const gibibyte = await upload(server.url, path, dataDir);
    huge.end();
    progress(`1 GiB in ${number(gibibyte, 1)} s, anonymous memory ${mebibytes(huge.before)} → ${mebibytes(huge.most())}`);
    return { results, anonymous: watched.most(), growth: huge.most() - huge.before, gibibyte };
  } finally {
    watched.end();
    await nginx.stop();
    await server.stop();
    rmSync(path, { force: true });
  }
}
