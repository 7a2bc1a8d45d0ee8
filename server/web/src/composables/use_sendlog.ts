import { computed, ref, shallowRef, watch } from 'vue';
import { useRoute, useRouter } from 'vue-router';
import { countSent, listSent, readSendFigures, type SendFigures, type SendFilter, type SentLine } from '@/api/sendlog';

export const sendStates = ['dead', 'queued', 'claimed', 'accepted', 'sent', 'delivered', 'undelivered', 'failed', 'unknown', 'skipped', 'held'] as const;
export const sendChannels = ['sms', 'mail', 'site'] as const;

/** The send log; its filters live in the address, but for a number or mailbox, which would stay in histories. */
export function useSendLog() {
    const route = useRoute();
    const router = useRouter();
    const items = shallowRef<SentLine[]>([]);
    const next = ref<string | null>(null);
    const count = ref<number | null>(null);
    const figures = shallowRef<SendFigures | null>(null);
    const failure = shallowRef<unknown>(null);
    const loaded = ref(false);
    const address = ref('');
    let turn = 0;

    const filter = computed<SendFilter>(() => {
        const { number, channel, state, provider, from, until } = route.query;
        const knownChannel = sendChannels.find((each) => each === channel);
        const knownState = sendStates.find((each) => each === state);
        return {
            ...(typeof number === 'string' ? { number } : {}), ...(address.value ? { address: address.value } : {}),
            ...(knownChannel ? { channel: knownChannel } : {}), ...(knownState ? { state: knownState } : {}),
            ...(typeof provider === 'string' ? { provider } : {}),
            ...(typeof from === 'string' ? { from } : {}), ...(typeof until === 'string' ? { until } : {}),
        };
    });

    async function load(): Promise<void> {
        const mine = ++turn;
        try {
            const [page, total, sums] = await Promise.all([listSent(filter.value), countSent(filter.value), readSendFigures(filter.value)]);
            if (mine !== turn) return;
            items.value = page.items;
            next.value = page.next;
            count.value = total;
            figures.value = sums;
            failure.value = null;
            loaded.value = true;
        } catch (cause) {
            if (mine === turn) failure.value = cause;
        }
    }

    async function more(): Promise<void> {
        if (!next.value) return;
        try {
            const page = await listSent({ ...filter.value, after: next.value });
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

    watch(() => [route.fullPath, address.value], () => { if (route.name === 'send_log') void load(); }, { immediate: true });
    return { items, next, count, figures, failure, loaded, filter, address, load, more, set };
}
