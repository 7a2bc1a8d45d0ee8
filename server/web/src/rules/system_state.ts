import type { SystemState } from '@/api/office';

export type Trouble = 'writable' | 'schema' | 'queued' | 'claimed' | 'unknown' | 'timers' | 'disk' | 'audit' | 'senders';

const hour = 3_600_000;

/** What needs a hand: nothing is wrong while this is empty. */
export function troubles(state: SystemState, now: number): Trouble[] {
    const old = (one: { oldest_at: number | null }, longest: number) => one.oldest_at !== null && now - one.oldest_at > longest;
    const found: [Trouble, boolean][] = [
        ['writable', !state.writable],
        ['schema', state.schema.now !== state.schema.newest],
        // A message waits for its hour by night; what is due for an hour has nobody who sends it.
        ['queued', old(state.messages.queued, hour)],
        ['claimed', old(state.messages.claimed, hour)],
        ['unknown', old(state.messages.unknown, 24 * hour)],
        ['timers', old(state.timers_behind, hour / 4)],
        ['disk', state.disk !== null && state.disk.free_bytes < Math.min(5e9, state.disk.total_bytes / 10)],
        ['audit', (state.audit_verified?.faults ?? 0) > 0],
        ['senders', !state.muted && !state.mail && state.sms_providers.length === 0],
    ];
    return found.filter(([, wrong]) => wrong).map(([name]) => name);
}
