// `qingqian calc`: a JSON question a line in, an answer a line out, from any folder, without server or database.
import assert from 'node:assert/strict';
import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {tmpdir} from 'node:os';
import {test} from 'node:test';
import {program} from '../support/program.mjs';

/** The answers to questions given as text (objects are written as JSON), and the exit code. */
async function calc(name, questions, ending = '\n') {
  const child = spawn(program(), ['calc', name], {cwd: tmpdir(), stdio: ['pipe', 'pipe', 'inherit']});
  let out = '';
  child.stdout.setEncoding('utf8').on('data', (text) => (out += text));
  child.stdin.end(questions.map((each) => (typeof each === 'string' ? each : JSON.stringify(each))).join('\n') + ending);
  const [code] = await once(child, 'close');
  assert.ok(out.endsWith('\n'));
  return {code, answers: out.trimEnd().split('\n').map((line) => JSON.parse(line))};
}

test('credit codes: valid or the reason with its character', async () => {
  const {code, answers} = await calc('credit-code', [{code: '９１４４０３００１９２２０３８２１６'}, {code: '914403001922038217'}, {code: '91350100M000100Y4Z'}]);
  assert.equal(code, 0);
  assert.deepEqual(answers, [
    {valid: true, reason: null},
    {valid: false, reason: 'check_digit: character 18 is 7, the others ask for 6'},
    {valid: false, reason: 'alphabet: character 18 is Z, which no code holds'}]);
});

test('sizes by f.5', async () => {
  const {answers} = await calc('size', [
    {industry: '工业', employees: 1200, revenue_wan: 39000}, {industry: '建筑业', employees: null, revenue_wan: 70000, assets_wan: 90000},
    {industry: '其他未列明行业', employees: 300}, {industry: '工业', employees: 20, revenue_wan: 299.999999}, {industry: '住宿业'}, {industry: '金融业', employees: 1}]);
  assert.deepEqual(answers.slice(0, 4), [{class: 'medium'}, {class: 'medium'}, {class: 'large'}, {class: 'micro'}]);
  assert.deepEqual(answers[4].error.fields.map((field) => field.pointer), ['/employees', '/revenue_wan']);
  assert.equal(answers[5].error.code, 'sector_not_covered');
});

test('due dates by a.8', async () => {
  const {answers} = await calc('overdue', [
    {debtor: 'public_body', contract: '2025-06-01', delivered: '2026-09-01', inspection_passed: null, inspection_deadline: null,
      settlement_confirmed: null, term_days: null, pay_when_paid: false},
    {debtor: 'large_enterprise', contract: '2025-06-01', delivered: '2026-11-16', term_days: 180, pay_when_paid: true},
    {debtor: 'large_enterprise', contract: '2025-05-31', delivered: '2026-03-02'}]);
  const {basis, notes, ...dates} = answers[0];
  assert.deepEqual(dates, {start: '2026-09-01', term_days: 30, raw: '2026-10-01', legal: '2026-10-08', provisional: false});
  assert.match(basis, /第九条第一款$/);
  assert.ok(notes.some((note) => note.includes('第十四条')));
  assert.equal(answers[1].term_days, 60);
  assert.equal(answers[1].provisional, true);
  assert.equal(answers[2].error.code, 'no_statutory_term');
});

test('late interest by f.4', async () => {
  const question = {principal: '486000.00', due: '2025-09-30', until: '2026-03-15', contract: '2025-07-01', agreed_annual_percent: null, day_count: 365, payments: []};
  const {answers} = await calc('interest', [question,
    {...question, agreed_annual_percent: '3.1'}, {...question, agreed_annual_percent: '3.1', day_count: 360},
    {...question, payments: [{date: '2025-12-31', amount: '200000.00', to: 'principal'}]}, {...question, agreed_annual_percent: '2.9'}]);
  assert.deepEqual(answers.map((answer) => answer.interest), ['40338.00', '6851.93', '6947.10', '32938.00', '6630.90']);
  assert.deepEqual(answers.map((answer) => answer.floor_applied), [false, false, false, false, true]);
  assert.equal(answers[0].days, 166);
  assert.deepEqual(answers[3].segments.map((segment) => [segment.days, segment.principal, segment.interest]),
    [[92, '486000.00', '22356.00'], [74, '286000.00', '10582.00']]);
});

test('a bad line is answered on its line, and the next one is read', async () => {
  const long = JSON.stringify({code: '9'.repeat(70000)});
  const {code, answers} = await calc('credit-code', ['', 'nonsense', '[]', {code: 1}, {code: '1', more: 1}, long, {code: '914403001922038216'}], '');
  assert.equal(code, 0);
  assert.deepEqual(answers.map((answer) => answer.error?.code ?? answer.valid),
    ['malformed_json', 'malformed_json', 'invalid_input', 'invalid_input', 'invalid_input', 'line_too_long', true]);
  assert.deepEqual(answers[4].error.fields, [{pointer: '/more', code: 'unknown_member', message: 'There is no such member'}]);
});
