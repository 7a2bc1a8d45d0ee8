import { readonly, ref } from 'vue';
import { onExpiry } from '@/api/client';
import { Refused } from '@/api/problem';
import { answerInquiry, openCase, readMe, signInOfficer, signOut } from '@/api/sessions';
import type { Me } from '@/api/types';

const me = ref<Me | null>(null);
const asked = ref(false);
/** The kind of session that ran out while somebody worked; the dialog in App.vue answers it. */
const expired = ref<Me['kind'] | null>(null);
let answerExpiry: ((signedIn: boolean) => void) | null = null;
let waiting: Promise<boolean> | null = null;

function kindHere(): Me['kind'] {
    if (/^\/(desk|admin)/.test(location.pathname)) return 'officer';
    return location.pathname.startsWith('/respond') ? 'respondent' : 'tracking';
}

// Several requests may find the session gone at once: all wait for one answer of one dialog.
onExpiry(() => {
    waiting ??= new Promise<boolean>((resolve) => {
        expired.value = me.value?.kind ?? kindHere();
        answerExpiry = (signedIn) => {
            expired.value = null;
            waiting = null;
            resolve(signedIn);
        };
    });
    return waiting;
});

async function load(): Promise<Me | null> {
    try {
        me.value = await readMe();
    } catch (cause) {
        if (!(cause instanceof Refused) || cause.status !== 401) throw cause;
        me.value = null;
    }
    asked.value = true;
    return me.value;
}

async function current(): Promise<Me | null> {
    return asked.value ? me.value : load();
}

async function signIn(login: string, password: string): Promise<Me> {
    me.value = await signInOfficer(login, password);
    asked.value = true;
    answerExpiry?.(true);
    return me.value;
}

async function track(code: string, tail: string): Promise<Me> {
    me.value = await openCase(code, tail);
    asked.value = true;
    answerExpiry?.(true);
    return me.value;
}

async function respond(code: string, tail: string): Promise<Me> {
    me.value = await answerInquiry(code, tail);
    asked.value = true;
    answerExpiry?.(true);
    return me.value;
}

async function leave(): Promise<void> {
    try {
        await signOut();
    } finally {
        me.value = null;
        asked.value = true;
    }
}

/** Who is signed in; one for the whole page. */
export function useSession() {
    return {
        me: readonly(me), expired: readonly(expired), current, signIn, track, respond, leave,
        giveUp: () => {
            me.value = null;
            answerExpiry?.(false);
        },
    };
}
