/** What the case itself offers for a field, where the definition names only a number. */
import type { ActionField, Complaint } from '@/api/types';
import { longDay } from './dates';
import { formatFen } from './money';

export interface KnownChoice {
    code: string;
    text: string;
}

type Words = (key: string, params?: Record<string, unknown>) => string;

/** The instalments still open, or the entries of the ledger; nothing for other fields. */
export function knownChoices(field: ActionField, complaint: Complaint, t: Words, locale: string): KnownChoice[] {
    if (field.type !== 'integer') return [];
    if (field.name === 'instalment') {
        return (complaint.plan ?? []).filter((row) => row.state === 'open').map((row) => ({
            code: String(row.seq),
            text: t('plan.choice', { n: row.seq, due: longDay(row.due, locale), sum: formatFen(row.amount_fen - row.paid_fen) }),
        }));
    }
    if (field.name === 'entry') {
        return (complaint.ledger?.entries ?? []).filter((entry) => entry.kind !== 'correction').map((entry) => ({
            code: String(entry.place),
            text: `${entry.place} · ${t(`ledger.${entry.kind}`)} · ${t('common.yuan', { sum: formatFen(entry.amount_fen) })}`,
        }));
    }
    return [];
}
