import { getCurrentScope, onScopeDispose, readonly, ref } from 'vue';
import { liveNames, openStream, type LiveEvents, type LiveName } from '@/api/live';
import { afterFailures } from '@/rules/back_off';

/** `asking`: no line, but the server is asked from time to time; `offline`: nobody answers. */
export type LiveState = 'off' | 'live' | 'asking' | 'offline';
type Told = { [Name in LiveName]: (event: LiveEvents[Name]) => void } & { ask: () => void };
type Shared = { kind: 'event'; name: LiveName; data: unknown } | { kind: 'state'; state: LiveState } | { kind: 'who' };

// While no line stands, pages ask for themselves this often.
const askEvery = 30_000;

const state = ref<LiveState>('off');
const handlers = new Map<string, Set<(event: never) => void>>();
let stop: (() => void) | null = null;
let following: string | null = null;

function tell(name: string, data: unknown): void {
    for (const handler of handlers.get(name) ?? []) handler(data as never);
}

/** Calls `handler` at each event of this name for as long as the component lives; `ask` while no line stands. */
export function onLive<Name extends keyof Told>(name: Name, handler: Told[Name]): void {
    const list = handlers.get(name) ?? new Set();
    handlers.set(name, list.add(handler as (event: never) => void));
    if (getCurrentScope()) onScopeDispose(() => list.delete(handler as (event: never) => void));
}

/** The line itself: opened, read, and opened again ever more slowly. What was missed comes by the last id. */
function hold(share: (message: Shared) => void): () => void {
    let source: EventSource | null = null;
    let failures = 0;
    let last = '';
    let timer = 0;
    let over = false;

    function set(now: LiveState): void {
        state.value = now;
        share({ kind: 'state', state: now });
    }

    function again(): void {
        source?.close();
        source = null;
        if (over) return;
        failures += 1;
        set(failures > 1 || !navigator.onLine ? 'offline' : 'asking');
        window.clearTimeout(timer);
        timer = window.setTimeout(open, afterFailures(failures, Math.random()));
    }

    function take(name: LiveName, message: MessageEvent<string>): void {
        if (message.lastEventId) last = message.lastEventId;
        const data: unknown = JSON.parse(message.data);
        tell(name, data);
        share({ kind: 'event', name, data });
        if (name === 'hello') {
            failures = 0;
            set('live');
        }
        // The session is over: whoever does something next is asked to sign in.
        if (name === 'end') finish('off');
    }

    function open(): void {
        window.clearTimeout(timer);
        source = openStream(last);
        for (const name of liveNames) source.addEventListener(name, (event) => take(name, event as MessageEvent<string>));
        source.onerror = again;
    }

    function finish(now: LiveState): void {
        over = true;
        window.clearTimeout(timer);
        source?.close();
        set(now);
    }

    function back(): void {
        if (!over && state.value !== 'live') {
            source?.close();
            open();
        }
    }
    window.addEventListener('online', back);
    open();
    return () => {
        window.removeEventListener('online', back);
        finish('off');
    };
}

/** Browsers allow six connections to a server: of several tabs one holds the line and the others hear it. */
function start(who: string): () => void {
    const channel = 'BroadcastChannel' in window ? new BroadcastChannel(`qq-live-${who}`) : null;
    const share = (message: Shared) => channel?.postMessage(message);
    let end: (() => void) | null = null;
    let release: (() => void) | null = null;
    const cancel = new AbortController();
    if (channel) {
        channel.onmessage = ({ data }: MessageEvent<Shared>) => {
            if (data.kind === 'event') tell(data.name, data.data);
            else if (data.kind === 'state') state.value = data.state;
            else if (end) share({ kind: 'state', state: state.value });
        };
    }
    if (channel && 'locks' in navigator) {
        share({ kind: 'who' });
        void navigator.locks.request(`qq-live-${who}`, { signal: cancel.signal }, () => {
            end = hold(share);
            return new Promise<void>((resolve) => { release = resolve; });
        }).catch(() => undefined);
    } else {
        end = hold(share);
    }
    const asking = window.setInterval(() => {
        if (state.value !== 'live' && document.visibilityState === 'visible' && navigator.onLine) tell('ask', undefined);
    }, askEvery);
    return () => {
        window.clearInterval(asking);
        cancel.abort();
        end?.();
        release?.();
        channel?.close();
        state.value = 'off';
    };
}

function follow(who: string | null): void {
    stop?.();
    stop = who === null ? null : start(who);
    following = who;
}

/**
 * Whether a line stands; one for the whole page. `follow` begins, for whoever is signed in, or ends it; `release` ends
 * it where it is still that one's: the page that comes may have begun its own.
 */
export function useLive() {
    return {
        state: readonly(state),
        follow,
        release: (who: string | null) => { if (who !== null && following === who) follow(null); },
    };
}
