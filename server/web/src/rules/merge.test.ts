import { expect, test } from 'vitest';
import { changedFields, merged } from './merge';

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
