import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { findFaults, formPointer, fillSums, unsavable } from './faults';
import { emptyForm, fromForm, isShown, materialRequired, toForm } from './form';
import type { FormDef, TypedItem } from './form';

const form = JSON.parse(readFileSync(new URL('../../../../schemas/forms/complaint.json', import.meta.url), 'utf8')) as FormDef;
const today = '2026-11-23';

function filled() {
    const typed = emptyForm(form);
    Object.assign(typed['complainant'] as TypedItem, {
        name: '苏州精工机械有限公司', credit_code: '91440300 1922038216', division: '320506', address: '苏州市吴中区一路 1 号',
        industry: 'industry', size_year: '２０２４', employees: '120', revenue_fen: '1,865.5', size: 'small',
        legal_representative: '张三', contact_name: '李四', mobile: '138 1234 5678', consent_sms: true, consent_email: false,
        told_sme: 'yes',
    });
    return typed;
}
const codes = (typed: ReturnType<typeof filled>, ...sections: string[]) =>
    Object.fromEntries(findFaults(form, typed, sections, today).map((fault) => [fault.pointer, fault.code]));

describe('the complaint form', () => {
    it('has nothing against a complete section and sends it tidied', () => {
        expect(codes(filled(), 'complainant')).toEqual({});
        expect(toForm(form, filled())['complainant']).toMatchObject({
            credit_code: '914403001922038216', size_year: 2024, employees: 120, revenue_fen: 1865500000 , mobile: '13812345678',
            consent_email: false,
        });
    });
    it('reads back what it sent', () => {
        const sent = toForm(form, filled());
        expect(toForm(form, fromForm(form, sent))).toEqual(sent);
    });
    it('names every empty required field at once', () => {
        const found = codes(emptyForm(form), 'complainant');
        expect(found['/complainant/name']).toBe('required_named');
        expect(found['/complainant/industry']).toBe('required_choice');
        expect(found['/complainant/consent_sms']).toBe('required_choice');
        expect(found['/complainant/email']).toBeUndefined();
    });
    it('asks only for the figures the industry needs', () => {
        const typed = filled();
        const item = typed['complainant'] as TypedItem;
        item['employees'] = '';
        expect(codes(typed, 'complainant')).toEqual({ '/complainant/employees': 'required_named' });
        item['industry'] = 'agriculture';
        expect(codes(typed, 'complainant')).toEqual({});
        const employees = form.sections[0]?.fields.find((field) => field.key === 'employees');
        expect(employees && isShown(employees, item)).toBe(false);
    });
    it('tells a short mobile number by its length', () => {
        const typed = filled();
        (typed['complainant'] as TypedItem)['mobile'] = '1381234567';
        expect(findFaults(form, typed, ['complainant'], today)[0]).toMatchObject({ code: 'bad_mobile', params: { length: 10 } });
    });
    it('refuses the same enterprise on both sides', () => {
        const typed = filled();
        (typed['respondent'] as TypedItem)['credit_code'] = '914403001922038216';
        expect(codes(typed, 'respondent')['/respondent/credit_code']).toBe('same_party');
    });
    it('checks the sums and dates of a debt', () => {
        const typed = filled();
        Object.assign((typed['debts'] as TypedItem[])[0] ?? {}, {
            payable_fen: '200000', paid_fen: '13,500', arrears_fen: '100', undisputed_fen: '50', disputed_fen: '60',
            signed_on: '2027-01-01', delivered_on: '2026-02-31', due_on: 'soon',
        });
        expect(codes(typed, 'debts')).toMatchObject({
            '/debts/0/arrears_fen': 'arrears_mismatch', '/debts/0/undisputed_fen': 'split_mismatch',
            '/debts/0/signed_on': 'date_in_future', '/debts/0/delivered_on': 'no_such_day', '/debts/0/due_on': 'date_unreadable',
        });
    });
    it('computes the arrears and the disputed part until somebody types his own', () => {
        const item: TypedItem = { payable_fen: '200000', paid_fen: '13500', undisputed_fen: '100000' };
        const write = (key: string, fen: number) => { item[key] = String(fen / 100); };
        fillSums(item, write, new Set());
        expect(item).toMatchObject({ arrears_fen: '186500', disputed_fen: '86500' });
        item['paid_fen'] = '0';
        fillSums(item, write, new Set(['arrears_fen']));
        expect(item['arrears_fen']).toBe('186500');
    });
    it('saves a draft without what cannot be read yet', () => {
        const typed = filled();
        (typed['complainant'] as TypedItem)['credit_code'] = '9144';
        const leaveOut = unsavable(form, typed, today);
        expect([...leaveOut]).toEqual(['/complainant/credit_code']);
        expect(toForm(form, typed, leaveOut)['complainant']).not.toHaveProperty('credit_code');
    });
    it('wants a power of attorney only from an agent', () => {
        const typed = filled();
        const material = form.materials.find((each) => each.kind === 'authorisation');
        expect(material && materialRequired(material, typed)).toBe(false);
        (typed['complainant'] as TypedItem)['agent_name'] = '王五';
        expect(material && materialRequired(material, typed)).toBe(true);
    });
    it('finds the field a server pointer means', () => {
        expect(formPointer('/form/debts/0/due_on', form)).toBe('/debts/0/due_on');
        expect(formPointer('/complainant/name', form)).toBe('/complainant/name');
        expect(formPointer('/declarations/0', form)).toBeNull();
    });
});
