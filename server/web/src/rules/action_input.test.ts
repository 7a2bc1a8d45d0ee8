import { describe, expect, it } from 'vitest';
import type { ActionField } from '@/api/types';
import { emptyInput, inputFaults, toActionJson } from './action_input';

const label = { 'zh-CN': '理由', en: 'Reasons' };
const fields: ActionField[] = [
    { name: 'reason', type: 'text', label, required: true, min: 10, max: 20 },
    { name: 'body', type: 'body', label, required: true },
    { name: 'sum', type: 'money', label, required: false },
    { name: 'until', type: 'date', label, required: false },
    { name: 'items', type: 'items', label, required: true },
    { name: 'sure', type: 'boolean', label, required: true },
];

describe('the input of an action', () => {
    it('names all that is missing at once', () => {
        const codes = inputFaults(fields, emptyInput(fields)).map((fault) => `${fault.name}:${fault.code}`);
        expect(codes).toEqual(['reason:required_named', 'body:required_choice', 'items:required_named', 'sure:required_tick']);
    });
    it('bounds texts, sums, dates and items', () => {
        const input = { ...emptyInput(fields), reason: '太短', body: 'a', sum: 'x', until: '2026-02-30', items: [{ defect: '缺合同', cure: '' }], sure: true };
        expect(inputFaults(fields, input).map((fault) => fault.code)).toEqual(['too_short', 'amount_bad', 'date_unreadable', 'items_incomplete']);
        expect(inputFaults(fields, { ...input, reason: '字'.repeat(22) })[0]).toMatchObject({ code: 'too_long', params: { over: 2 } });
    });
    it('becomes JSON without what was left empty', () => {
        const input = {
            ...emptyInput(fields), reason: ' 合同主体不一致，需更正 ', body: 'JS-GXT', sum: '1,000.5', sure: true,
            items: [{ defect: '缺合同', cure: '补交' }, { defect: '', cure: '' }],
        };
        expect(toActionJson(fields, input)).toEqual({
            reason: '合同主体不一致，需更正', body: 'JS-GXT', sum: 100050, items: [{ defect: '缺合同', cure: '补交' }], sure: true,
        });
    });
});
