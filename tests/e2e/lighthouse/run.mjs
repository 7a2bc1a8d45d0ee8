// The portal measured by Lighthouse on its simulated phone, against a program of its own (QINGQIAN_PROGRAM). Accessibility
// and best practices must be 100 and the first load within its bound; performance is printed, since it is the machine's, too.
// `node run.mjs [PATH…]`; wants Node 22.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startServer } from '../../support/program.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const bound = 200 * 1024;
const paths = process.argv.length > 2 ? process.argv.slice(2) : ['/', '/check', '/file', '/track', '/verify', '/calculators/overdue', '/guide', '/law', '/figures', '/contact'];
if (!existsSync(join(here, 'node_modules', 'lighthouse'))) {
  const done = spawnSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: here, stdio: 'inherit' });
  if (done.status !== 0) process.exit(1);
}
const { default: lighthouse } = await import('lighthouse');
const { launch } = await import('chrome-launcher');

const server = await startServer({ demo: 60 });
const chrome = await launch({ chromePath: process.env.CHROMIUM ?? '/usr/bin/chromium', chromeFlags: ['--headless=new', '--no-sandbox', '--disable-gpu'] });
const faults = [];
try {
  console.log('page                     perf  a11y  best  LCP ms  TBT ms   CLS  first load KB');
  for (const path of paths) {
    const { lhr } = await lighthouse(server.url + path, { port: chrome.port, onlyCategories: ['performance', 'accessibility', 'best-practices'], logLevel: 'error' });
    const score = (name) => Math.round((lhr.categories[name].score ?? 0) * 100);
    const figure = (name) => lhr.audits[name].numericValue ?? 0;
    const bytes = lhr.audits['network-requests'].details.items.reduce((sum, item) => sum + (item.transferSize ?? 0), 0);
    const row = [score('performance'), score('accessibility'), score('best-practices'), Math.round(figure('largest-contentful-paint')), Math.round(figure('total-blocking-time')), figure('cumulative-layout-shift').toFixed(3), Math.round(bytes / 1024)];
    console.log(path.padEnd(24), row.map((each, i) => String(each).padStart([4, 5, 5, 7, 7, 6, 14][i])).join(' '));
    for (const name of ['accessibility', 'best-practices']) {
      if (score(name) === 100) continue;
      const failed = lhr.categories[name].auditRefs.map((ref) => lhr.audits[ref.id]).filter((audit) => audit.score !== null && audit.score < 1);
      faults.push(`${path}: ${name} ${score(name)}: ${failed.map((audit) => audit.id).join(', ')}`);
    }
    if (bytes > bound) faults.push(`${path}: first load of ${bytes} bytes`);
  }
} finally {
  await chrome.kill();
  await server.stop();
}
faults.forEach((fault) => console.error(fault));
process.exitCode = faults.length > 0 ? 1 : 0;
