import { ref, shallowRef, watch, type ComputedRef, type WatchSource } from 'vue';
import { useRoute, useRouter } from 'vue-router';

interface Page<Item> {
    items: Item[];
    next: string | null;
}

interface Source<Item, Filter extends object, Figures> {
    /** The route's name: while another page stands, nothing is loaded. */
    page: string;
    filter: ComputedRef<Filter>;
    /** What is loaded again when it changes, beside the address. */
    beside?: WatchSource[];
    list(filter: Filter & { after?: string }): Promise<Page<Item>>;
    count(filter: Filter): Promise<number>;
    figures(filter: Filter): Promise<Figures>;
}

/** A register page: rows by page, their exact count and figures, of a filter that lives in the address. */
export function useRegister<Item, Filter extends object, Figures>(source: Source<Item, Filter, Figures>) {
    const route = useRoute();
    const router = useRouter();
    const items = shallowRef<Item[]>([]);
    const next = ref<string | null>(null);
    const count = ref<number | null>(null);
    const figures = shallowRef<Figures | null>(null);
    const failure = shallowRef<unknown>(null);
    const loaded = ref(false);
    let turn = 0;

    async function load(): Promise<void> {
        const mine = ++turn;
        const filter = source.filter.value;
        try {
            const [page, total, sums] = await Promise.all([source.list(filter), source.count(filter), source.figures(filter)]);
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
        const mine = turn;
        try {
            const page = await source.list({ ...source.filter.value, after: next.value });
            if (mine !== turn) return; // the filter changed meanwhile: these rows are another list's
            items.value = [...items.value, ...page.items];
            next.value = page.next;
        } catch (cause) {
            if (mine === turn) failure.value = cause;
        }
    }

    function set(change: Record<string, string | undefined>): void {
        const query = { ...route.query, ...change };
        void router.replace({ query: Object.fromEntries(Object.entries(query).filter(([, value]) => value)) as Record<string, string> });
    }

    watch([() => route.fullPath, ...(source.beside ?? [])], () => { if (route.name === source.page) void load(); }, { immediate: true });
    return { items, next, count, figures, failure, loaded, load, more, set };
}
