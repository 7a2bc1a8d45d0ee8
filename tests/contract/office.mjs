// Supervision, statistics and the administrator's pages: answers by the contract, figures that agree with the queue.
import assert from 'node:assert/strict';
import {test} from 'node:test';

/** `call` and `signIn` hold question and answer against the contract; `officer` yields a demo officer of a role. */
export function officeTests({call, signIn, officer}) {
const get = async (cookie, path, expect = 200) => (await call('GET', path, {cookie, expect})).value;
const sum = (rows, member) => rows.reduce((total, row) => total + row[member], 0);

test('supervision adds up to the queue of the same scope, by department, officer and case', async () => {
  const cookie = await signIn(officer('supervisor'));
  const count = async (query) => (await get(cookie, `/api/v1/complaints/count?${query}`)).count;
  const bodies = await get(cookie, '/api/v1/supervision/bodies');
  assert.equal(bodies.total.late, await count('late=true'));
  assert.equal(bodies.total.soon, await count('soon=true'));
  assert.ok(bodies.total.open > 0);
  for (const member of ['open', 'late', 'soon']) assert.equal(sum(bodies.items, member), bodies.total[member], member);
  const officers = await get(cookie, '/api/v1/supervision/officers');
  for (const member of ['open', 'late', 'soon']) {
    assert.equal(sum(officers.items, member) + sum(officers.unassigned, member), bodies.total[member], member);
  }
  let listed = 0;
  for (const row of bodies.items) {
    const one = await get(cookie, `/api/v1/supervision/officers?body=${row.body.code}`);
    assert.equal(sum(one.items, 'open') + sum(one.unassigned, 'open'), row.open, row.body.code);
    let after = '';
    let late = 0;
    do {
      const page = await get(cookie, `/api/v1/supervision/late?body=${row.body.code}${after ? `&after=${after}` : ''}`);
      late += page.items.length;
      after = page.next ? encodeURIComponent(page.next) : '';
    } while (after);
    assert.equal(late, row.late, row.body.code);
    listed += late;
  }
  assert.equal(listed, bodies.total.late);
  for (const path of ['bodies?x=1', 'officers?body=nowhere', 'late?body=nowhere', 'late?after=%21']) {
    assert.equal((await get(cookie, `/api/v1/supervision/${path}`, 422)).code, 'invalid_input');
  }
  await get(await signIn(officer('handler')), '/api/v1/supervision/bodies', 403);
});

test('statistics agree with the queue and with themselves, for every scope', async () => {
  const cookie = await signIn(officer('statistics'));
  const figures = await get(cookie, '/api/v1/statistics?from=2020-01-01&to=2024-12-31');
  assert.equal(figures.months.length, 60);
  const all = await get(cookie, '/api/v1/statistics');
  assert.equal(all.months.length, 12);
  const {open} = all;
  assert.equal(open.late + open.soon + open.later + open.no_term, open.open);
  assert.equal(sum(all.ages, 'cases'), open.open);
  for (const member of ['open', 'late', 'soon']) assert.equal(sum(all.bodies, member), open[member], member);
  assert.equal(sum(all.months, 'received'), all.received.cases);
  assert.equal(sum(all.months, 'claimed_fen'), all.received.claimed_fen);
  assert.equal(sum(all.respondent_types, 'cases'), all.received.cases);
  assert.equal(sum(all.outcomes, 'cases'), sum(all.months, 'closed'));
  // The accepting body sees the province, as the statistics officer of the same body does.
  const head = await signIn(officer('intake_head'));
  const count = async (query) => (await get(head, `/api/v1/complaints/count?workflow=complaint&${query}`)).count;
  assert.equal(open.late, await count('late=true'));
  assert.equal(open.soon, await count('soon=true'));
  assert.deepEqual((await get(head, '/api/v1/statistics')).open, open);
  for (const query of ['from=x', 'from=2026-02-30', 'from=2026-02-01&to=2026-01-01', 'from=2000-01-01&to=2026-01-01', 'by=day']) {
    assert.equal((await get(cookie, `/api/v1/statistics?${query}`, 422)).code, 'invalid_input', query);
  }
  await get(await signIn(officer('handler')), '/api/v1/statistics', 403);
});

test('the administrator keeps accounts: added, changed, disabled, enabled, with another password', async () => {
  const admin = await signIn(officer('admin'));
  const put = (login, json, expect, checkRequest = true) => call('PUT', `/api/v1/officers/${login}`, {cookie: admin, json, expect, checkRequest});
  const password = 'tangerine-orbit-2026';
  const bad = await put('contract-person', {roles: ['king'], password: 'short'}, 422, false);
  assert.deepEqual(bad.value.errors.map(({pointer}) => pointer), ['/password']);
  const added = await put('contract-person', {name: '韦一', body: '320100-GXJ', roles: ['handler'], password}, 201);
  assert.equal(added.value.disabled, false);
  assert.ok(!JSON.stringify(added.value).includes(password));
  const own = await signIn({login: 'contract-person', password});
  assert.equal((await put('contract-person', {name: '韦二'}, 200)).value.name, '韦二');
  await get(own, '/api/v1/me');
  const next = 'marmalade-comet-2026';
  await put('contract-person', {password: next}, 200);
  await get(own, '/api/v1/me', 401);
  const again = await signIn({login: 'contract-person', password: next});
  await put('contract-person', {disabled: true}, 200);
  await get(again, '/api/v1/me', 401);
  await call('POST', '/api/v1/sessions', {json: {kind: 'officer', login: 'contract-person', password: next}, expect: 401});
  await put('contract-person', {disabled: false}, 200);
  const {items, roles} = await get(admin, '/api/v1/officers');
  assert.ok(items.some(({login, name}) => login === 'contract-person' && name === '韦二'));
  assert.ok(roles.some(({code}) => code === 'auditor'));
  assert.equal((await get(admin, '/api/v1/officers?limit=2')).items.length, 2);
  const me = officer('admin').login;
  assert.deepEqual((await put(me, {disabled: true}, 422)).value.errors.map(({code}) => code), ['own_account']);
});

test('departments, routing, terms, the calendar and the state of the program', async () => {
  const admin = await signIn(officer('admin'));
  const put = (code, json, expect) => call('PUT', `/api/v1/bodies/${code}`, {cookie: admin, json, expect});
  const fields = {name: '合同测试局', name_en: 'Bureau of the contract', kind: 'handling', division: '320102', parent: 'JS-QQB', phone: '025-1', prefix: '合测'};
  assert.equal((await put('320102-HTC', fields, 201)).value.added, true);
  assert.deepEqual((await put('320102-HTC', {parent: ''}, 422)).value.errors.map(({code}) => code), ['parent_stays']);
  await put('320102-HTC', {phone: '025-2', closed_on: '2026-01-01'}, 200);
  const body = (await get(admin, '/api/v1/bodies')).items.find(({code}) => code === '320102-HTC');
  assert.deepEqual([body.phone, body.parent, body.closed_on, body.prefix], ['025-2', 'JS-QQB', '2026-01-01', '合测']);

  const {items: rules} = await get(admin, '/api/v1/routing');
  assert.ok(rules.length > 5);
  const tried = (json, expect) => call('POST', '/api/v1/routing/try', {cookie: admin, json, expect});
  const routed = (await tried({type: 'organ', level: 'city', division: '320500'}, 200)).value;
  assert.equal(routed.body.code, '320500-GXJ');
  assert.ok(rules.some(({id}) => id === routed.rule));
  assert.equal((await tried({type: 'soe_central', division: '320500'}, 200)).value.to, 'national_platform');
  assert.deepEqual((await tried({type: 'king', division: '32'}, 422)).value.errors.map(({pointer}) => pointer), ['/type', '/division']);

  const terms = await get(admin, '/api/v1/terms');
  assert.equal(terms.items.filter(({key, in_force}) => key === 'review' && in_force).length, 1);
  const year = await get(admin, '/api/v1/calendars/days?year=2026');
  assert.equal(year.days.length, 365);
  assert.equal(year.days.find(({day}) => day === '2026-10-01').kind, 'holiday');
  await get(admin, '/api/v1/calendars/days?year=12', 422);

  const state = await get(admin, '/api/v1/system');
  assert.equal(state.schema.now, state.schema.newest);
  assert.equal(state.writable, true);
  assert.ok(state.disk.free_bytes > 0);
  assert.ok(!/password|token|secret|JSTS/i.test(JSON.stringify(state)));
  const {moves, states, roles} = (await call('GET', '/api/v1/workflows/complaint', {expect: 200})).value;
  const known = new Set(states.map(({code}) => code));
  assert.ok(moves.every(({from, to}) => [...from, ...to].every((code) => known.has(code))));
  assert.ok(moves.every((move) => move.roles.every((code) => roles.some((role) => role.code === code))));

  const intake = await signIn(officer('intake'));
  for (const path of ['officers', 'routing', 'system']) await get(intake, `/api/v1/${path}`, 403);
  for (const path of ['complaints', 'supervision/bodies', 'statistics']) await get(admin, `/api/v1/${path}`, 403);
});
}
