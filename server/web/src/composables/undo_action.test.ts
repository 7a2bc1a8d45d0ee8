import { beforeEach, expect, test, vi } from 'vitest';

const done = vi.hoisted(() => ({ taken: [] as string[], dead: false }));
vi.mock('@/api/complaints', () => ({
    readComplaint: (id: string) => Promise.resolve({ etag: `"${id}"` }),
    takeAction: (id: string, action: string, _input: object, etag: string) => {
        done.taken.push(`${action} ${id} ${etag}`);
        return done.dead ? Promise.reject(new Error('no line')) : Promise.resolve({});
    },
}));
const { undoOf } = await import('./undo_action');

const me = { name: '王' };
const nobody = { assignee: null };
const mine = { assignee: { id: 1, name: '王' } };
const others = { assignee: { id: 2, name: '李' } };
const noted = vi.fn(() => Promise.resolve());
const settle = () => new Promise((resolve) => setTimeout(resolve, 5));

beforeEach(() => {
    done.taken.length = 0;
    done.dead = false;
    noted.mockClear();
});

test('a case taken in hand is given back, and one’s own that was given back is taken again', async () => {
    undoOf('claim', nobody, me, ['1', '2'], noted)?.();
    await settle();
    expect(done.taken).toEqual(['release 1 "1"', 'release 2 "2"']);
    undoOf('release', mine, me, ['3'], noted)?.();
    await settle();
    expect(done.taken.at(-1)).toBe('claim 3 "3"');
    expect(noted).toHaveBeenCalledWith(true);
});

test('what cannot be restored has no way back, and a failure is told', async () => {
    expect(undoOf('release', others, me, ['1'], noted)).toBeNull();
    expect(undoOf('accept', nobody, me, ['1'], noted)).toBeNull();
    expect(undoOf('claim', nobody, me, [], noted)).toBeNull();
    done.dead = true;
    undoOf('claim', nobody, me, ['1'], noted)?.();
    await settle();
    expect(noted).toHaveBeenCalledWith(false);
});
