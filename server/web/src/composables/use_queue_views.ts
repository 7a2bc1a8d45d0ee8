import { computed, shallowRef } from 'vue';
import { useRoute, useRouter } from 'vue-router';
import { drawKey } from '@/api/keys';
import { changeQueueView, chooseQueueColumns, listQueueViews, removeQueueView, saveQueueView, type QueueView } from '@/api/queue_views';
import { addressOf, allColumns, filterOf, sameFilter, usualColumns, type QueueColumn } from '@/rules/queue_view';

/**
 * The views that an officer saved or that colleagues share, and the columns of the list. The address names the view,
 * `?view=…`, beside the filters: by itself it is a link to it.
 */
export function useQueueViews() {
    const route = useRoute();
    const router = useRouter();
    const views = shallowRef<QueueView[]>([]);
    const own = shallowRef<QueueColumn[]>([]);
    const loaded = shallowRef(false);
    const asked = computed(() => (typeof route.query['view'] === 'string' ? route.query['view'] : ''));
    const active = computed(() => views.value.find((view) => view.uid === asked.value) ?? null);
    const missing = computed(() => loaded.value && asked.value !== '' && active.value === null);
    const changed = computed(() => active.value !== null && !sameFilter(active.value.query, filterOf(route.query)));
    const columns = computed<QueueColumn[]>(() => {
        const chosen = active.value?.columns ?? (own.value.length ? own.value : usualColumns);
        return allColumns.filter((column) => column === 'number' || chosen.includes(column));
    });

    async function apply(view: QueueView | null): Promise<void> {
        await router.replace({ path: '/desk', query: view ? { ...addressOf(view.query), view: view.uid } : {} });
    }

    /** A view that cannot be read leaves the queue as it is. */
    async function load(): Promise<void> {
        try {
            const list = await listQueueViews();
            [views.value, own.value, loaded.value] = [list.items, list.columns, true];
            if (active.value && Object.keys(route.query).length === 1) await apply(active.value);
        } catch { /* the list of cases says what is wrong */ }
    }

    async function save(name: string, shared: boolean, withColumns: boolean, uid?: string): Promise<void> {
        const view = { name, shared, query: filterOf(route.query), columns: withColumns ? columns.value : null };
        const kept = uid ? await changeQueueView(uid, view) : await saveQueueView(view, drawKey());
        await load();
        await router.replace({ query: { ...route.query, view: kept.uid } });
    }

    async function remove(uid: string): Promise<void> {
        await removeQueueView(uid);
        views.value = views.value.filter((view) => view.uid !== uid);
        await router.replace({ query: { ...route.query, view: undefined } });
    }

    async function choose(chosen: QueueColumn[]): Promise<void> {
        own.value = await chooseQueueColumns(chosen);
    }

    return { views, active, asked, missing, changed, columns, load, apply, save, remove, choose };
}
