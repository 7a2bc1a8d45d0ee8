import { api, take } from './client';

/** What the stream of live updates tells, by the name of its event (`listenLive` of the contract). */
export interface LiveEvents {
    hello: { unread: number; resumed: boolean };
    case: { uid: string; number: string; revision: number; type: string; at: number; state?: string; by?: string; by_kind?: string; assignee?: number | null };
    gone: { uid: string; at: number };
    unread: { count: number };
    presence: { uid: string; number: string; officers: { login: string; name: string }[] };
    reset: Record<string, never>;
    end: { reason: string };
}
export type LiveName = keyof LiveEvents;
export const liveNames: readonly LiveName[] = ['hello', 'case', 'gone', 'unread', 'presence', 'reset', 'end'];

export function openStream(after: string): EventSource {
    return new EventSource(`/api/v1/live${after ? `?after=${encodeURIComponent(after)}` : ''}`);
}

export async function openPresence(id: string): Promise<void> {
    await take(api.PUT('/api/v1/complaints/{id}/presence', { params: { path: { id } } }));
}

export async function closePresence(id: string): Promise<void> {
    await take(api.DELETE('/api/v1/complaints/{id}/presence', { params: { path: { id } } }));
}
