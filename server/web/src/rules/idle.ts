/** When a session ends, and when its holder is told. Moments are UTC milliseconds. */

export const warnBefore = 2 * 60_000;

/** So long after the last answer as the server waits for a request, but no later than the session's own end. */
export function idleFor(answeredAt: number, idleMs: number | undefined, expiresAt: number | undefined): number {
    return Math.min(idleMs === undefined ? Infinity : answeredAt + idleMs, expiresAt ?? Infinity);
}

export const warnsAt = (end: number): number => end - warnBefore;

/** Whole minutes, at least one: 90 s are two. */
export const minutesOf = (ms: number): number => Math.max(1, Math.ceil(ms / 60_000));
