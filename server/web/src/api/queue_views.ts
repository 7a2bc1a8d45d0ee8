import { api, take } from './client';
import type { components } from './schema';

type Schemas = components['schemas'];
export type QueueView = Schemas['QueueView'];
export type QueueViewList = Schemas['QueueViewList'];
export type NewQueueView = Schemas['NewQueueView'];
type Column = Schemas['QueueColumn'];

export function listQueueViews(): Promise<QueueViewList> {
    return take(api.GET('/api/v1/queue-views'));
}

export function saveQueueView(view: NewQueueView, key: string): Promise<QueueView> {
    return take(api.POST('/api/v1/queue-views', { params: { header: { 'Idempotency-Key': key } }, body: view }));
}

export function changeQueueView(uid: string, view: NewQueueView): Promise<QueueView> {
    return take(api.PUT('/api/v1/queue-views/{view}', { params: { path: { view: uid } }, body: view }));
}

export async function removeQueueView(uid: string): Promise<void> {
    await take(api.DELETE('/api/v1/queue-views/{view}', { params: { path: { view: uid } } }));
}

export async function chooseQueueColumns(columns: Column[]): Promise<Column[]> {
    return (await take(api.PUT('/api/v1/queue-columns', { body: { columns } }))).columns;
}
