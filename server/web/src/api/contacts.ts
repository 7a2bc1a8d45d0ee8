import { api, take } from './client';
import { secretHeader } from './complaints';
import type { components } from './schema';

type Schemas = components['schemas'];
export type ReachedContact = Schemas['ReachedContact'];
export type CodeSent = Schemas['CodeSent'];
export type RespondentWays = Schemas['RespondentWays'];
type Role = ReachedContact['role'];

export async function listContacts(id: string, secret?: string): Promise<ReachedContact[]> {
    return (await take(api.GET('/api/v1/complaints/{id}/contacts', { params: { path: { id } }, headers: secretHeader(secret) }))).items;
}

export function chooseContact(id: string, role: Role, choice: Schemas['ContactChoice']): Promise<ReachedContact> {
    return take(api.PATCH('/api/v1/complaints/{id}/contacts/{role}', { params: { path: { id, role } }, body: choice }));
}

export function sendCode(id: string, role: Role, request: Schemas['CodeRequest'], secret?: string): Promise<CodeSent> {
    return take(api.POST('/api/v1/complaints/{id}/contacts/{role}/codes', { params: { path: { id, role } }, body: request, headers: secretHeader(secret) }));
}

export function enterCode(id: string, role: Role, entry: Schemas['CodeEntry'], secret?: string): Promise<ReachedContact> {
    return take(api.POST('/api/v1/complaints/{id}/contacts/{role}/verifications', { params: { path: { id, role } }, body: entry, headers: secretHeader(secret) }));
}

export function readRespondentWays(id: string): Promise<RespondentWays> {
    return take(api.GET('/api/v1/complaints/{id}/respondent-ways', { params: { path: { id } } }));
}

export function setRespondentWays(id: string, addresses: Schemas['RespondentAddresses']): Promise<RespondentWays> {
    return take(api.PUT('/api/v1/complaints/{id}/respondent-ways', { params: { path: { id } }, body: addresses }));
}

export type RevealedContact = Schemas['RevealedContact'];
export type RevealedCall = Schemas['RevealedCall'];

/** Numbers in full: stands in the read log with the reason, and the auditors are told. */
export function revealContact(id: string, role: Role, reason: string): Promise<RevealedContact> {
    return take(api.POST('/api/v1/complaints/{id}/contacts/{role}/reveal', { params: { path: { id, role } }, body: { reason } }));
}

export function revealCall(call: string, reason: string): Promise<RevealedCall> {
    return take(api.POST('/api/v1/calls/{call}/reveal', { params: { path: { call } }, body: { reason } }));
}
