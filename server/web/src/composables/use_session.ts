import { readonly, ref } from 'vue';
import { onExpiry } from '@/api/client';
import { Refused } from '@/api/problem';
import { answerInquiry, openCase, readMe, signInOfficer, signOut } from '@/api/sessions';
import type { Me } from '@/api/types';
import { forgetTyped } from './typed_text';
import { recall, remember } from './use_theme';

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

// Whether a session may be there: its cookie is hidden from scripts, and asking in vain is an error in the console.
const hint = 'qq.session';

function entered(who: Me): Me {
    remember(hint, '1');
    me.value = who;
    asked.value = true;
    answerExpiry?.(true);
    return who;
}

async function load(): Promise<Me | null> {
    if (kindHere() !== 'officer' && recall(hint) === null) {
        asked.value = true;
        return null;
    }
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
    return entered(await signInOfficer(login, password));
}

async function track(code: string, tail: string): Promise<Me> {
    return entered(await openCase(code, tail));
}

async function respond(code: string, tail: string): Promise<Me> {
    return entered(await answerInquiry(code, tail));
}

async function leave(): Promise<void> {
    forgetTyped(me.value);
    try {
        await signOut();
    } finally {
        remember(hint, null);
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
