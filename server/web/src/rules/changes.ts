/** What an event changed, in lines that a person reads: state, departments, terms, documents, account. */
import { shortDay } from './dates';
import { formatFen } from './money';

export interface ChangeWords {
    t: (key: string, params?: Record<string, unknown>) => string;
    locale: string;
    state: (code: string) => string;
    clock: (kind: string) => string;
    code: (code: string) => string;
}

type Row = Record<string, unknown>;

function text(value: unknown): string {
    return typeof value === 'string' ? value : '';
}

function rowsOf(change: unknown): Row[] {
    const now = Array.isArray(change) ? (change[1] as unknown) : undefined;
    return Array.isArray(now) ? now.filter((row): row is Row => typeof row === 'object' && row !== null) : [];
}

function clockLine(row: Row, words: ChangeWords): string {
    const { t, locale } = words;
    const name = words.clock(text(row['kind']));
    const due = text(row['due_legal']);
    const before = text(row['due_before']);
    const day = (iso: string) => (iso ? shortDay(iso, locale) : '');
    const mark = row['provisional'] === true ? t('change.provisional') : '';
    if (before && due) return t('change.clock_moved', { name, before: day(before), due: day(due) }) + mark;
    const kind = text(row['change']);
    if (kind === 'start') return t('change.clock_start', { name, due: day(due) }) + mark;
    if (kind === 'meet') return t(row['late'] === true ? 'change.clock_meet_late' : 'change.clock_meet', { name });
    if (kind === 'stop' || kind === 'pause') return t(`change.clock_${kind}`, { name });
    return kind === 'mark_late' ? t('change.clock_late', { name }) : '';
}

function pairLine(label: string, change: unknown, word: (code: string) => string): string[] {
    if (!Array.isArray(change) || change.length !== 2) return [];
    const [before, now] = change.map((side) => word(text(side)));
    if (!before && !now) return [];
    return [before ? `${label} ${before} → ${now || '–'}` : `${label} ${now}`];
}

export function changeLines(changes: Row, words: ChangeWords): string[] {
    const { t } = words;
    const same = (value: string) => value;
    return [
        ...pairLine(t('change.state'), changes['state'], (code) => (code ? words.state(code) : '')),
        ...pairLine(t('term.handling_body'), changes['handling_body'], same),
        ...pairLine(t('case.assignee'), changes['assignee'], same),
        ...pairLine(t('case.outcome'), changes['outcome'], (code) => (code ? words.code(code) : '')),
        ...rowsOf(changes['documents']).flatMap((row) => (text(row['number']) ? [t('change.document', { number: text(row['number']) })] : [])),
        ...rowsOf(changes['clocks']).map((row) => clockLine(row, words)).filter(Boolean),
        ...rowsOf(changes['ledger']).flatMap((row) => (typeof row['amount_fen'] === 'number'
            ? [`${t(`ledger.${text(row['kind'])}`)} ${t('common.yuan', { sum: formatFen(row['amount_fen']) })}`] : [])),
    ];
}

const told = new Set(['state', 'handling_body', 'assignee', 'outcome', 'documents', 'clocks', 'ledger', 'due', 'due_clock', 'route', 'number', 'materials', 'form_version']);

/** What the step was given besides texts: codes, days, sums and answers, by name. Sums that the account tells are left to it. */
export function givenOf(changes: Row): [string, unknown][] {
    const booked = new Set(rowsOf(changes['ledger']).map((row) => text(row['kind'])));
    return Object.entries(changes).flatMap(([name, change]) => (
        !told.has(name) && !booked.has(name) && Array.isArray(change) && change.length === 2 && change[0] === null ? [[name, change[1]] as [string, unknown]] : []));
}
