import { describe, expect, it } from 'vitest';
import type { ActionField } from '@/api/types';
import { emptyInput, inputFaults, placeOfPointer, planSum, proposedInput, toActionJson, type ActionInput } from './action_input';

const label = { 'zh-CN': '理由', en: 'Reasons' };
const fields: ActionField[] = [
    { name: 'reason', type: 'text', label, required: true, min: 10, max: 20 },
    { name: 'body', type: 'body', label, required: true },
    { name: 'sum', type: 'money', label, required: false },
    { name: 'until', type: 'date', label, required: false },
    { name: 'items', type: 'items', label, required: true },
    { name: 'sure', type: 'boolean', label, required: true },
];
const one = (field: Partial<ActionField>): ActionField[] => [{ name: 'it', type: 'text', label, required: true, ...field }];
const codes = (field: Partial<ActionField>, value: ActionInput[string]) => inputFaults(one(field), { it: value }).map((fault) => fault.code + fault.below);

describe('the input of an action', () => {
    it('names all that is missing at once', () => {
        const found = inputFaults(fields, emptyInput(fields)).map((fault) => `${fault.name}:${fault.code}`);
        expect(found).toEqual(['reason:required_named', 'body:required_choice', 'items:required_named', 'sure:required_choice']);
    });
    it('bounds texts, sums, dates and items', () => {
        const input = { ...emptyInput(fields), reason: '太短', body: 'a', sum: 'x', until: '2026-02-30', items: [{ defect: '缺合同', cure: '' }], sure: 'true' };
        expect(inputFaults(fields, input).map((fault) => fault.code)).toEqual(['too_short', 'amount_bad', 'no_such_day', 'items_incomplete']);
        expect(inputFaults(fields, { ...input, reason: '字'.repeat(22) })[0]).toMatchObject({ code: 'too_long', params: { over: 2 } });
    });
    it('becomes JSON without what was left empty', () => {
        const input = {
            ...emptyInput(fields), reason: ' 合同主体不一致，需更正 ', body: 'JS-GXT', sum: '1,000.5', sure: 'true',
            items: [{ defect: '缺合同', cure: '补交' }, { defect: '', cure: '' }],
        };
        expect(toActionJson(fields, input)).toEqual({
            reason: '合同主体不一致，需更正', body: 'JS-GXT', sum: 100050, items: [{ defect: '缺合同', cure: '补交' }], sure: true,
        });
    });
    it('begins with what was proposed, in words only where the proposal is taken over', () => {
        const waiting = { state: 'open' as const, ended_at: null, data: { sum: 100050, until: '2026-12-24' }, proposal: { reason: '双方已经对账完毕' } };
        expect(proposedInput(fields, [waiting])).toEqual({ sum: '1000.5', until: '2026-12-24', reason: '双方已经对账完毕' });
        expect(proposedInput(one({ name: 'reason' }), [waiting])).toEqual({});
        expect(proposedInput(fields, [{ ...waiting, ended_at: 1 }])).toEqual({});
        expect(proposedInput(fields, [{ ...waiting, state: 'approved' as const }])).toEqual({});
        expect(proposedInput(fields, [{ ...waiting, data: {} }])).toEqual({});
    });
    it('begins with what the rules propose', () => {
        expect(proposedInput(one({ name: 'size_body', type: 'body', proposed: '320500-GXJ' }), [])).toEqual({ size_body: '320500-GXJ' });
    });
    it('keeps a no apart from no answer', () => {
        expect(toActionJson(one({ type: 'boolean' }), { it: 'false' })).toEqual({ it: false });
        expect(toActionJson(one({ type: 'boolean' }), { it: '' })).toEqual({});
    });
    it('takes days within the bounds of the offer alone', () => {
        const field = { type: 'date', not_before: '2026-12-24', not_after: '2027-02-20' } as const;
        expect(codes(field, '2026年12月23日')).toEqual(['day_too_early']);
        expect(codes(field, '2027-02-21')).toEqual(['day_too_late']);
        expect(codes(field, '2027-02-20')).toEqual([]);
    });
    it('reads whole numbers and ratings', () => {
        expect(codes({ type: 'integer', min: 1, max: 9 }, '０')).toEqual(['too_small']);
        expect(codes({ type: 'integer', min: 1, max: 9 }, '1.5')).toEqual(['whole_number']);
        expect(toActionJson(one({ type: 'rating' }), { it: '4' })).toEqual({ it: 4 });
    });
    it('refuses no sum where one is needed', () => {
        expect(codes({ type: 'money', min: 1 }, '0')).toEqual(['amount_not_positive']);
        expect(codes({ type: 'money' }, '0')).toEqual([]);
    });
});

describe('a plan', () => {
    const plan = (rows: [string, string][]) => rows.map(([due, amount]) => ({ due, amount }));
    it('is dated in order, each row with a sum', () => {
        expect(codes({ type: 'plan' }, [])).toEqual(['required_named']);
        expect(codes({ type: 'plan' }, plan([['2026-12-31', '100'], ['2026-12-31', '0'], ['', '5']]))).toEqual(['plan_order/1/due', 'plan_amount/1/amount_fen', 'plan_day/2/due']);
    });
    it('sends 分 and leaves empty rows out', () => {
        const rows = plan([['2026.12.31', '100,000'], ['', ''], ['2027-01-31', '86500.50']]);
        expect(toActionJson(one({ type: 'plan' }), { it: rows })).toEqual({
            it: [{ due: '2026-12-31', amount_fen: 10_000_000 }, { due: '2027-01-31', amount_fen: 8_650_050 }],
        });
        expect(planSum(rows)).toBe(18_650_050);
    });
});

describe('a fault of the server', () => {
    it('finds its place by JSON pointer', () => {
        expect(placeOfPointer('/input/reason', fields)).toEqual({ name: 'reason', below: '' });
        expect(placeOfPointer('/input/items/0/cure', fields)).toEqual({ name: 'items', below: '-0-cure' });
        expect(placeOfPointer('/if_match', fields)).toBeNull();
    });
});
