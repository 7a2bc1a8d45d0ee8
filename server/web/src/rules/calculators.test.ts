import { describe, expect, it } from 'vitest';
import { controlOf, dayText, daysBetween, numberText, readable, wholeNumber, yuanText } from './calculators';

describe('what is typed into a calculator', () => {
    it('reads days in every usual way and leaves what is none for the server to name', () => {
        expect(dayText(' ２０２６年９月１日 ')).toBe('2026-09-01');
        expect(dayText('20260901')).toBe('2026-09-01');
        expect(dayText('  ')).toBeNull();
        expect(dayText('2026-02-30')).toBe('2026-02-30');
    });
    it('drops separators, units and full width from numbers', () => {
        expect(numberText('３９，０００．５')).toBe('39000.5');
        expect(numberText(' 3.1 % ')).toBe('3.1');
        expect(numberText('')).toBeNull();
        expect(wholeNumber('1,200 人')).toBe(1200);
        expect(wholeNumber('12.5')).toBeNaN();
        expect(wholeNumber('')).toBeNull();
    });
    it('writes yuan for the server and for people', () => {
        expect(yuanText('486,000')).toBe('486000.00');
        expect(yuanText('约五万')).toBe('约五万');
        expect(readable('40338.00')).toBe('40,338.00');
        expect(readable('1234567.05')).toBe('1,234,567.05');
        expect(readable('5.00')).toBe('5.00');
    });
    it('counts days and finds controls', () => {
        expect(daysBetween('2025-09-30', '2026-03-15')).toBe(166);
        expect(controlOf('/payments/0/amount')).toBe('payments-0-amount');
    });
});
