// Adds up what the jobs of tests/run.sh printed and ends with the line "N passed, N failed, N skipped". Every
// runner says how many tests it ran; a job that prints no such line counts as one test.
import {readFileSync} from 'node:fs';

const [out, ...names] = process.argv.slice(2);
const total = {passed: 0, failed: 0, skipped: 0};
const broken = [];
const notes = [];

const runners = [
  // doctest
  [/\[doctest\] test cases:\s*\d+ \|\s*(\d+) passed \|\s*(\d+) failed \|\s*(\d+) skipped/g,
    (match, add) => ['passed', 'failed', 'skipped'].forEach((key, i) => add(key, match[i + 1]))],
  // node:test
  [/^[#ℹ] (pass|fail|skipped) (\d+)$/gm,
    (match, add) => add({pass: 'passed', fail: 'failed', skipped: 'skipped'}[match[1]], match[2])],
  // vitest
  [/^\s*Tests\s+(.*)$/gm,
    (match, add) => [...match[1].matchAll(/(\d+) (passed|failed|skipped)/g)].forEach((m) => add(m[2], m[1]))],
  // Playwright
  [/^\s+(\d+) (passed|failed|skipped|flaky|did not run)(?: \([\d.smh]+\))?$/gm,
    (match, add) => add({flaky: 'failed', 'did not run': 'failed'}[match[2]] ?? match[2], match[1])],
];

for (const name of names) {
  const text = readFileSync(`${out}/${name}.log`, 'utf8').replace(/\x1b\[[0-9;]*m/g, '');
  const [code, seconds] = readFileSync(`${out}/${name}.code`, 'utf8').trim().split(' ').map(Number);
  const count = {passed: 0, failed: 0, skipped: 0};
  for (const [pattern, read] of runners) {
    for (const match of text.matchAll(pattern)) read(match, (key, number) => (count[key] += Number(number)));
  }
  if (count.passed + count.failed + count.skipped === 0) count[code === 0 ? 'passed' : 'failed'] = 1;
  else if (code !== 0 && count.failed === 0) count.failed = 1;
  if (count.failed > 0) broken.push([name, text]);
  for (const line of text.matchAll(/^.*\bskipped: .*$/gim)) notes.push(`${name}: ${line[0].trim()}`);
  for (const key in total) total[key] += count[key];
  console.log(`  ${name.padEnd(28)} ${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped` +
    ` in ${seconds} s`.padStart(10));
}
for (const [name, text] of broken) {
  console.log(`\n---- ${name}: the end of build/test/${name}.log ----`);
  console.log(text.trimEnd().split('\n').slice(-60).join('\n'));
}
if (notes.length > 0) console.log('\nSkipped, and why:\n' + notes.map((note) => `  ${note}`).join('\n'));
console.log(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exit(total.failed > 0 ? 1 : 0);
