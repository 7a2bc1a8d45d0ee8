import { api, take } from './client';
import type { components } from './schema';

type Schemas = components['schemas'];
export type ReachedContact = Schemas['ReachedContact'];
export type CodeSent = Schemas['CodeSent'];
type Role = ReachedContact['role'];

export async function listContacts(id: string): Promise<ReachedContact[]> {
    return (await take(api.GET('/api/v1/complaints/{id}/contacts', { params: { path: { id } } }))).items;
}

export function chooseContact(id: string, role: Role, choice: Schemas['ContactChoice']): Promise<ReachedContact> {
    return take(api.PATCH('/api/v1/complaints/{id}/contacts/{role}', { params: { path: { id, role } }, body: choice }));
}

export function sendCode(id: string, role: Role, request: Schemas['CodeRequest']): Promise<CodeSent> {
    return take(api.POST('/api/v1/complaints/{id}/contacts/{role}/codes', { params: { path: { id, role } }, body: request }));
}

export function enterCode(id: string, role: Role, entry: Schemas['CodeEntry']): Promise<ReachedContact> {
    return take(api.POST('/api/v1/complaints/{id}/contacts/{role}/verifications', { params: { path: { id, role } }, body: entry }));
}
