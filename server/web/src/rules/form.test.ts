import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { findFaults, formPointer, fillSums, unsavable } from './faults';
import { emptyForm, fromForm, isShown, materialRequired, renewed, toForm } from './form';
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
    it('asks why a size differs from the one the figures give', () => {
        const typed = filled();
        Object.assign(typed['complainant'] as TypedItem, { size: 'medium' });
        expect(codes(typed, 'complainant')).toEqual({});
        (typed['complainant'] as TypedItem)['size_standard'] = 'small';
        expect(codes(typed, 'complainant')).toEqual({ '/complainant/size_reason': 'required_named' });
        expect(toForm(form, typed)['complainant']).not.toHaveProperty('size_standard');
    });
    it('asks for the term that was agreed, or the word that there was none', () => {
        const typed = filled();
        const debt = (typed['debts'] as TypedItem[])[0] ?? {};
        expect(codes(typed, 'debts')['/debts/0/payment_term']).toBe('required_choice');
        debt['payment_term'] = 'days';
        expect(codes(typed, 'debts')['/debts/0/payment_days']).toBe('required_named');
        debt['payment_days'] = '30';
        expect(codes(typed, 'debts')['/debts/0/payment_days']).toBeUndefined();
        debt['payment_term'] = 'none';
        expect(codes(typed, 'debts')['/debts/0/payment_term']).toBe('term_contradicts');
        expect(fromForm(form, { debts: [{ payment_days: 30 }, { payment_date: '2025-10-08' }, {}] })['debts'])
            .toMatchObject([{ payment_term: 'days' }, { payment_term: 'date' }, { payment_term: '' }]);
    });
    it('asks for the deposit when one of several reasons is that it was not returned', () => {
        const typed = filled();
        const debt = (typed['debts'] as TypedItem[])[0] ?? {};
        debt['reasons'] = ['no_funds', 'deposit'];
        expect(codes(typed, 'debts')).toMatchObject({ '/debts/0/deposit_kind': 'required_choice', '/debts/0/deposit_fen': 'required_named' });
        debt['reasons'] = ['no_funds'];
        expect(codes(typed, 'debts')['/debts/0/deposit_kind']).toBeUndefined();
    });
    it('takes reminders as dated entries, and reads those of older drafts', () => {
        const typed = filled();
        const debt = (typed['debts'] as TypedItem[])[0] ?? {};
        debt['dunning'] = [{ on: '2026年1月2日', how: ' 电话 ' }, { on: '', how: '' }];
        expect(codes(typed, 'debts')['/debts/0/dunning']).toBeUndefined();
        expect(toForm(form, typed)['debts']).toMatchObject([{ dunning: [{ on: '2026-01-02', how: '电话' }] }]);
        debt['dunning'] = [{ on: '', how: '电话' }];
        expect(codes(typed, 'debts')['/debts/0/dunning']).toBe('entry_incomplete');
        expect(unsavable(form, typed, today).has('/debts/0/dunning')).toBe(false);
        debt['dunning'] = [{ on: '2026-12-01', how: '电话' }];
        expect(codes(typed, 'debts')['/debts/0/dunning']).toBe('entry_date_in_future');
        expect(fromForm(form, { debts: [{ dunning: '2026-01-02 电话\n记不清哪天' }] })['debts'])
            .toMatchObject([{ dunning: [{ on: '2026-01-02', how: '电话' }, { on: '', how: '记不清哪天' }] }]);
        const kept = filled();
        Object.assign((kept['debts'] as TypedItem[])[0] ?? {}, { dunning: '2026年3月5日，发函', payment_days: '60', payment_term: undefined });
        expect(renewed(form, kept)['debts']).toMatchObject([{ dunning: [{ on: '2026-03-05', how: '发函' }], payment_term: 'days' }]);
        expect(formPointer('/form/debts/0/dunning/2/on', form)).toBe('/debts/0/dunning');
    });
    it('sends codes and numbers without what nobody sees in a copied text', () => {
        const typed = filled();
        Object.assign(typed['complainant'] as TypedItem, {
            credit_code: '\ufeff91440300\u200b1922038216\u202c', mobile: '\u202a138\u00a01234\u00a05678\u202c', email: '\u200blisi@example.cn', size_year: '\u202d2024',
        });
        expect(codes(typed, 'complainant')).toEqual({});
        expect(toForm(form, typed)['complainant']).toMatchObject({ credit_code: '914403001922038216', mobile: '13812345678', email: 'lisi@example.cn', size_year: 2024 });
    });
    it('finds the field a server pointer means', () => {
        expect(formPointer('/form/debts/0/due_on', form)).toBe('/debts/0/due_on');
        expect(formPointer('/complainant/name', form)).toBe('/complainant/name');
        expect(formPointer('/declarations/0', form)).toBeNull();
    });
});
