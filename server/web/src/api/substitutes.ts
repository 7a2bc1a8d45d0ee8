import { api, take } from './client';
import type { components } from './schema';

type Schemas = components['schemas'];
export type NewSubstitution = Schemas['NewSubstitution'];
export type Substitution = Schemas['Substitution'];
export type SubstitutionList = Schemas['SubstitutionList'];
export type HandOver = Schemas['HandOver'];
export type HandOverResult = Schemas['HandOverResult'];

export function listSubstitutions(): Promise<SubstitutionList> {
    return take(api.GET('/api/v1/substitutions'));
}

export function nameSubstitute(input: NewSubstitution, key: string): Promise<Substitution> {
    return take(api.POST('/api/v1/substitutions', { params: { header: { 'Idempotency-Key': key } }, body: input }));
}

export async function endSubstitution(uid: string): Promise<void> {
    await take(api.DELETE('/api/v1/substitutions/{substitution}', { params: { path: { substitution: uid } } }));
}

export function handOver(input: HandOver): Promise<HandOverResult> {
    return take(api.POST('/api/v1/hand-over', { body: input }));
}
