import { describe, expect, it } from 'vitest';
import { afterFailures } from './back_off';

describe('waiting before a line is opened again', () => {
    it('doubles from a second to a minute', () => {
        expect([1, 2, 3, 4, 7, 30].map((failures) => afterFailures(failures, 1))).toEqual([1000, 2000, 4000, 8000, 60_000, 60_000]);
    });
    it('spreads those who fell off together over half of it', () => {
        expect(afterFailures(4, 0)).toBe(4000);
        expect(afterFailures(4, 0.5)).toBe(6000);
    });
});
