/** Finds every fault of the form before it is sent, in the same words as the server's. */
import { creditCodeState } from './credit_code';
import { parseDay } from './dates';
import { emptyForm, entriesOf, isBlank, isEmpty, isRequired, isShown, itemsOf, pointerOf, toJson } from './form';
import type { FieldDef, FormDef, SectionDef, Typed, TypedForm, TypedItem } from './form';
import { maxFen, parseMoney } from './money';
import { countCharacters, halfWidth, tidyCode, tidyPhone } from './text';

export interface Fault {
    pointer: string;
    /** Key below `fault.` in the messages. */
    code: string;
    field: FieldDef;
    params: Record<string, string | number>;
}

type Finding = { code: string; params?: Record<string, string | number> } | null;

const mobile = /^1[3-9]\d{9}$/;
const landline = /^0\d{2,3}-?\d{7,8}(-\d{1,6})?$/;
const email = /^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/;
const textual = new Set(['text', 'long_text', 'email']);

/** GB 11643: eighteen characters, weights 2^(17−i) mod 11. */
function identityNumberHolds(typed: string): boolean {
    const code = tidyCode(typed);
    if (!/^\d{17}[\dX]$/.test(code)) return false;
    const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    const sum = weights.reduce((total, weight, i) => total + weight * Number(code[i]), 0);
    return '10X98765432'[sum % 11] === code[17];
}

function lengthFault(field: FieldDef, text: string): Finding {
    const length = countCharacters(text.trim());
    if (field.min !== undefined && length < field.min) return { code: 'too_short', params: { min: field.min } };
    if (field.max !== undefined && length > field.max) {
        return { code: 'too_long', params: { max: field.max, over: length - field.max } };
    }
    return null;
}

function moneyFault(field: FieldDef, text: string): Finding {
    const fen = parseMoney(text, field.unit);
    if (fen === null || fen > maxFen) return { code: field.unit === 'wan' ? 'amount_bad_wan' : 'amount_bad' };
    return field.positive && fen === 0 ? { code: 'amount_not_positive' } : null;
}

function integerFault(field: FieldDef, text: string): Finding {
    const digits = halfWidth(text).replace(/[\s,]/g, '');
    if (!/^\d{1,12}$/.test(digits)) return { code: 'whole_number' };
    const value = Number(digits);
    if (field.min !== undefined && value < field.min) return { code: 'too_small', params: { min: field.min } };
    if (field.max !== undefined && value > field.max) return { code: 'too_large', params: { max: field.max } };
    return null;
}

function dateFault(field: FieldDef, text: string, today: string): Finding {
    const day = parseDay(text);
    if (typeof day === 'string') return field.past && day > today ? { code: 'date_in_future' } : null;
    if (day.fault === 'unreadable') return { code: 'date_unreadable' };
    return { code: 'no_such_day', params: { month: day.month, day: day.day } };
}

function phoneFault(type: string, text: string): Finding {
    const number = tidyPhone(text);
    if (type === 'mobile' || (type === 'phone' && /^1\d/.test(number))) {
        if (mobile.test(number)) return null;
        return number.length === 11 ? { code: 'mobile_shape' } : { code: 'bad_mobile', params: { length: number.length } };
    }
    return landline.test(number) ? null : { code: 'bad_landline' };
}

const longestEntry = 500;

/** The first line of entries that is no good; half of one is only asked for at the end (`whole`). */
function entriesFault(field: FieldDef, value: Typed, today: string, whole: boolean): Finding {
    const entries = entriesOf(value);
    if (field.max !== undefined && entries.length > field.max) return { code: 'too_many_entries', params: { max: field.max } };
    for (const [index, entry] of entries.entries()) {
        if (isBlank(entry)) continue;
        const day = entry.on.trim() ? dateFault({ ...field, past: true }, entry.on, today) : null;
        if (day) return { code: `entry_${day.code}`, params: { ...day.params, row: index + 1 } };
        if (countCharacters(entry.how.trim()) > longestEntry) {
            return { code: 'too_long', params: { max: longestEntry, over: countCharacters(entry.how.trim()) - longestEntry } };
        }
        if (whole && (!entry.on.trim() || !entry.how.trim())) return { code: 'entry_incomplete', params: { row: index + 1 } };
    }
    return null;
}

/** What is wrong with a value that is not empty; with `whole` also what is only half there. */
export function valueFault(field: FieldDef, value: Typed, today: string, whole = true): Finding {
    if (field.type === 'dated_entries') return entriesFault(field, value, today, whole);
    if (typeof value !== 'string') return null;
    switch (field.type) {
        case 'money': return moneyFault(field, value);
        case 'integer': return integerFault(field, value);
        case 'date': return dateFault(field, value, today);
        case 'credit_code': return creditCodeState(value) === 'right' ? null : { code: 'bad_credit_code' };
        case 'id_number': return identityNumberHolds(value) ? null : { code: 'bad_id_number' };
        case 'mobile': case 'landline': case 'phone': return phoneFault(field.type, value);
        case 'email': return email.test(tidyPhone(value)) ? null : { code: 'bad_email' };
        case 'postcode': return /^\d{6}$/.test(tidyPhone(value)) ? null : { code: 'bad_postcode' };
        default: return textual.has(field.type) ? lengthFault(field, value) : null;
    }
}

const chosen = new Set(['choice', 'choices', 'boolean', 'division']);

function fieldFault(field: FieldDef, item: TypedItem, today: string): Finding {
    const value = item[field.key] ?? null;
    if (isEmpty(value)) {
        if (!isRequired(field, item)) return null;
        return { code: chosen.has(field.type) ? 'required_choice' : 'required_named' };
    }
    return isShown(field, item) ? valueFault(field, value, today) : null;
}

/** Rules between the fields of one debt: sums and at least one date. */
function debtFaults(item: TypedItem): [string, Finding][] {
    const fen = (key: string) => parseMoney(String(item[key] ?? ''));
    const faults: [string, Finding][] = [];
    const [payable, paid, arrears] = [fen('payable_fen'), fen('paid_fen'), fen('arrears_fen')];
    if (payable !== null && paid !== null && arrears !== null && payable - paid > 0 && arrears !== payable - paid) {
        faults.push(['arrears_fen', { code: 'arrears_mismatch', params: { expected_fen: payable - paid } }]);
    }
    if (payable !== null && paid !== null && paid >= payable && payable > 0) {
        faults.push(['paid_fen', { code: 'nothing_owed' }]);
    }
    const [undisputed, disputed] = [fen('undisputed_fen'), fen('disputed_fen')];
    if (arrears !== null && undisputed !== null && disputed !== null && undisputed + disputed !== arrears) {
        faults.push(['undisputed_fen', { code: 'split_mismatch', params: { expected_fen: arrears } }]);
    }
    if (['delivered_on', 'inspected_on', 'settled_on'].every((key) => isEmpty(item[key]))) {
        faults.push(['delivered_on', { code: 'one_date_needed' }]);
    }
    if (item['payment_term'] === 'none' && ['payment_days', 'payment_date'].some((key) => !isEmpty(item[key]))) {
        faults.push(['payment_term', { code: 'term_contradicts' }]);
    }
    return faults;
}

function crossFaults(section: SectionDef, item: TypedItem, typed: TypedForm): [string, Finding][] {
    if (section.key === 'debts') return debtFaults(item);
    if (section.key === 'claim' && item['in_court'] === 'yes') return [['in_court', { code: 'in_court' }]];
    if (section.key === 'respondent') {
        const other = typed['complainant'];
        const code = (value: Typed | undefined) => tidyCode(String(value ?? ''));
        if (other && !Array.isArray(other) && code(item['credit_code']) && code(item['credit_code']) === code(other['credit_code'])) {
            return [['credit_code', { code: 'same_party' }]];
        }
    }
    return [];
}

/** All faults of the named sections, in the order of the form. */
export function findFaults(form: FormDef, typed: TypedForm, sections: readonly string[], today: string): Fault[] {
    const faults: Fault[] = [];
    for (const section of form.sections.filter((each) => sections.includes(each.key))) {
        itemsOf(typed, section).forEach((item, index) => {
            const cross = crossFaults(section, item, typed);
            for (const field of section.fields) {
                const finding = fieldFault(field, item, today) ?? cross.find(([key]) => key === field.key)?.[1];
                if (finding) {
                    faults.push({ pointer: pointerOf(section, index, field.key), code: finding.code, field, params: finding.params ?? {} });
                }
            }
        });
    }
    return faults;
}

/** Pointers of values that are no good yet; a draft is saved without them. Absent values are no fault there. */
export function unsavable(form: FormDef, typed: TypedForm, today: string): Set<string> {
    const pointers = new Set<string>();
    for (const section of form.sections) {
        itemsOf(typed, section).forEach((item, index) => {
            for (const field of section.fields) {
                const value = item[field.key] ?? null;
                if (!isEmpty(value) && (valueFault(field, value, today, false) || toJson(field, value) === undefined)) {
                    pointers.add(pointerOf(section, index, field.key));
                }
            }
        });
    }
    return pointers;
}

/**
 * Sums that follow from others, filled in while they were not typed differently: arrears from payable and paid,
 * the disputed part from the undisputed one. Returns the keys it wrote.
 */
export function fillSums(item: TypedItem, write: (key: string, fen: number) => void, own: ReadonlySet<string>): void {
    const fen = (key: string) => parseMoney(String(item[key] ?? ''));
    const [payable, paid] = [fen('payable_fen'), fen('paid_fen')];
    let arrears = fen('arrears_fen');
    if (payable !== null && paid !== null && payable > paid && !own.has('arrears_fen')) {
        arrears = payable - paid;
        write('arrears_fen', arrears);
    }
    const undisputed = fen('undisputed_fen');
    if (arrears !== null && undisputed !== null && undisputed <= arrears && !own.has('disputed_fen')) {
        write('disputed_fen', arrears - undisputed);
    }
}

/**
 * Where a server's pointer lies in the form: "/form/debts/0/due_on" and "/input/form/…" are "/debts/0/due_on". What lies
 * inside a field is the field's: "/form/debts/0/dunning/2/on" is "/debts/0/dunning".
 */
export function formPointer(pointer: string, form: FormDef): string | null {
    const keys = new Set(Object.keys(emptyForm(form)));
    const parts = pointer.split('/').slice(1);
    while (parts.length > 0 && !keys.has(parts[0] ?? '')) parts.shift();
    const section = form.sections.find((each) => each.key === parts[0]);
    return parts.length > 0 ? `/${parts.slice(0, section?.repeat ? 3 : 2).join('/')}` : null;
}
