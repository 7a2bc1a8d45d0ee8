import type { Me } from '@/api/types';

/**
 * What somebody typed and has not sent, kept by account: whoever signs in after him in the same browser reads none of
 * it. In the tab for officers; in the browser for a respondent, whose tab may be closed before the answer is sent.
 */
export type TypedPlace = 'tab' | 'browser';

const prefix = 'qq.typed.';
// Of officers alone: what they take down for callers has places of its own, see draft_store.ts.
const deskPrefix = 'qq.desk-draft.';

/** The account in the names of what is kept; a party is its case. */
export function accountOf(me: Pick<Me, 'kind' | 'login' | 'complaint'> | null): string {
    if (!me) return 'nobody';
    return me.kind === 'officer' ? `officer:${me.login ?? ''}` : `${me.kind}:${me.complaint ?? ''}`;
}

function storeOf(place: TypedPlace): Storage | null {
    try {
        return place === 'tab' ? sessionStorage : localStorage;
    } catch {
        return null; // forbidden by the browser: typed text then lives as long as the page
    }
}

export function readTyped<T extends object>(account: string, name: string, place: TypedPlace = 'tab'): Partial<T> {
    try {
        const value: unknown = JSON.parse(storeOf(place)?.getItem(`${prefix}${account}.${name}`) ?? '{}');
        return typeof value === 'object' && value !== null ? (value as Partial<T>) : {};
    } catch {
        return {};
    }
}

/** Nothing forgets it. */
export function writeTyped(account: string, name: string, value: object | null, place: TypedPlace = 'tab'): void {
    try {
        const key = `${prefix}${account}.${name}`;
        if (value === null) storeOf(place)?.removeItem(key);
        else storeOf(place)?.setItem(key, JSON.stringify(value));
    } catch { /* the store is full: the page still has it */ }
}

/** At sign-out: all that the account typed in this browser, a caller's data among it. */
export function forgetTyped(me: Pick<Me, 'kind' | 'login' | 'complaint'> | null): void {
    const desk = me?.kind === 'officer' ? `${deskPrefix}${me.login ?? ''}` : null;
    const own = (key: string) => key.startsWith(`${prefix}${accountOf(me)}.`) || (desk !== null && (key === desk || key.startsWith(`${desk}.`)));
    for (const place of ['tab', 'browser'] as const) {
        const store = storeOf(place);
        if (!store) continue;
        Array.from({ length: store.length }, (_, at) => store.key(at) ?? '').filter(own).forEach((key) => store.removeItem(key));
    }
}
