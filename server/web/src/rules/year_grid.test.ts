import { expect, test } from 'vitest';
import { weeksOf } from './year_grid';

const month = (year: number, number: number, days: number) => Array.from({ length: days }, (_, at) => ({ day: `${year}-${String(number).padStart(2, '0')}-${String(at + 1).padStart(2, '0')}` }));

test('weeks begin on Monday and hold each day once', () => {
    const weeks = weeksOf(month(2026, 11, 30));
    expect(weeks).toHaveLength(6);
    expect(weeks[0]?.filter(Boolean).map((day) => day?.day)).toEqual(['2026-11-01']);
    expect(weeks[0]?.[6]?.day).toBe('2026-11-01');
    expect(weeks.flat().filter(Boolean)).toHaveLength(30);
    expect(weeks.every((week) => week.length === 7)).toBe(true);
});

test('a month of four whole weeks needs no more, and no days no weeks', () => {
    expect(weeksOf(month(2027, 2, 28))).toHaveLength(4);
    expect(weeksOf([])).toEqual([]);
});
