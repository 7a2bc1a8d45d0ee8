import { api, take } from './client';
import type { components, operations } from './schema';

export type Inbound = components['schemas']['Inbound'];
export type InboundState = components['schemas']['InboundState'];
export type InboundPage = operations['listInbound']['responses'][200]['content']['application/json'];

export const inboundStates: readonly InboundState[] = ['unmatched', 'registered', 'kept', 'set_aside'];

export function listInbound(state: InboundState, after?: string): Promise<InboundPage> {
    return take(api.GET('/api/v1/inbound', { params: { query: { state, ...(after ? { after } : {}) } } }));
}

export async function countInbound(state: InboundState): Promise<number> {
    return (await take(api.GET('/api/v1/inbound/count', { params: { query: { state } } }))).count;
}

/** Whole: the sender as he is, all of the text, the files. */
export function readInbound(uid: string): Promise<Inbound> {
    return take(api.GET('/api/v1/inbound/{inbound}', { params: { path: { inbound: uid } } }));
}

export function assignInbound(uid: string, complaint: string, key: string): Promise<Inbound> {
    return take(api.POST('/api/v1/inbound/{inbound}/assign', { params: { path: { inbound: uid }, header: { 'Idempotency-Key': key } }, body: { complaint } }));
}

export function setInboundAside(uid: string, key: string): Promise<Inbound> {
    return take(api.POST('/api/v1/inbound/{inbound}/set-aside', { params: { path: { inbound: uid }, header: { 'Idempotency-Key': key } } }));
}
