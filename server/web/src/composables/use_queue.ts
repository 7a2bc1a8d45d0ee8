import { computed, ref, shallowRef, watch } from 'vue';
import { useRoute, useRouter } from 'vue-router';
import { countComplaints, listComplaints, type QueueQuery } from '@/api/complaints';
import { listWorkflows, readWorkflow, workflowNamed } from '@/api/reference';
import type { ComplaintSummary, WorkflowView } from '@/api/types';
import { byTrack, crossTabOf, crossTabs, filterOf, type CrossTab } from '@/rules/queue_view';
import { useSession } from './use_session';

/** The tabs are the workflow's own: those its states stand in. */
export type QueueTab = NonNullable<QueueQuery['tab']>;
export const sorts = ['due', '-due', 'received', '-received', 'updated', '-updated', 'arrears', '-arrears'] as const;
export type Sort = (typeof sorts)[number];

// Who signs supervision letters, and who watches that they are sent.
const proposedTo = ['supervisor', 'handling_head'];

// The order of the list last seen, so that a case leads on to the next one, and where that list stands.
const seen = shallowRef<string[]>([]);
const seenAt = ref('/desk');

/** The case that was opened from the queue, until it is shown there again. */
export const leftFor = ref('');

/** The queue as it was last looked at. */
export function queueAddress(): string {
    return seenAt.value;
}

export function neighbour(number: string, step: 1 | -1): string | null {
    const at = seen.value.indexOf(number);
    return at < 0 ? null : (seen.value[at + step] ?? null);
}

function oneOf<T extends string>(value: unknown, list: readonly T[]): T | undefined {
    return list.find((each) => each === value);
}

/** The work queue: its filters live in the address, so that a link or the back button restores them. */
export function useQueue() {
    const route = useRoute();
    const router = useRouter();
    const items = shallowRef<ComplaintSummary[]>([]);
    const next = ref<string | null>(null);
    const count = ref<number | null>(null);
    const tabs = shallowRef<QueueTab[]>([]);
    const workflow = shallowRef<WorkflowView | null>(null);
    const kinds = shallowRef<Awaited<ReturnType<typeof listWorkflows>>>([]);
    const counts = ref<Record<string, number>>({});
    const failure = shallowRef<unknown>(null);
    const busy = ref(false);
    const loaded = ref(false);
    const readAt = ref(0);
    let turn = 0;
    let cancel: AbortController | null = null;
    let counted = '';

    const { me } = useSession();
    const cross = computed(() => crossTabOf(route.query['tab']));
    /** Substitutes see the tab of those they act for; supervisors and heads what is proposed to them. */
    const offered = computed<CrossTab[]>(() => [
        'late', 'soon', 'awaiting', 'telephone', ...(me.value?.represents?.length ? ['substitute' as const] : []), ...(me.value?.roles.some((role) => proposedTo.includes(role)) ? ['proposed' as const] : []),
    ]);
    const filter = computed<QueueQuery>(() => {
        const asked = filterOf(route.query);
        delete asked.sort;
        return asked as QueueQuery;
    });
    /** Orders that the tab leaves to choose; what lists a course of the cases comes oldest case first, a search newest first. */
    const orders = computed<readonly Sort[]>(() => (byTrack(cross.value) || filter.value.q ? [] : cross.value === 'late' || cross.value === 'soon' ? ['due'] : sorts));
    // A span of days or sums is walked soonest in its own order.
    const usual = computed<Sort>(() => {
        if (!orders.value.includes('-received')) return 'due';
        if (filter.value.received_from || filter.value.received_until) return '-received';
        return filter.value.arrears_from || filter.value.arrears_to ? '-arrears' : 'due';
    });
    const sort = computed<Sort>(() => oneOf(route.query['sort'], sorts) ?? usual.value);
    /** Cursors of the pages before this one, the present page's last. */
    const trail = computed(() => (typeof route.query['after'] === 'string' ? route.query['after'].split(' ').filter(Boolean) : []));

    function withoutEmpty<T extends object>(object: T): T {
        return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as T;
    }

    async function load(): Promise<void> {
        const mine = ++turn;
        cancel?.abort();
        cancel = new AbortController();
        busy.value = true;
        const asked = JSON.stringify(filter.value);
        if (asked !== counted) count.value = null;
        const order = orders.value.includes(sort.value) ? sort.value : orders.value[0];
        const query: QueueQuery = withoutEmpty({ ...filter.value, sort: order, limit: 50, after: trail.value.at(-1) }) as QueueQuery;
        // The exact number of what a common word finds takes longer than its first page: the page does not wait for it.
        const counting = countComplaints(filter.value, cancel.signal).then((total) => { if (mine === turn) [count.value, counted] = [total, asked]; });
        counting.catch(() => undefined);
        try {
            const page = await listComplaints(query, cancel.signal);
            if (mine !== turn) return;
            [items.value, next.value] = [page.items, page.next];
            failure.value = null;
            loaded.value = true;
            readAt.value = Date.now();
            seen.value = items.value.map((item) => item.number ?? item.uid);
            if (route.name === 'queue') seenAt.value = route.fullPath;
            busy.value = false;
            await counting;
        } catch (cause) {
            if (mine === turn) failure.value = cause;
        } finally {
            if (mine === turn) busy.value = false;
        }
        void countTabs();
    }

    async function countTabs(): Promise<void> {
        const mine = filter.value.mine;
        const kind = filter.value.workflow;
        kinds.value = await listWorkflows().catch(() => []);
        workflow.value = await (kind ? workflowNamed(kind) : readWorkflow()).catch(() => workflow.value);
        // In the order of the work; what has ended comes last.
        const states = [...(workflow.value?.states ?? [])].sort((a, b) => Number(a.terminal) - Number(b.terminal));
        tabs.value = [...new Set(states.flatMap((state) => state.tabs))] as QueueTab[];
        const asked: [string, QueueQuery][] = [
            ['mine', { mine: true }], ...offered.value.map((tab): [string, QueueQuery] => [tab, crossTabs[tab] as QueueQuery]), ...tabs.value.map((tab): [string, QueueQuery] => [tab, { tab }]),
        ];
        const found = await Promise.allSettled(asked.map(([tab, query]) => countComplaints(withoutEmpty({ ...query, workflow: kind, mine: tab === 'mine' || (tab !== 'substitute' && mine) || undefined }) as QueueQuery)));
        counts.value = Object.fromEntries(asked.flatMap(([tab], at) => {
            const each = found[at];
            return each?.status === 'fulfilled' ? [[tab, each.value]] : [];
        }));
    }

    /** Changes filters; another filter begins at its first page. */
    function set(change: Record<string, string | undefined>, keepPage = false): void {
        const query = { ...route.query, ...(keepPage ? {} : { after: undefined }), ...change };
        void router.replace({ query: Object.fromEntries(Object.entries(query).filter(([, value]) => value)) as Record<string, string> });
    }

    function forward(): void {
        if (next.value) set({ after: [...trail.value, next.value].join(' ') }, true);
    }

    function backward(): void {
        set({ after: trail.value.slice(0, -1).join(' ') || undefined }, true);
    }

    watch(() => route.fullPath, () => { if (route.name === 'queue') void load(); }, { immediate: true });
    return { items, next, count, tabs, workflow, kinds, counts, failure, busy, loaded, readAt, filter, cross, offered, orders, sort, trail, load, countTabs, set, forward, backward };
}
