import { computed, ref, shallowRef } from 'vue';
import { actOnMany, previewAction } from '@/api/complaints';
import { drawKey } from '@/api/keys';
import { lateCases } from '@/api/office';
import type { BulkResults, ComplaintSummary, TransitionPreview } from '@/api/types';
import { bulkMost } from './use_bulk';

/** Urging (督促) a department about its late cases: which they are, how the notice reads, and what became of each. */
export function useUrge() {
    const items = shallowRef<ComplaintSummary[]>([]);
    const more = ref(false);
    const chosen = ref(new Set<string>());
    const results = shallowRef<BulkResults['items']>([]);
    const preview = shallowRef<TransitionPreview | null>(null);
    const busy = ref(false);
    const done = computed(() => results.value.filter((result) => result.status === 201));
    const refused = computed(() => results.value.filter((result) => result.status !== 201));
    const targets = computed(() => items.value.filter((item) => chosen.value.has(item.uid)));

    async function begin(body: string): Promise<void> {
        results.value = [];
        preview.value = null;
        items.value = [];
        const found = await lateCases(body, bulkMost);
        [items.value, more.value] = [found.items, found.more];
        chosen.value = new Set(found.items.map((item) => item.uid));
    }

    function choose(uid: string): void {
        const now = new Set(chosen.value);
        if (!now.delete(uid)) now.add(uid);
        chosen.value = now;
    }

    async function guarded(work: () => Promise<void>): Promise<void> {
        if (busy.value) return;
        busy.value = true;
        try {
            await work();
        } finally {
            busy.value = false;
        }
    }

    /** The notice about the first of them. */
    const look = (reason: string) => guarded(async () => {
        const first = targets.value[0];
        if (first) preview.value = await previewAction(first.number ?? first.uid, 'urge', { reason });
    });

    const send = (reason: string) => guarded(async () => {
        results.value = await actOnMany('urge', { reason }, targets.value.map((item) => ({ id: item.number ?? item.uid, if_match: item.etag })), drawKey());
    });

    return { items, more, chosen, targets, results, done, refused, preview, busy, begin, choose, look, send };
}
