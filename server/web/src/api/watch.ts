import { api, take } from './client';
import type { components, operations } from './schema';

export type WatchLine = components['schemas']['WatchLine'];
export type WatchQuery = NonNullable<operations['readReadLog']['parameters']['query']>;
export type WatchLog = 'read' | 'admin';

export function readWatchLog(log: WatchLog, query: WatchQuery) {
    return log === 'read' ? take(api.GET('/api/v1/read-log', { params: { query } })) : take(api.GET('/api/v1/admin-log', { params: { query } }));
}
