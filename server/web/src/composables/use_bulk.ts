import { computed, ref, shallowRef } from 'vue';
import { actOnMany, readComplaint, type BulkItem } from '@/api/complaints';
import { drawKey } from '@/api/keys';
import type { ActionField, BulkResults, Complaint, ComplaintSummary, Offer } from '@/api/types';
import type { Json } from '@/rules/form';
import type { Taken } from './use_case';

export type BulkResult = BulkResults['items'][number];
export const bulkMost = 100;

// Sums, files and plans belong to one case; these can be the same for many.
const common = new Set<ActionField['type']>(['text', 'choice', 'choices', 'body', 'bodies', 'boolean', 'date', 'officer', 'items']);

/** What can be done with many cases alike, as the first of them offers it. */
export function bulkOffers(complaint: Complaint): Offer[] {
    return complaint.actions.filter((offer) => offer.possible && offer.fields.every((field) => common.has(field.type)));
}

/** One action on the chosen cases: what became of each, and another try with those that were refused. */
export function useBulk(chosen: () => readonly ComplaintSummary[]) {
    const sample = shallowRef<Complaint | null>(null);
    const offers = computed(() => (sample.value ? bulkOffers(sample.value) : []));
    const results = shallowRef<BulkResult[]>([]);
    const last = shallowRef<{ action: string; input: Record<string, Json> } | null>(null);
    const busy = ref(false);
    const done = computed(() => results.value.filter((result) => result.status === 201));
    const refused = computed(() => results.value.filter((result) => result.status !== 201));

    async function begin(): Promise<void> {
        results.value = [];
        last.value = null;
        const first = chosen()[0];
        sample.value = first ? await readComplaint(first.number ?? first.uid) : null;
    }

    async function send(action: string, input: Record<string, Json>, items: BulkItem[]): Promise<void> {
        busy.value = true;
        try {
            // Results of a second try take the place of the first one's.
            const fresh = await actOnMany(action, input, items, drawKey());
            const again = new Set(fresh.map((result) => result.id));
            results.value = [...results.value.filter((result) => !again.has(result.id)), ...fresh];
            last.value = { action, input };
        } finally {
            busy.value = false;
        }
    }

    async function take(action: string, input: Record<string, Json>): Promise<Taken> {
        await send(action, input, chosen().map((item) => ({ id: item.number ?? item.uid, if_match: item.etag })));
        return { kind: 'done', result: null };
    }

    /** Tries the refused ones again, as they stand now. */
    async function retry(): Promise<void> {
        if (!last.value) return;
        const { action, input } = last.value;
        const items = await Promise.all(refused.value.map(async ({ id }) => ({ id, if_match: (await readComplaint(id)).etag })));
        await send(action, input, items);
    }

    /** What became of each as a table for a spreadsheet: number, what happened, why not. */
    function csv(heads: readonly string[], line: (result: BulkResult) => readonly string[]): string {
        const cell = (text: string) => `"${/^[=+\-@\t]/.test(text) ? "'" : ''}${text.replaceAll('"', '""')}"`;
        return `\uFEFF${[heads, ...results.value.map(line)].map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`;
    }

    return { csv, sample, offers, results, done, refused, busy, begin, take, retry };
}
