import { computed, ref, shallowRef } from 'vue';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { fakeBrowser, within } from '@/testing/browser';
import type { QueueQuery } from '@/api/complaints';
import type { ComplaintSummary, WorkflowView } from '@/api/types';

const shared = vi.hoisted(() => ({ handlers: new Map<string, (event: never) => void>(), count: 0, asked: [] as object[] }));
vi.mock('./use_live', () => ({ onLive: (name: string, handler: (event: never) => void) => { shared.handlers.set(name, handler); } }));
vi.mock('@/api/complaints', () => ({
    countComplaints: (query: object) => { shared.asked.push(query); return Promise.resolve(shared.count); },
    listComplaints: ({ q }: { q: string }) => Promise.resolve({ items: [{ uid: `u${q}`, number: q, state: 'CLOSED' }], next: null }),
}));
fakeBrowser();
const { useQueueLive } = await import('./use_queue_live');

const workflow = { states: [{ code: 'SUBMITTED', tabs: ['to_review'] }, { code: 'CLOSED', tabs: ['closed'] }] } as unknown as WorkflowView;

function queue(filter: QueueQuery, total: number) {
    const items = shallowRef([{ uid: 'u1', number: '1', state: 'SUBMITTED' }] as unknown as ComplaintSummary[]);
    const tabs = vi.fn(() => Promise.resolve());
    const source = { items, workflow: shallowRef(workflow), filter: computed(() => filter), readAt: ref(1), count: ref<number | null>(total), countTabs: tabs, load: () => Promise.resolve() };
    const { made, scope } = within(() => useQueueLive(source, () => new Set()));
    return { source, tabs, scope, ...made };
}
const tell = (uid: string, state: string) => shared.handlers.get('case')?.({ uid, number: uid.slice(1), state, revision: 2, type: 'x', at: 1 } as never);

beforeEach(() => {
    vi.useFakeTimers();
    shared.asked.length = 0;
});
afterEach(() => vi.useRealTimers());

test('a new case that stands in the tab is counted, one of another tab is not', () => {
    const live = queue({ tab: 'to_review' } as QueueQuery, 1);
    tell('u2', 'SUBMITTED');
    tell('u2', 'SUBMITTED');
    tell('u3', 'CLOSED');
    expect(live.updates.value).toBe(1);
    live.scope.stop();
});

test.each([{ mine: true }, { late: true }, { soon: true }, { q: '江苏' }, { track: 'inquiry' }, { assignee: 7 }])('under %o the server says how many there are now', async (filter) => {
    const live = queue(filter as QueueQuery, 5);
    shared.count = 7;
    tell('u8', 'SUBMITTED');
    tell('u9', 'SUBMITTED');
    expect(live.updates.value).toBe(0);
    await vi.advanceTimersByTimeAsync(500);
    expect(live.updates.value).toBe(2);
    // A burst is one question, with the very filter of the list.
    expect(shared.asked).toEqual([filter]);
    shared.count = 5;
    tell('u8', 'CLOSED');
    await vi.advanceTimersByTimeAsync(500);
    expect(live.updates.value).toBe(0);
    live.scope.stop();
});

test('the numbers on the tabs are counted anew, at most every ten seconds', async () => {
    const live = queue({ tab: 'to_review' } as QueueQuery, 1);
    for (let at = 0; at < 20; ++at) {
        tell(`u${at + 10}`, 'CLOSED');
        await vi.advanceTimersByTimeAsync(1_000);
    }
    expect(live.tabs).toHaveBeenCalledTimes(2);
    live.scope.stop();
    tell('u90', 'CLOSED');
});

test('what came between reading the list and hearing of changes is counted', async () => {
    const live = queue({ tab: 'to_review' } as QueueQuery, 5);
    shared.count = 6;
    shared.handlers.get('hello')?.({ unread: 0, resumed: false } as never);
    await vi.advanceTimersByTimeAsync(0);
    expect(live.updates.value).toBe(1);
    live.scope.stop();
});

test('a case that comes before the workflow or the count is known is asked for when they are', async () => {
    const live = queue({ tab: 'to_review' } as QueueQuery, 5);
    live.source.workflow.value = null as never;
    live.source.count.value = null;
    shared.count = 7;
    tell('u8', 'SUBMITTED');
    await vi.advanceTimersByTimeAsync(500);
    expect(live.updates.value).toBe(0);
    live.source.count.value = 6;
    await vi.advanceTimersByTimeAsync(500);
    expect(live.updates.value).toBe(1);
    live.scope.stop();
});

test('a row on the screen changes in its place', async () => {
    const live = queue({ tab: 'to_review' } as QueueQuery, 1);
    tell('u1', 'CLOSED');
    await vi.advanceTimersByTimeAsync(500);
    expect(live.source.items.value[0]?.state).toBe('CLOSED');
    expect(live.updates.value).toBe(1);
    live.scope.stop();
});
