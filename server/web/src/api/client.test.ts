import { beforeEach, expect, test, vi } from 'vitest';

vi.hoisted(() => Object.defineProperty(globalThis, 'location', { value: new URL('http://localhost/desk'), configurable: true, writable: true }));
import { api, lastAnswer, onExpiry, take } from './client';
import { Unreachable } from './problem';

const answers: (Response | Error)[] = [];
const asked: Request[] = [];

beforeEach(() => {
    answers.length = 0;
    asked.length = 0;
    vi.stubGlobal('fetch', (request: Request) => {
        asked.push(request);
        const next = answers.shift();
        return next instanceof Response ? Promise.resolve(next) : Promise.reject(next ?? new TypeError('no answer'));
    });
});

const gone = () => new Response('{}', { status: 401, headers: { 'content-type': 'application/problem+json' } });
const rows = () => new Response('{"items":[]}', { status: 200, headers: { 'content-type': 'application/json' } });
const read = () => take(api.GET('/api/v1/queue-views'));

test('after somebody signed in again the request is sent once more', async () => {
    onExpiry(() => Promise.resolve(true));
    answers.push(gone(), rows());
    await expect(read()).resolves.toEqual({ items: [] });
    expect(asked).toHaveLength(2);
});

test('a line that dies under the second try is told as a dead line, not as a broken page', async () => {
    onExpiry(() => Promise.resolve(true));
    answers.push(gone(), new TypeError('Failed to fetch'));
    await expect(read()).rejects.toBeInstanceOf(Unreachable);
});

test('who does not sign in again gets the refusal, and only an answer counts for the idle time', async () => {
    onExpiry(() => Promise.resolve(false));
    answers.push(gone());
    await expect(read()).rejects.toMatchObject({ status: 401 });
    const before = lastAnswer();
    await new Promise((resolve) => setTimeout(resolve, 5));
    answers.push(new TypeError('Failed to fetch'));
    await expect(read()).rejects.toBeInstanceOf(Unreachable);
    expect(lastAnswer()).toBe(before);
});
