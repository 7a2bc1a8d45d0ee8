import { beforeEach, expect, test, vi } from 'vitest';
import { fakeBrowser, within } from '@/testing/browser';
import { Refused, Unreachable } from '@/api/problem';
import type { Complaint } from '@/api/types';

const shared = vi.hoisted(() => ({ keys: [] as string[], answers: [] as (() => unknown)[], etag: '"1"' }));
vi.mock('@/api/complaints', () => ({
    readComplaint: () => Promise.resolve({ number: 'N1', uid: 'u', etag: shared.etag, state: 'HANDLING' }),
    listEvents: () => Promise.resolve([{ seq: 1 }]), listClocks: () => Promise.resolve([{ kind: 'review' }]), listMessages: () => Promise.resolve([]),
    takeAction: (_id: string, _action: string, _input: object, _etag: string, key: string) => {
        shared.keys.push(key);
        const next = shared.answers.shift();
        return Promise.resolve().then(() => next?.());
    },
}));
fakeBrowser();
const { useCase } = await import('./use_case');

const problem = (status: number, current?: object) => new Refused({ code: 'x', status, sentences: { 'zh-CN': '', en: '' }, ...(current ? { current } : {}) } as unknown as ConstructorParameters<typeof Refused>[0]);
const done = () => ({ complaint: { number: 'N1', etag: '"2"', state: 'REPLIED' } as unknown as Complaint });

beforeEach(() => {
    shared.keys.length = 0;
    shared.answers.length = 0;
    shared.etag = '"1"';
});

test('after a dead line the same action asks with the same key, after an answer with another', async () => {
    const { made: view } = within(() => useCase(() => 'N1'));
    await view.load();
    shared.answers.push(() => { throw new Unreachable(); }, done);
    await expect(view.take('note', { text: 'a' })).rejects.toBeInstanceOf(Unreachable);
    expect((await view.take('note', { text: 'a' })).kind).toBe('done');
    expect(shared.keys[0]).toBe(shared.keys[1]);
    shared.answers.push(done);
    await view.take('note', { text: 'a' });
    expect(shared.keys[2]).not.toBe(shared.keys[1]);
});

test('another input is another request', async () => {
    const { made: view } = within(() => useCase(() => 'N1'));
    await view.load();
    shared.answers.push(() => { throw new Unreachable(); }, done);
    await view.take('note', { text: 'a' }).catch(() => undefined);
    await view.take('note', { text: 'b' });
    expect(shared.keys[0]).not.toBe(shared.keys[1]);
});

test('a case that somebody else changed is shown as it stands beside what was read', async () => {
    const { made: view } = within(() => useCase(() => 'N1'));
    await view.load();
    shared.answers.push(() => { throw problem(412, { number: 'N1', etag: '"9"', state: 'CLOSED' }); });
    const taken = await view.take('note', {});
    expect(taken).toMatchObject({ kind: 'stale', current: { state: 'CLOSED' }, before: { state: 'HANDLING' } });
    shared.answers.push(() => { throw problem(422); });
    expect((await view.take('note', {})).kind).toBe('refused');
});

test('a respondent’s page asks for no list of all terms', async () => {
    const { made: view } = within(() => useCase(() => 'N1', false));
    await view.load();
    expect(view.clocks.value).toEqual([]);
    expect(view.events.value).toHaveLength(1);
});
