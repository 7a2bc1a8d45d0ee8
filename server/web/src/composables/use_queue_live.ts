import { computed, onScopeDispose, ref, type ShallowRef, shallowRef, watch } from 'vue';
import { countComplaints, listComplaints, type QueueQuery } from '@/api/complaints';
import type { LiveEvents } from '@/api/live';
import type { ComplaintSummary, WorkflowView } from '@/api/types';
import { dialogOpen } from './use_keys';
import { onLive } from './use_live';

type Case = LiveEvents['case'];
interface Queue {
    count: Readonly<{ value: number | null }>;
    countTabs: () => Promise<void>;
    items: ShallowRef<ComplaintSummary[]>;
    workflow: Readonly<ShallowRef<WorkflowView | null>>;
    filter: Readonly<{ value: QueueQuery }>;
    readAt: Readonly<{ value: number }>;
    load: () => Promise<void>;
}

// Bursts are gathered, so that a busy minute costs a few questions and not one for each change.
const gather = 400;
/** The numbers on the tabs are counted anew no more often than this. */
const tabsEvery = 10_000;

/**
 * An open queue while others work: rows that are on the screen change in place, whatever else belongs here is
 * counted, and comes when it is asked for. Nothing moves by itself, and a row that is ticked stays as it was read:
 * whoever acts on it is told that it changed.
 */
export function useQueueLive(queue: Queue, ticked: () => ReadonlySet<string>) {
    const waiting = ref(new Set<string>());
    const presence = shallowRef(new Map<string, string[]>());
    const changed = new Set<string>();
    /** Cases more or fewer than when the list was read, where only the server knows which fit. */
    const moved = ref(0);
    let timer = 0;
    let asking = 0;
    let counting = 0;
    /** Something may have changed before there was anybody to hear it: to be asked once the list is counted. */
    let unsure = false;

    /** Whether tab and state say all that is asked for; whether a case fits any other filter only the server knows. */
    function plain(): boolean {
        if (queue.filter.value.tab && !queue.workflow.value) return false;
        return Object.keys(queue.filter.value).every((name) => name === 'tab' || name === 'state' || name === 'workflow');
    }

    function fits(state: string | undefined): boolean {
        const { tab, state: chosen } = queue.filter.value;
        if (!plain() || !state) return false;
        if (chosen && chosen !== state) return false;
        if (!tab) return true;
        return queue.workflow.value?.states.find((each) => each.code === state)?.tabs.includes(tab as never) ?? false;
    }

    async function refresh(): Promise<void> {
        const numbers = [...changed];
        changed.clear();
        const fresh = new Map<string, ComplaintSummary>();
        await Promise.all(numbers.map(async (number) => {
            const page = await listComplaints({ q: number, limit: 1 } as QueueQuery).catch(() => null);
            for (const item of page?.items ?? []) fresh.set(item.uid, item);
        }));
        if (fresh.size) queue.items.value = queue.items.value.map((item) => fresh.get(item.uid) ?? item);
    }

    function count(uid: string): void {
        waiting.value = new Set(waiting.value).add(uid);
    }

    async function askHowMany(): Promise<void> {
        const before = queue.count.value;
        unsure = before === null;
        if (before === null) return;
        const now = await countComplaints(queue.filter.value).catch(() => before);
        if (queue.count.value === before) moved.value = Math.abs(now - before);
    }

    /** Other cases than those on the screen: told by their state, or by the number that fits. */
    function elsewhere(event: { uid: string; state?: string }): void {
        if (plain()) {
            if (fits(event.state)) count(event.uid);
            return;
        }
        window.clearTimeout(asking);
        asking = window.setTimeout(() => void askHowMany(), gather);
    }

    function recountTabs(): void {
        if (counting) return;
        counting = window.setTimeout(() => {
            counting = 0;
            void queue.countTabs();
        }, tabsEvery);
    }

    function changedCase(event: Case): void {
        recountTabs();
        const shown = queue.items.value.some((item) => item.uid === event.uid);
        if (!shown) return elsewhere(event);
        if (ticked().has(event.uid)) return count(event.uid);
        changed.add(event.number);
        window.clearTimeout(timer);
        timer = window.setTimeout(() => void refresh(), gather);
        if (plain() && !fits(event.state) && event.state && (queue.filter.value.tab || queue.filter.value.state)) count(event.uid);
    }

    onLive('case', changedCase);
    onLive('gone', ({ uid }) => {
        recountTabs();
        if (queue.items.value.some((item) => item.uid === uid)) count(uid);
        else if (!plain()) elsewhere({ uid });
    });
    onLive('presence', ({ uid, officers }) => { presence.value = new Map(presence.value).set(uid, officers.map((officer) => officer.name)); });
    onLive('hello', ({ resumed }) => {
        if (resumed) return;
        presence.value = new Map();
        // The list was read before the line stood.
        void askHowMany();
    });
    // More was missed than is kept, or no line stands: read once more, unless somebody is in the middle of it.
    const quietly = () => { if (!dialogOpen()) void queue.load(); };
    onLive('reset', quietly);
    onLive('ask', quietly);
    watch(() => queue.count.value, () => { if (unsure) void askHowMany(); });
    watch(() => queue.readAt.value, () => {
        waiting.value = new Set();
        moved.value = 0;
    });
    onScopeDispose(() => [timer, asking, counting].forEach((each) => window.clearTimeout(each)));

    return { updates: computed(() => waiting.value.size + moved.value), presence };
}
