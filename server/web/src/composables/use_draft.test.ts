import { nextTick } from 'vue';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { fakeBrowser, within } from '@/testing/browser';
import { Refused, Unreachable } from '@/api/problem';
import type { FormDef, TypedForm } from '@/rules/form';

/** A server with one draft; `dead` makes it silent. */
const server = vi.hoisted(() => ({ form: {} as Record<string, unknown>, revision: 0, dead: false, created: 0, keys: [] as string[], bodies: [] as unknown[] }));
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
        return Promise.resolve(stands());
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

beforeEach(() => {
    vi.useFakeTimers();
    browser.localStorage.clear();
    Object.assign(server, { form: {}, revision: 0, dead: false, created: 0, keys: [], bodies: [] });
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
