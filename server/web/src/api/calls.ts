import { api, take } from './client';
import type { operations } from './schema';
import type { Call, CallFigures, ComplaintRef } from './types';

export type CallQuery = NonNullable<operations['listCalls']['parameters']['query']>;
export type NewCall = operations['registerCall']['requestBody']['content']['application/json'];
export type CallPage = operations['listCalls']['responses'][200]['content']['application/json'];
type Filter = Omit<CallQuery, 'after' | 'limit'>;

export function listCalls(query: CallQuery): Promise<CallPage> {
    return take(api.GET('/api/v1/calls', { params: { query } }));
}

/** Of the whole time, whatever kind is listed: calls against the cases received in it. */
export function readCallFigures(query: Pick<CallQuery, 'mine' | 'from' | 'until'>): Promise<CallFigures> {
    return take(api.GET('/api/v1/calls/figures', { params: { query } }));
}

export async function countCalls(query: Filter): Promise<number> {
    return (await take(api.GET('/api/v1/calls/count', { params: { query } }))).count;
}

export function registerCall(call: NewCall, key: string): Promise<Call> {
    return take(api.POST('/api/v1/calls', { params: { header: { 'Idempotency-Key': key } }, body: call }));
}

/** Makes a draft of a call, with everything that is known filled in. */
export function convertCall(uid: string, key: string): Promise<ComplaintRef> {
    return take(api.POST('/api/v1/calls/{call}/complaint', { params: { path: { call: uid }, header: { 'Idempotency-Key': key } } }));
}
