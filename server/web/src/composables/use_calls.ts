import { computed, ref, shallowRef, watch } from 'vue';
import { useRoute, useRouter } from 'vue-router';
import { countCalls, listCalls, readCallFigures, type CallQuery } from '@/api/calls';
import type { Call, CallFigures } from '@/api/types';

export const callKinds = ['phone', 'counter', 'letter', 'mail', 'forwarded'] as const;

/** The register of calls; its filters live in the address. */
export function useCalls() {
    const route = useRoute();
    const router = useRouter();
    const items = shallowRef<Call[]>([]);
    const next = ref<string | null>(null);
    const count = ref<number | null>(null);
    const figures = shallowRef<CallFigures | null>(null);
    const failure = shallowRef<unknown>(null);
    const loaded = ref(false);
    let turn = 0;

    const filter = computed<CallQuery>(() => {
        const { kind, converted, mine, from, until } = route.query;
        const known = callKinds.find((each) => each === kind);
        return {
            ...(known ? { kind: known } : {}), ...(converted === 'yes' || converted === 'no' ? { converted: converted === 'yes' } : {}),
            ...(mine === '1' ? { mine: true } : {}),
            ...(typeof from === 'string' ? { from } : {}), ...(typeof until === 'string' ? { until } : {}),
        };
    });

    async function load(): Promise<void> {
        const now = ++turn;
        const { mine, from, until } = filter.value;
        const span = { ...(mine ? { mine } : {}), ...(from ? { from } : {}), ...(until ? { until } : {}) };
        try {
            const [page, total, sums] = await Promise.all([listCalls(filter.value), countCalls(filter.value), readCallFigures(span)]);
            if (now !== turn) return;
            items.value = page.items;
            next.value = page.next;
            count.value = total;
            figures.value = sums;
            failure.value = null;
            loaded.value = true;
        } catch (cause) {
            if (now === turn) failure.value = cause;
        }
    }

    async function more(): Promise<void> {
        if (!next.value) return;
        try {
            const page = await listCalls({ ...filter.value, after: next.value });
            items.value = [...items.value, ...page.items];
            next.value = page.next;
        } catch (cause) {
            failure.value = cause;
        }
    }

    function set(change: Record<string, string | undefined>): void {
        const query = { ...route.query, ...change };
        void router.replace({ query: Object.fromEntries(Object.entries(query).filter(([, value]) => value)) as Record<string, string> });
    }

    watch(() => route.fullPath, () => { if (route.name === 'calls') void load(); }, { immediate: true });
    return { items, next, count, figures, failure, loaded, filter, load, more, set };
}
