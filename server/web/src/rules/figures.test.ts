import { expect, test } from 'vitest';
import { csv, csvField, longest, share } from './figures';

test('CSV quotes what needs it and never holds a formula', () => {
    expect(csvField('苏州, 工业园区')).toBe('"苏州, 工业园区"');
    expect(csvField('say "yes"')).toBe('"say ""yes"""');
    expect(csvField('=1+1')).toBe("'=1+1");
    expect(csv([['月份', '件数'], ['2026-11', '12']])).toBe('\ufeff月份,件数\r\n2026-11,12\r\n');
});

test('a long table keeps its largest rows, and its rest tells no hidden cell', () => {
    const cells = [{ code: 'a', cases: 5 }, { code: 'b', cases: null }, { code: 'c', cases: 9 }, { code: 'd', cases: 4 }];
    expect(longest(cells, 9).map((cell) => cell.code)).toEqual(['c', 'a', 'd', 'b']);
    expect(longest(cells, 3)).toEqual([{ code: 'c', cases: 9 }, { code: 'a', cases: 5 }, { code: 'rest', cases: null }]);
    expect(longest(cells.filter((cell) => cell.cases !== null), 2)).toEqual([{ code: 'c', cases: 9 }, { code: 'rest', cases: 9 }]);
    expect(share({ code: 'a', cases: 5 }, cells)).toBe(56);
    expect(share({ code: 'b', cases: null }, cells)).toBe(0);
});
