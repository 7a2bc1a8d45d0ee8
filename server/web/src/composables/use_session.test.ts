import { beforeEach, expect, test, vi } from 'vitest';
import { fakeBrowser } from '@/testing/browser';
import type { Me } from '@/api/types';

const shared = vi.hoisted(() => ({ expire: (): Promise<boolean> => Promise.resolve(false), signedOut: 0, dead: false }));
vi.mock('@/api/client', () => ({ onExpiry: (handler: () => Promise<boolean>) => { shared.expire = handler; } }));
vi.mock('@/api/sessions', () => ({
    signInOfficer: (login: string) => Promise.resolve(officer(login)),
    openCase: () => Promise.resolve({ kind: 'tracking', name: 'x', roles: [], rights: [], complaint: 'JSTS20261123000123' }),
    answerInquiry: () => Promise.resolve({ kind: 'respondent', name: 'y', roles: [], rights: [], complaint: 'JSTS20261123000123' }),
    readMe: () => Promise.resolve(officer('wang')),
    signOut: () => { shared.signedOut += 1; return shared.dead ? Promise.reject(new Error('no line')) : Promise.resolve(); },
}));

const officer = (login: string): Me => ({ kind: 'officer', name: login, login, roles: [], rights: [] });
const browser = fakeBrowser();
const { useSession } = await import('./use_session');
const { accountOf, readTyped, writeTyped } = await import('./typed_text');
const session = useSession();

beforeEach(() => {
    browser.localStorage.clear();
    browser.sessionStorage.clear();
    shared.dead = false;
});

test('what an officer typed goes with him at sign-out, a caller’s data among it; a colleague’s stays', async () => {
    await session.signIn('wang', 'secret');
    writeTyped(accountOf(session.me.value), 'action.1.refuse', { reason: '未付款' });
    browser.localStorage.setItem('qq.desk-draft.wang', '{"typed":{}}');
    browser.localStorage.setItem('qq.desk-draft.wang.0198', '{"typed":{}}');
    browser.localStorage.setItem('qq.desk-draft.wang.channel', 'phone');
    browser.localStorage.setItem('qq.desk-draft.wanger', '{"typed":{}}');
    browser.localStorage.setItem('qq.theme', 'dark');
    await session.leave();
    expect(browser.sessionStorage.length).toBe(0);
    expect(Array.from({ length: browser.localStorage.length }, (_, at) => browser.localStorage.key(at)).sort()).toEqual(['qq.desk-draft.wanger', 'qq.theme']);
    expect(session.me.value).toBeNull();
});

test('it goes on a dead line, too', async () => {
    await session.signIn('wang', 'secret');
    writeTyped('officer:wang', 'call', { summary: 'x' });
    shared.dead = true;
    await session.leave().catch(() => undefined);
    expect(browser.sessionStorage.length).toBe(0);
    expect(session.me.value).toBeNull();
});

test('the next officer in the tab reads nothing of the one before, whose session only ran out', async () => {
    await session.signIn('wang', 'secret');
    writeTyped(accountOf(session.me.value), 'action.1.refuse', { reason: '未付款' });
    await session.signIn('li', 'secret');
    expect(readTyped(accountOf(session.me.value), 'action.1.refuse')).toEqual({});
    await session.signIn('wang', 'secret');
    expect(readTyped(accountOf(session.me.value), 'action.1.refuse')).toEqual({ reason: '未付款' });
});

test('a respondent’s answer outlives its tab, until it leaves', async () => {
    const me = await session.respond('code', '123456');
    writeTyped(accountOf(me), 'action.answer', { reason: 'y' }, 'browser');
    browser.sessionStorage.clear();
    expect(readTyped(accountOf(me), 'action.answer', 'browser')).toEqual({ reason: 'y' });
    await session.leave();
    expect(readTyped(accountOf(me), 'action.answer', 'browser')).toEqual({});
});

test('however many requests find the session gone, one dialog answers them all', async () => {
    await session.signIn('wang', 'secret');
    const asked = [shared.expire(), shared.expire(), shared.expire()];
    expect(session.expired.value).toBe('officer');
    await session.signIn('wang', 'secret');
    expect(await Promise.all(asked)).toEqual([true, true, true]);
    expect(session.expired.value).toBeNull();
    const again = shared.expire();
    session.giveUp();
    expect(await again).toBe(false);
});
