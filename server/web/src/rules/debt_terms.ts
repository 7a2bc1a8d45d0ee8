/** What the form tells the calculators: the debt for due date and interest, the figures for the size class. */
import type { InterestQuestion, OverdueQuestion, SizeQuestion } from '@/api/calculators';
import { daysBetween, numberText, wholeNumber } from './calculators';
import { parseDay } from './dates';
import type { TypedItem } from './form';
import { formatFen, parseMoney } from './money';

function day(item: TypedItem, key: string): string | null {
    const found = parseDay(String(item[key] ?? ''));
    return typeof found === 'string' ? found : null;
}

function addDays(iso: string, days: number): string {
    return new Date(Date.parse(`${iso}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

const debtors: Record<string, OverdueQuestion['debtor']> = {
    organ: 'public_body', group: 'public_body', institution: 'institution',
    soe_central: 'large_enterprise', soe_local: 'large_enterprise', private_large: 'large_enterprise', foreign_large: 'large_enterprise',
};

/**
 * The debt as the due-date rule asks for it (articles 9 and 10), as the server weighs it: inspection where payment waits
 * for it, settlement where it goes by progress, else delivery. Nothing while a needed answer is missing.
 */
export function overdueQuestion(debt: TypedItem, respondentType: string): OverdueQuestion | null {
    const debtor = debtors[respondentType];
    const contract = day(debt, 'signed_on');
    if (!debtor || !contract) return null;
    const settlement = String(debt['settlement'] ?? '');
    const delivered = day(debt, 'delivered_on');
    const settled = settlement === 'progress' ? day(debt, 'settled_on') : null;
    const inspected = settlement === 'inspection' ? day(debt, 'inspected_on') : null;
    const inspectionDays = wholeNumber(String(debt['inspection_days'] ?? ''));
    const deadline = settlement === 'inspection' && delivered && inspectionDays !== null && !Number.isNaN(inspectionDays) ? addDays(delivered, inspectionDays) : null;
    const start = settled ?? inspected ?? deadline ?? delivered;
    if (!start) return null;
    let term = wholeNumber(String(debt['payment_days'] ?? ''));
    if (Number.isNaN(term)) return null;
    const agreed = day(debt, 'payment_date');
    if (term === null && agreed && agreed >= start) term = daysBetween(start, agreed);
    return {
        debtor, contract, term_days: term, pay_when_paid: debtor === 'large_enterprise' && settlement === 'pay_when_paid',
        ...(delivered ? { delivered } : {}), ...(settled ? { settlement_confirmed: settled } : {}),
        ...(inspected ? { inspection_passed: inspected } : {}), ...(deadline ? { inspection_deadline: deadline } : {}),
    };
}

/** Late interest up to `today` on what is still owed (article 17); nothing before the due date has passed. */
export function interestQuestion(debt: TypedItem, due: string, today: string): InterestQuestion | null {
    const contract = day(debt, 'signed_on');
    const fen = parseMoney(String(debt['arrears_fen'] ?? ''));
    if (!contract || fen === null || fen <= 0 || due >= today) return null;
    return { principal: formatFen(fen).replaceAll(',', ''), due, until: today, contract, day_count: 365 };
}

/** The figures of the size standard; nothing while the industry or one of the figures it needs (`asked`) is missing. */
export function sizeQuestion(complainant: TypedItem, asked: readonly string[]): SizeQuestion | null {
    const industry = String(complainant['industry'] ?? '');
    if (!industry) return null;
    const figure = (key: string): string | null => (asked.includes(key) ? numberText(String(complainant[key] ?? '').replace(/万/g, '')) : null);
    if (asked.some((key) => !/^\d{1,9}(\.\d{1,6})?$/.test(figure(key) ?? ''))) return null;
    const employees = figure('employees');
    return { industry, employees: employees === null ? null : Math.trunc(Number(employees)), revenue_wan: figure('revenue_fen'), assets_wan: figure('assets_fen') };
}
