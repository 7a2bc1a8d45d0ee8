import { expect, test } from 'vitest';
import { interestQuestion, overdueQuestion, sizeQuestion } from './debt_terms';

const debt = {
    signed_on: '2025年6月20日', delivered_on: '2025/8/31', inspected_on: '', settled_on: '', settlement: 'once', payment_days: '30',
    payment_date: '', inspection_days: '', arrears_fen: '１８６，５００',
};

test('the term runs from delivery where nothing else was agreed (article 9)', () => {
    expect(overdueQuestion(debt, 'organ')).toEqual({ debtor: 'public_body', contract: '2025-06-20', delivered: '2025-08-31', term_days: 30, pay_when_paid: false });
    expect(overdueQuestion({ ...debt, payment_days: '' }, 'institution')).toMatchObject({ debtor: 'institution', term_days: null });
    expect(overdueQuestion({ ...debt, settlement: 'pay_when_paid' }, 'soe_local')).toMatchObject({ debtor: 'large_enterprise', pay_when_paid: true });
    expect(overdueQuestion({ ...debt, settlement: 'pay_when_paid' }, 'organ')).toMatchObject({ pay_when_paid: false });
});

test('it runs from settlement, inspection or the end of the inspection term where that was agreed (articles 9(4), 10)', () => {
    expect(overdueQuestion({ ...debt, settlement: 'progress', settled_on: '20250915' }, 'organ')).toMatchObject({ settlement_confirmed: '2025-09-15' });
    expect(overdueQuestion({ ...debt, settlement: 'inspection', inspected_on: '2025.9.10' }, 'organ')).toMatchObject({ inspection_passed: '2025-09-10' });
    expect(overdueQuestion({ ...debt, settlement: 'inspection', inspection_days: '15' }, 'organ')).toMatchObject({ inspection_deadline: '2025-09-15' });
});

test('an agreed date is a term up to it', () => {
    expect(overdueQuestion({ ...debt, payment_days: '', payment_date: '2025-10-15' }, 'organ')).toMatchObject({ term_days: 45 });
    expect(overdueQuestion({ ...debt, payment_days: '', payment_date: '2025-01-01' }, 'organ')).toMatchObject({ term_days: null });
});

test('nothing is asked while something is missing or cannot be read', () => {
    expect(overdueQuestion(debt, '')).toBeNull();
    expect(overdueQuestion(debt, 'other')).toBeNull();
    expect(overdueQuestion({ ...debt, signed_on: '2025-02-31' }, 'organ')).toBeNull();
    expect(overdueQuestion({ ...debt, delivered_on: '' }, 'organ')).toBeNull();
    expect(overdueQuestion({ ...debt, payment_days: '三十' }, 'organ')).toBeNull();
});

test('interest is estimated on the arrears from the day after the due date', () => {
    expect(interestQuestion(debt, '2025-09-30', '2026-11-23')).toEqual({ principal: '186500.00', due: '2025-09-30', until: '2026-11-23', contract: '2025-06-20', day_count: 365 });
    expect(interestQuestion(debt, '2026-11-23', '2026-11-23')).toBeNull();
    expect(interestQuestion({ ...debt, arrears_fen: '' }, '2025-09-30', '2026-11-23')).toBeNull();
});

test('the size is computed from the figures its industry needs', () => {
    const firm = { industry: 'industry', employees: '２５０', revenue_fen: '5,000', assets_fen: '' };
    expect(sizeQuestion(firm, ['employees', 'revenue_fen'])).toEqual({ industry: 'industry', employees: 250, revenue_wan: '5000', assets_wan: null });
    expect(sizeQuestion({ ...firm, employees: '' }, ['employees', 'revenue_fen'])).toBeNull();
    expect(sizeQuestion({ ...firm, industry: '' }, [])).toBeNull();
});
