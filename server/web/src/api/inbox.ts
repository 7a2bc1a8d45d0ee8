import { api, take } from './client';
import type { components } from './schema';

export type Inbox = components['schemas']['Inbox'];
export type InboxItem = Inbox['items'][number];

export function listInbox(query: { unread?: boolean; after?: string }): Promise<Inbox> {
    return take(api.GET('/api/v1/inbox', { params: { query } }));
}

export async function countUnread(): Promise<number> {
    return (await take(api.GET('/api/v1/inbox/count'))).unread;
}

/** Marks one message, or everything up to it, as read; how many are left. */
export async function markRead(uid: string, until: boolean): Promise<number> {
    return (await take(api.POST('/api/v1/inbox/read', { body: { uid, until } }))).unread;
}
