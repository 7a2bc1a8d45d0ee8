import { computed, ref, shallowRef, watch } from 'vue';
import { useRoute, useRouter } from 'vue-router';
import { countComplaints, listComplaints, type QueueQuery } from '@/api/complaints';
import { listWorkflows, readWorkflow, workflowNamed } from '@/api/reference';
import type { ComplaintSummary, WorkflowView } from '@/api/types';
import { useSession } from './use_session';

/** The tabs are the workflow's own: those its states stand in. */
export type QueueTab = NonNullable<QueueQuery['tab']>;
/** Tabs across the states: what is late, what lies with those for whom one acts today, what waits for a supervision letter. */
export const crossTabs = {
    late: { late: true },
    substitute: { substitute: true },
    proposed: { track: 'supervision', track_state: 'open' },
} as const satisfies Record<string, QueueQuery>;
export type CrossTab = keyof typeof crossTabs;
export const sorts = ['due', '-due', 'received', '-received', 'updated', '-updated', 'arrears', '-arrears'] as const;
export type Sort = (typeof sorts)[number];

// Who signs supervision letters, and who watches that they are sent.
const proposedTo = ['supervisor', 'handling_head'];

// The order of the list last seen, so that a case leads on to the next one.
const seen = shallowRef<string[]>([]);

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

    const { me } = useSession();
    const cross = computed(() => oneOf(route.query['tab'], Object.keys(crossTabs) as CrossTab[]));
    /** Substitutes see the tab of those they act for; supervisors and heads what is proposed to them. */
    const offered = computed<CrossTab[]>(() => [
        'late', ...(me.value?.represents?.length ? ['substitute' as const] : []), ...(me.value?.roles.some((role) => proposedTo.includes(role)) ? ['proposed' as const] : []),
    ]);
    const filter = computed(() => ({
        tab: typeof route.query['tab'] === 'string' && !cross.value ? (route.query['tab'] as QueueTab) : undefined, mine: route.query['mine'] === '1' ? true : undefined,
        state: typeof route.query['state'] === 'string' ? route.query['state'] : undefined,
        workflow: typeof route.query['kind'] === 'string' ? route.query['kind'] : undefined,
        q: typeof route.query['q'] === 'string' && cross.value !== 'proposed' ? route.query['q'] : undefined,
        ...(cross.value ? crossTabs[cross.value] : {}),
    }));
    /** Orders that the tab leaves to choose; what waits for a letter comes oldest case first. */
    const orders = computed<readonly Sort[]>(() => (cross.value === 'proposed' ? [] : cross.value === 'late' ? ['due'] : sorts));
    const sort = computed<Sort>(() => oneOf(route.query['sort'], sorts) ?? 'due');
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
        const order = orders.value.includes(sort.value) ? sort.value : orders.value[0];
        const query: QueueQuery = withoutEmpty({ ...filter.value, sort: order, limit: 50, after: trail.value.at(-1) }) as QueueQuery;
        try {
            const [page, total] = await Promise.all([
                listComplaints(query, cancel.signal), countComplaints(withoutEmpty(filter.value) as QueueQuery, cancel.signal),
            ]);
            if (mine !== turn) return;
            [items.value, next.value, count.value] = [page.items, page.next, total];
            failure.value = null;
            loaded.value = true;
            readAt.value = Date.now();
            seen.value = items.value.map((item) => item.number ?? item.uid);
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
            ...tabs.value.map((tab): [string, QueueQuery] => [tab, { tab }]), ...offered.value.map((tab): [string, QueueQuery] => [tab, crossTabs[tab]]),
        ];
        const found = await Promise.allSettled(asked.map(([tab, query]) => countComplaints(withoutEmpty({ ...query, workflow: kind, mine: tab === 'substitute' ? undefined : mine }) as QueueQuery)));
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
    return { items, next, count, tabs, workflow, kinds, counts, failure, busy, loaded, readAt, filter, cross, offered, orders, sort, trail, load, set, forward, backward };
}
