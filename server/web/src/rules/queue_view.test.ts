import { expect, test } from 'vitest';
import { addressOf, filterOf, marked, sameFilter } from './queue_view';

test('an address and its filters say the same', () => {
    for (const address of [
        {}, { tab: 'to_review', mine: '1' }, { tab: 'late', kind: 'complaint' }, { tab: 'soon' }, { tab: 'awaiting' }, { tab: 'telephone' }, { tab: 'proposed' },
        { tab: 'substitute', sort: '-received' }, { q: '江苏 建设', state: 'HANDLING', sort: '-arrears' },
    ]) expect(addressOf(filterOf(address))).toEqual(address);
    expect(filterOf({ tab: 'late' })).toEqual({ late: true });
    expect(filterOf({ tab: 'awaiting', q: '公司', sort: 'due' })).toEqual({ track: 'inquiry' });
    expect(filterOf({ tab: 'telephone', q: '公司', sort: 'due' })).toEqual({ telephone: true });
    expect(filterOf({ after: 'd2026-01-01.3', view: 'x', mine: '0' })).toEqual({});
});

test('the order of the filters does not matter, another filter does', () => {
    expect(sameFilter({ tab: 'handling', mine: true }, { mine: true, tab: 'handling', sort: 'due' })).toBe(true);
    expect(sameFilter({ tab: 'handling' }, { tab: 'handling', sort: '-due' })).toBe(false);
    expect(sameFilter({ tab: 'handling' }, { state: 'HANDLING' })).toBe(false);
});

test('what was searched is marked in any width and case', () => {
    const hits = (text: string, asked: string) => marked(text, asked).filter((piece) => piece.hit).map((piece) => piece.text);
    expect(hits('江苏精工机械有限公司', '公司')).toEqual(['公司']);
    expect(hits('无锡ABC电子厂', 'ａｂｃ电子')).toEqual(['ABC电子']);
    expect(hits('合同.pdf', '南京')).toEqual([]);
    expect(marked('𠮷田公司', '公司').map((piece) => piece.text).join('')).toBe('𠮷田公司');
    expect(marked('', '公司')).toEqual([]);
});

test('what narrows the queue goes into the address and comes back as it was', () => {
    const filter = { tab: 'to_review', body: '320100-GXJ', assignee: 7, unassigned: true, channel: 'letter', division: '320500', received_from: '2026-11-01', received_until: '2026-11-30', arrears_from: 100, arrears_to: 5000 };
    const address = addressOf(filter);
    expect(address).toEqual({ tab: 'to_review', body: '320100-GXJ', assignee: '7', unassigned: '1', channel: 'letter', division: '320500', received_from: '2026-11-01', received_until: '2026-11-30', arrears_from: '100', arrears_to: '5000' });
    expect(filterOf(address)).toEqual(filter);
    expect(filterOf({ assignee: 'me', arrears_from: '-1', unassigned: '0' })).toEqual({});
    expect(addressOf(filterOf({ tab: 'late', body: 'X' }))).toEqual({ tab: 'late', body: 'X' });
});
