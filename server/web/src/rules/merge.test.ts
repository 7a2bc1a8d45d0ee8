import { expect, test } from 'vitest';
import { changedFields, differing, merged, withTaken } from './merge';

const form = (name: string, request: string, debts: string[]) => ({ complainant: { name }, claim: { request, ticks: ['a'] }, debts: debts.map((sum) => ({ sum })) });

test('what changed is named by pointers', () => {
    expect(changedFields(form('a', 'b', ['1']), form('a', 'c', ['1', '2']))).toEqual(['/claim/request', '/debts', '/debts/1/sum']);
    expect(changedFields(form('a', 'b', ['1']), form('a', 'b', ['1']))).toEqual([]);
});

test('for each field the later writer counts, in whichever order the tabs hear of it', () => {
    const mine = { typed: form('old', 'typed just now', ['1']), touched: { '/claim/request': 20 } };
    const stale = { typed: form('from the other tab', '', ['1']), touched: { '/complainant/name': 15 } };
    const both = form('from the other tab', 'typed just now', ['1']);
    expect(merged(mine, stale).typed).toEqual(both);
    expect(merged(stale, mine).typed).toEqual(both);
    expect(merged(mine, stale).touched).toEqual({ '/claim/request': 20, '/complainant/name': 15 });
});

test('an added or dropped entry is taken from whoever did it last', () => {
    const one = { typed: form('a', 'b', ['1']), touched: { '/debts/0/sum': 5 } };
    const two = { typed: form('a', 'b', ['1', '2']), touched: { '/debts': 9 } };
    expect(merged(one, two).typed['debts']).toEqual([{ sum: '1' }, { sum: '2' }]);
    expect(merged(two, one).typed['debts']).toEqual([{ sum: '1' }, { sum: '2' }]);
});

test('of two states that came from one, each field is taken from whoever changed it', () => {
    const before = form('a', 'b', ['1']);
    const mine = form('a', 'mine', ['1']);
    const theirs = form('theirs', 'b', ['1']);
    const found = differing(before, mine, theirs);
    expect(found.map(({ pointer, take, both }) => [pointer, take, both])).toEqual([['/complainant/name', 'theirs', false], ['/claim/request', 'mine', false]]);
    expect(withTaken(mine, theirs, found)).toEqual(form('theirs', 'mine', ['1']));
});

test('what both changed is asked, and mine unless chosen otherwise; entries go together', () => {
    const found = differing(form('a', 'b', ['1']), form('mine', 'b', ['1']), form('theirs', 'b', ['1', '2']));
    expect(found.map(({ pointer, take, both }) => [pointer, take, both])).toEqual([['/complainant/name', 'mine', true], ['/debts', 'theirs', false]]);
    expect(withTaken(form('mine', 'b', ['1']), form('theirs', 'b', ['1', '2']), found)).toEqual(form('mine', 'b', ['1', '2']));
    expect(differing(null, form('mine', 'b', ['1']), form('theirs', 'b', ['1']))).toMatchObject([{ take: 'mine', both: true }]);
});
