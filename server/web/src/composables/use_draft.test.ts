import { nextTick } from 'vue';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { fakeBrowser, within } from '@/testing/browser';
import { Refused, Unreachable } from '@/api/problem';
import type { FormDef, TypedForm } from '@/rules/form';

/** A server with one draft; `dead` makes it silent, `slow` holds its answer to a save back. */
const server = vi.hoisted(() => ({ form: {} as Record<string, unknown>, revision: 0, dead: false, slow: 0, created: 0, keys: [] as string[], bodies: [] as unknown[] }));
const etag = () => `"${server.revision}"`;
const stands = () => ({ uid: 'd1', number: null, etag: etag(), form: server.form, warnings: [], actions: [{ action: 'submit', possible: true, reasons: [] }] });
const refusal = (status: number, current?: object) => new Refused({ type: '', title: '', status, code: status === 412 ? 'stale' : 'x', sentences: { 'zh-CN': '', en: '' }, ...(current ? { current } : {}) } as never);

vi.mock('@/api/complaints', () => ({
    createDraft: (form: Record<string, unknown>) => {
        if (server.dead) return Promise.reject(new Unreachable());
        Object.assign(server, { form, revision: 1, created: server.created + 1 });
        return Promise.resolve({ complaint: stands() });
    },
    saveForm: (_id: string, form: Record<string, unknown>, _language: string, given: string) => {
        if (server.dead) return Promise.reject(new Unreachable());
        server.bodies.push(form);
        if (given !== etag()) return Promise.reject(refusal(412, stands()));
        Object.assign(server, { form, revision: server.revision + 1 });
        const answer = stands();
        return server.slow ? new Promise((resolve) => { setTimeout(() => resolve(answer), server.slow); }) : Promise.resolve(answer);
    },
    readComplaint: () => Promise.resolve(stands()),
    takeAction: (_id: string, _action: string, _input: object, _etag: string, key: string) => {
        server.keys.push(key);
        return server.dead ? Promise.reject(new Unreachable()) : Promise.resolve({ complaint: stands(), receipt: null });
    },
}));

const browser = fakeBrowser('/file');
const { useDraft } = await import('./use_draft');
const { readDraft } = await import('./draft_store');

const text = (key: string) => ({ key, type: 'text', label: { 'zh-CN': key, en: key }, required: false });
const form = { version: 1, sections: [{ key: 'complainant', label: { 'zh-CN': '', en: '' }, fields: [text('name'), text('address')] }, { key: 'claim', label: { 'zh-CN': '', en: '' }, fields: [text('request')] }], materials: [], declarations: [{ code: 'true', version: 1 }] } as unknown as FormDef;
const open = () => within(() => useDraft(form, { storage: 'qq.draft', language: () => 'zh-CN' as const }));

async function type(typed: TypedForm, section: string, key: string, value: string): Promise<void> {
    (typed[section] as Record<string, string>)[key] = value;
    await nextTick();
    await vi.advanceTimersByTimeAsync(1_000);
}

/** Somebody on another device, or a colleague, saves. */
function elsewhere(section: string, key: string, value: string): void {
    server.form = { ...server.form, [section]: { ...(server.form[section] as object), [key]: value } };
    server.revision += 1;
}

interface Tab {
    work: ReturnType<typeof open>['made'];
    scope: ReturnType<typeof open>['scope'];
    words: string[];
    during: (act: () => unknown) => Promise<void>;
    hear: () => Promise<void>;
    put: (section: string, key: string, value: string) => Promise<void>;
}

/** A tab of the same browser; it hears of what the other one wrote when `hear` is called. */
function tab(others: () => Tab[]): Tab {
    const own = Object.assign(new EventTarget(), { setTimeout: window.setTimeout, clearTimeout: window.clearTimeout });
    const words: string[] = [];
    Object.defineProperty(globalThis, 'window', { value: own, configurable: true, writable: true });
    const { made: work, scope } = open();
    Object.defineProperty(globalThis, 'window', { value: browser.window, configurable: true, writable: true });
    /** Does something in this tab; what it writes meanwhile is told to the others. */
    const during = async (act: () => unknown) => {
        const write = vi.spyOn(browser.localStorage, 'setItem').mockImplementation((key, value) => {
            (Object.getPrototypeOf(browser.localStorage) as Storage).setItem.call(browser.localStorage, key, value);
            for (const other of others()) other.words.push(value);
        });
        await act();
        await nextTick();
        write.mockRestore();
    };
    const hear = () => during(() => {
        for (const newValue of words.splice(0)) own.dispatchEvent(Object.assign(new Event('storage'), { key: 'qq.draft', newValue }));
    });
    const put = (section: string, key: string, value: string) => during(() => {
        vi.setSystemTime(Date.now() + 5);
        ((work.draft.typed as TypedForm)[section] as Record<string, string>)[key] = value;
    });
    return { work, scope, words, during, hear, put };
}

/** Both tabs hear of each other until neither has anything to say; how often they had. */
async function settle(...tabs: Tab[]): Promise<number> {
    let rounds = 0;
    for (; rounds < 20 && tabs.some((each) => each.words.length > 0); ++rounds) for (const each of tabs) await each.hear();
    return rounds;
}

beforeEach(() => {
    vi.useFakeTimers();
    browser.localStorage.clear();
    Object.assign(server, { form: {}, revision: 0, dead: false, slow: 0, created: 0, keys: [], bodies: [] });
});
afterEach(() => vi.useRealTimers());

test('what is typed stands in the browser at once and at the server after a pause', async () => {
    const { made: work, scope } = open();
    (work.draft.typed['complainant'] as Record<string, string>)['name'] = '精工';
    await nextTick();
    expect(readDraft('qq.draft')?.typed['complainant']).toMatchObject({ name: '精工' });
    expect(server.created).toBe(0);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(work.state.value.kind).toBe('saved');
    expect(server.form['complainant']).toEqual({ name: '精工' });
    scope.stop();
});

test('a dead line says offline, and the text goes out when it is back', async () => {
    const { made: work, scope } = open();
    server.dead = true;
    await type(work.draft.typed as TypedForm, 'complainant', 'name', 'a');
    expect(work.state.value.kind).toBe('offline');
    server.dead = false;
    browser.window.dispatchEvent(new Event('online'));
    await vi.advanceTimersByTimeAsync(10);
    expect(server.form['complainant']).toEqual({ name: 'a' });
    scope.stop();
});

test('what another device wrote is never written over without a word, nor after a reload', async () => {
    const first = open();
    await type(first.made.draft.typed as TypedForm, 'complainant', 'name', 'a');
    first.scope.stop();
    elsewhere('complainant', 'name', 'from the telephone');
    const again = open();
    await type(again.made.draft.typed as TypedForm, 'claim', 'request', 'pay');
    expect(again.made.conflict.value).not.toBeNull();
    expect(server.form['complainant']).toEqual({ name: 'from the telephone' });
    expect(again.made.differences.value.map(({ pointer, take, both }) => [pointer, take, both])).toEqual([['/complainant/name', 'theirs', false], ['/claim/request', 'mine', false]]);
    again.made.resolveConflict(again.made.differences.value);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(server.form).toEqual({ complainant: { name: 'from the telephone' }, claim: { request: 'pay' } });
    again.scope.stop();
});

test('mine or theirs, whole, where somebody wants it so', async () => {
    for (const choice of ['mine', 'theirs'] as const) {
        browser.localStorage.clear();
        const { made: work, scope } = open();
        await type(work.draft.typed as TypedForm, 'complainant', 'name', 'a');
        elsewhere('complainant', 'name', 'b');
        await type(work.draft.typed as TypedForm, 'complainant', 'name', 'c');
        expect(work.differences.value).toMatchObject([{ pointer: '/complainant/name', mine: 'c', theirs: 'b', take: 'mine', both: true }]);
        work.resolveConflict(choice);
        await vi.advanceTimersByTimeAsync(1_000);
        expect(server.form['complainant']).toEqual({ name: choice === 'mine' ? 'c' : 'b' });
        scope.stop();
        Object.assign(server, { form: {}, revision: 0 });
    }
});

test('after silence the same key submits again, so that nothing is filed twice', async () => {
    const { made: work, scope } = open();
    await type(work.draft.typed as TypedForm, 'complainant', 'name', 'a');
    server.dead = true;
    await expect(work.submit()).rejects.toBeInstanceOf(Unreachable);
    server.dead = false;
    await work.submit();
    expect(server.keys).toHaveLength(2);
    expect(server.keys[0]).toBe(server.keys[1]);
    work.discard();
    expect(readDraft('qq.draft')).toBeNull();
    scope.stop();
});

/** Two tabs on one draft that stands at the server. */
async function twoTabs(): Promise<{ first: Tab; second: Tab }> {
    const first: Tab = tab(() => [second]);
    let second = first;
    await first.put('complainant', 'name', 'a');
    await vi.advanceTimersByTimeAsync(1_000);
    second = tab(() => [first]);
    first.words.splice(0);
    return { first, second };
}

test('two tabs stop telling each other, also of what the form does not have', async () => {
    const { first, second } = await twoTabs();
    // The class that the size standard makes is kept beside the fields, by the tab that shows them.
    await first.put('complainant', 'size_standard', 'small');
    expect(await settle(first, second)).toBeLessThan(4);
    expect((second.work.draft.typed as TypedForm)['complainant']).toMatchObject({ name: 'a', size_standard: 'small' });
    await second.put('complainant', 'address', 'b');
    expect(await settle(first, second)).toBeLessThan(4);
    expect((first.work.draft.typed as TypedForm)['complainant']).toMatchObject({ name: 'a', address: 'b', size_standard: 'small' });
    first.scope.stop();
    second.scope.stop();
});

test('a tab that has not heard of the last save does not take it back', async () => {
    const { first, second } = await twoTabs();
    await first.put('claim', 'request', 'pay');
    await first.during(() => first.work.flush());
    // The second writes what it knows, without having heard of that save.
    await second.put('complainant', 'address', 'b');
    await settle(first, second);
    expect([first.work.draft.etag, second.work.draft.etag, readDraft('qq.draft')?.etag]).toEqual(['"2"', '"2"', '"2"']);
    await first.put('claim', 'request', 'pay now');
    await first.during(() => first.work.flush());
    expect([first.work.conflict.value, second.work.conflict.value]).toEqual([null, null]);
    expect(server.form).toEqual({ complainant: { name: 'a', address: 'b' }, claim: { request: 'pay now' } });
    first.scope.stop();
    second.scope.stop();
});

test('what the other tab saved a moment ago is no conflict, before its answer is there', async () => {
    const { first, second } = await twoTabs();
    await second.put('complainant', 'address', 'b');
    await settle(first, second);
    server.slow = 500;
    let sending: Promise<boolean> | undefined;
    await second.during(() => { sending = second.work.flush(); });
    server.slow = 0;
    await first.put('claim', 'request', 'pay');
    await first.hear();
    expect(first.work.draft.etag).toBe('"1"');
    await first.during(() => first.work.flush());
    expect(first.work.conflict.value).toBeNull();
    expect(server.form).toEqual({ complainant: { name: 'a', address: 'b' }, claim: { request: 'pay' } });
    await second.during(async () => {
        await vi.advanceTimersByTimeAsync(600);
        await sending;
    });
    await settle(first, second);
    await second.put('claim', 'request', 'pay now');
    await second.during(() => second.work.flush());
    expect(second.work.conflict.value).toBeNull();
    expect(server.form).toEqual({ complainant: { name: 'a', address: 'b' }, claim: { request: 'pay now' } });
    first.scope.stop();
    second.scope.stop();
});

test('the question goes away by itself where the other tab turns out to have saved it', async () => {
    const { first, second } = await twoTabs();
    await second.put('complainant', 'address', 'b');
    await second.during(() => second.work.flush());
    await first.put('claim', 'request', 'pay');
    await first.during(() => first.work.flush());
    expect(first.work.conflict.value).not.toBeNull();
    await settle(first, second);
    expect(first.work.conflict.value).toBeNull();
    await first.during(() => vi.advanceTimersByTimeAsync(1_000));
    expect(server.form).toEqual({ complainant: { name: 'a', address: 'b' }, claim: { request: 'pay' } });
    first.scope.stop();
    second.scope.stop();
});

test('with two tabs, too, another device is asked about, even where it put back what was saved here before', async () => {
    const { first, second } = await twoTabs();
    await second.put('complainant', 'name', 'b');
    await second.during(() => second.work.flush());
    await settle(first, second);
    await second.put('complainant', 'name', 'c');
    await second.during(() => second.work.flush());
    await settle(first, second);
    elsewhere('complainant', 'name', 'b');
    await first.put('claim', 'request', 'pay');
    await first.during(() => first.work.flush());
    expect(first.work.conflict.value).not.toBeNull();
    expect(server.form).toEqual({ complainant: { name: 'b' }, claim: {} });
    first.scope.stop();
    second.scope.stop();
});
