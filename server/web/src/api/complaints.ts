import { api, take } from './client';
import type { Attachment, BulkResults, CaseEvent, Clock, Complaint, DocumentPage, Language, Message, Receipt, Related, RespondentRecord, Route, TransitionPreview } from './types';
import type { Json } from '@/rules/form';
import type { operations } from './schema';

export type QueueQuery = NonNullable<operations['listComplaints']['parameters']['query']>;
export type Filed = operations['fileComplaint']['responses'][201]['content']['application/json'];
export type Transitioned = operations['takeTransition']['responses'][201]['content']['application/json'];
export type Channel = 'web' | 'counter' | 'phone' | 'letter' | 'mail' | 'forwarded';
type FormJson = Record<string, Json>;

// The secret of a draft is no parameter of the operations but one of the contract's security schemes.
export function secretHeader(secret: string | undefined): Record<string, string> {
    return secret ? { 'Draft-Secret': secret } : {};
}

export function createDraft(form: FormJson, language: Language, key: string, secret?: string, channel?: Channel, workflow?: string): Promise<Filed> {
    return take(api.POST('/api/v1/complaints', {
        params: { header: { 'Idempotency-Key': key } },
        headers: secretHeader(secret),
        body: { form: form as Record<string, never>, submit: false, language, ...(channel ? { channel } : {}), ...(workflow ? { workflow } : {}) },
    }));
}

export function saveForm(id: string, form: FormJson, language: Language, etag: string, secret?: string): Promise<Complaint> {
    return take(api.PATCH('/api/v1/complaints/{id}', {
        params: { path: { id }, header: { 'If-Match': etag } },
        headers: secretHeader(secret),
        body: { form: form as Record<string, never>, language },
    }));
}

export function readComplaint(id: string, secret?: string): Promise<Complaint> {
    return take(api.GET('/api/v1/complaints/{id}', { params: { path: { id } }, headers: secretHeader(secret) }));
}

export function takeAction(
    id: string, action: string, input: FormJson, etag: string, key: string, secret?: string,
): Promise<Transitioned> {
    return take(api.POST('/api/v1/complaints/{id}/transitions', {
        params: { path: { id }, header: { 'If-Match': etag, 'Idempotency-Key': key } },
        headers: secretHeader(secret),
        body: { action, input: input as Record<string, never> },
    }));
}

/** What the action would issue and send; nothing is changed. */
export function previewAction(id: string, action: string, input: FormJson): Promise<TransitionPreview> {
    return take(api.POST('/api/v1/complaints/{id}/transitions/preview', { params: { path: { id } }, body: { action, input: input as Record<string, never> } }));
}

export async function listEvents(id: string): Promise<CaseEvent[]> {
    return (await take(api.GET('/api/v1/complaints/{id}/events', { params: { path: { id } } }))).items;
}

export async function listClocks(id: string): Promise<Clock[]> {
    return (await take(api.GET('/api/v1/complaints/{id}/clocks', { params: { path: { id } } }))).items;
}

export async function listMessages(id: string): Promise<Message[]> {
    return (await take(api.GET('/api/v1/complaints/{id}/messages', { params: { path: { id } } }))).items;
}

export function readDocument(id: string, document: string): Promise<DocumentPage> {
    return take(api.GET('/api/v1/complaints/{id}/documents/{document}', { params: { path: { id, document } } }));
}

export function readReceipt(id: string): Promise<Receipt> {
    return take(api.GET('/api/v1/complaints/{id}/receipt', { params: { path: { id } } }));
}

export async function listAttachments(id: string, secret?: string): Promise<Attachment[]> {
    const answer = take(api.GET('/api/v1/complaints/{id}/attachments', { params: { path: { id } }, headers: secretHeader(secret) }));
    return (await answer).items;
}

export function releaseAttachment(id: string, attachment: string, body: { reason?: string }): Promise<Attachment> {
    return take(api.POST('/api/v1/complaints/{id}/attachments/{attachment}/release', { params: { path: { id, attachment } }, body }));
}

export async function removeAttachment(id: string, attachment: string, secret?: string): Promise<void> {
    await take(api.DELETE('/api/v1/complaints/{id}/attachments/{attachment}', {
        params: { path: { id, attachment } },
        headers: secretHeader(secret),
    }));
}

export function contentAddress(id: string, attachment: string): string {
    return `/api/v1/complaints/${id}/attachments/${attachment}/content`;
}

export function listComplaints(query: QueueQuery, signal?: AbortSignal) {
    return take(api.GET('/api/v1/complaints', { params: { query }, ...(signal ? { signal } : {}) }));
}

export async function countComplaints(query: Omit<QueueQuery, 'sort' | 'after' | 'limit'>, signal?: AbortSignal): Promise<number> {
    return (await take(api.GET('/api/v1/complaints/count', { params: { query }, ...(signal ? { signal } : {}) }))).count;
}

export function readRoute(id: string): Promise<Route> {
    return take(api.GET('/api/v1/complaints/{id}/route', { params: { path: { id } } }));
}

export function readRelated(id: string): Promise<Related> {
    return take(api.GET('/api/v1/complaints/{id}/related', { params: { path: { id } } }));
}

export function readRespondentRecord(id: string, after?: string): Promise<RespondentRecord> {
    return take(api.GET('/api/v1/complaints/{id}/respondent-record', { params: { path: { id }, query: after ? { after } : {} } }));
}

export type DuplicateQuery = operations['findDuplicates']['parameters']['query'];
export type Duplicates = operations['findDuplicates']['responses'][200]['content']['application/json'];

export function findDuplicates(query: DuplicateQuery): Promise<Duplicates> {
    return take(api.GET('/api/v1/duplicates', { params: { query } }));
}

export interface BulkItem {
    id: string;
    if_match: string;
}

export async function actOnMany(action: string, input: FormJson, items: BulkItem[], key: string): Promise<BulkResults['items']> {
    const answer = take(api.POST('/api/v1/bulk', {
        params: { header: { 'Idempotency-Key': key } },
        body: { action, input: input as Record<string, never>, items },
    }));
    return (await answer).items;
}
