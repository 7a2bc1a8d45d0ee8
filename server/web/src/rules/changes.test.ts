import { describe, expect, it } from 'vitest';
import { changeLines, givenOf, type ChangeWords } from './changes';

const words: ChangeWords = {
    t: (key, params) => `${key}${params ? ` ${Object.values(params).join(' ')}` : ''}`, locale: 'zh-CN',
    state: (code) => code.toLowerCase(), clock: (kind) => `<${kind}>`, code: (code) => code,
};

describe('the changes of an event', () => {
    it('say the state, the department and the terms', () => {
        expect(changeLines({
            state: ['TRANSFERRED', 'HANDLING'], handling_body: [null, '南京市工信局'],
            clocks: [null, [
                { change: 'meet', kind: 'sign_for', late: false },
                { change: 'start', kind: 'handling', due_legal: '2027-01-04', provisional: true },
            ]],
        }, words)).toEqual([
            'change.state transferred → handling', 'term.handling_body 南京市工信局', 'change.clock_meet <sign_for>',
            'change.clock_start <handling> 2027年1月4日change.provisional',
        ]);
    });
    it('say old and new day of a term that moved', () => {
        expect(changeLines({ clocks: [null, [{ change: 'extend', kind: 'handling', due_before: '2026-12-31', due_legal: '2027-02-01' }]] }, words)[0])
            .toMatch(/^change.clock_moved <handling> .*12月31日 2027年2月1日$/);
    });
    it('say what was entered in the account, and leave keys of the store out', () => {
        expect(changeLines({ ledger: [null, [{ kind: 'paid', amount_fen: 5_000_000 }]], due_clock: ['a', 'b'], revision: [1, 2] }, words))
            .toEqual(['ledger.paid common.yuan 50,000.00']);
    });
    it('say nothing of nothing', () => {
        expect(changeLines({}, words)).toEqual([]);
    });
});

describe('what a step was given', () => {
    it('is named but for what stands elsewhere', () => {
        expect(givenOf({
            contract_admitted: [null, true], admitted: [null, 10_000_000], due: ['2026-12-08', '2026-12-24'], handling_body: [null, 'x'],
            verified: [null, 5], ledger: [null, [{ kind: 'verified', amount_fen: 5 }]], remaining_fen: [7, 5],
        })).toEqual([['contract_admitted', true], ['admitted', 10_000_000]]);
    });
});
