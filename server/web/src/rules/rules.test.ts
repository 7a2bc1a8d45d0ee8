import { describe, expect, it } from 'vitest';
import { chipFace } from './chip';
import { creditCodeState } from './credit_code';
import { parseDay, shortDay, today, weekday } from './dates';
import { capitalFen, formatFen, parseMoney, typedFen } from './money';
import { countCharacters, tidyCode } from './text';

describe('credit code (GB 32100-2015)', () => {
    it.each(['914403001922038216', '91100000100003962T', '12100000425006117P', '12100000470095016Q', '91350100M000100Y43'])(
        'takes %s', (code) => expect(creditCodeState(code)).toBe('right'));
    it.each(['91350100M000100Y4Z', '914403001922038217', '914403001922038261'])(
        'refuses %s', (code) => expect(creditCodeState(code)).toBe('wrong'));
    it('understands lower case, spaces and full width', () => {
        expect(creditCodeState(' 9110 0000 1000 0396 2t ')).toBe('right');
        expect(creditCodeState('９１４４０３００１９２２０３８２１６')).toBe('right');
        expect(tidyCode('９１ｔ')).toBe('91T');
    });
    it('waits while the code is short, but not for letters it cannot hold', () => {
        expect(creditCodeState('')).toBe('empty');
        expect(creditCodeState('9144')).toBe('short');
        expect(creditCodeState('91O4')).toBe('wrong');
        expect(creditCodeState('9144030019220382160')).toBe('wrong');
    });
});

describe('money', () => {
    it.each([
        ['186500', 18650000], ['186,500.00', 18650000], ['１８６５００．５', 18650050], [' ¥ 0.05 元', 5], ['0', 0],
    ])('reads %s', (text, fen) => expect(parseMoney(text)).toBe(fen));
    it.each(['', '-1', '1.234', 'abc', '1e5', '99999999999999', '.5'])('refuses %s', (text) => expect(parseMoney(text)).toBeNull());
    it('reads and writes 万元', () => {
        expect(parseMoney('18.65', 'wan')).toBe(18650000);
        expect(parseMoney('0.000001', 'wan')).toBe(1);
        expect(typedFen(18650000, 'wan')).toBe('18.65');
    });
    it('writes yuan', () => {
        expect(formatFen(123456789)).toBe('1,234,567.89');
        expect(formatFen(-5)).toBe('-0.05');
        expect(typedFen(18650050)).toBe('186500.5');
        expect(typedFen(5)).toBe('0.05');
    });
    it.each([
        [18650000, '壹拾捌万陆仟伍佰元整'], [123456789, '壹佰贰拾叁万肆仟伍佰陆拾柒元捌角玖分'], [100503, '壹仟零伍元零叁分'],
        [140950, '壹仟肆佰零玖元伍角整'], [600714, '陆仟零柒元壹角肆分'], [1640902, '壹万陆仟肆佰零玖元零贰分'],
        [32504, '叁佰贰拾伍元零肆分'], [0, '零元整'], [5, '伍分'], [50, '伍角整'], [1000000000000, '壹佰亿元整'],
        [100000100, '壹佰万零壹元整'], [100_000_000_000_000, '壹万亿元整'],
    ])('%d in capital figures', (fen, words) => expect(capitalFen(fen)).toBe(words));
    it('has no words for what is no amount', () => {
        expect(capitalFen(-1)).toBe('');
        expect(capitalFen(1.5)).toBe('');
    });
});

describe('days', () => {
    it.each([
        ['2026-12-07', '2026-12-07'], ['2026/12/7', '2026-12-07'], ['20261207', '2026-12-07'], ['2026年12月7日', '2026-12-07'],
        ['２０２６．１２．７', '2026-12-07'], ['2024-02-29', '2024-02-29'],
    ])('reads %s', (text, iso) => expect(parseDay(text)).toBe(iso));
    it('names the day that does not exist', () => {
        expect(parseDay('2026-02-31')).toEqual({ fault: 'no_such_day', year: 2026, month: 2, day: 31 });
        expect(parseDay('2025-02-29')).toMatchObject({ fault: 'no_such_day' });
    });
    it.each(['', '12-07', '2026-13-01', '2026-1-', 'morgen'])('cannot read %s', (text) =>
        expect(parseDay(text)).toEqual({ fault: 'unreadable' }));
    it('writes days in both languages, the year only when it differs', () => {
        expect(shortDay('2026-12-07', 'zh-CN', '2026')).toBe('12月7日');
        expect(shortDay('2027-01-14', 'zh-CN', '2026')).toBe('2027年1月14日');
        expect(shortDay('2027-01-14', 'en', '2026')).toBe('14 Jan 2027');
        expect(weekday('2026-11-24', 'zh-CN')).toBe('二');
        expect(weekday('2026-11-24', 'en')).toBe('Tue');
    });
    it('changes the day at midnight in Shanghai', () => {
        expect(today(Date.UTC(2026, 10, 23, 15, 59))).toBe('2026-11-23');
        expect(today(Date.UTC(2026, 10, 23, 16, 0))).toBe('2026-11-24');
    });
});

describe('deadline chip', () => {
    const running = { unit: 'working_days', state: 'running', due: '2026-12-07', provisional: false, late: false } as const;
    it.each([
        [3, 'ontime', 'left_working_days'], [2, 'soon', 'left_working_days'], [0, 'soon', 'today'], [-2, 'late', 'late_working_days'],
    ])('%d working days left', (daysLeft, tone, words) => expect(chipFace({ ...running, daysLeft })).toMatchObject({ tone, words }));
    it('counts calendar days by their own bound', () => {
        expect(chipFace({ ...running, unit: 'calendar_days', daysLeft: 5 }).tone).toBe('soon');
        expect(chipFace({ ...running, unit: 'calendar_days', daysLeft: 6 }).tone).toBe('ontime');
    });
    it('tells paused, met and met late apart by shape and word', () => {
        expect(chipFace({ ...running, state: 'stopped', daysLeft: null })).toMatchObject({ tone: 'paused', shape: '‖' });
        expect(chipFace({ ...running, state: 'met', daysLeft: null })).toMatchObject({ tone: 'met', words: 'met' });
        expect(chipFace({ ...running, state: 'met', late: true, daysLeft: null })).toMatchObject({ words: 'met_late', tone: 'late' });
    });
});

it('counts characters as a reader does', () => expect(countCharacters('𠮷野家')).toBe(3));
