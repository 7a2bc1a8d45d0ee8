import { describe, expect, it } from 'vitest';
import { groupDays, readNotice } from './notice';

describe('a notice of holidays', () => {
    it('is read from JSON objects only', () => {
        expect(readNotice('{"id":"2027"}')).toEqual({ id: '2027' });
        for (const text of ['', '[]', 'null', '"2027"', '{']) expect(readNotice(text)).toBeNull();
    });
    it('groups days off and days worked by holiday, and leaves out what is no day', () => {
        expect(groupDays([
            { day: '2027-02-06', off: true, name: '春节' }, { day: '2027-01-30', off: false, name: '春节' },
            { day: '2027-01-01', off: true, name: '元旦' }, { day: 3 }, null,
        ])).toEqual([{ name: '春节', off: ['2027-02-06'], work: ['2027-01-30'] }, { name: '元旦', off: ['2027-01-01'], work: [] }]);
        expect(groupDays(undefined)).toEqual([]);
    });
});
