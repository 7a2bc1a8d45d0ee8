import type { DetailedError, HttpResponse } from 'tus-js-client';
import { api, take } from './client';
import { plainProblem, problemOf, Refused, Unreachable } from './problem';
import type { Attachment, AttachmentKind, UploadState } from './types';

export interface Sending {
    id: string;
    kind: AttachmentKind;
    file: File;
    /** SHA-256 of the file, where the browser can tell it. */
    digest: string | null;
    /** What was begun before and goes on; empty for a new one. */
    upload: string;
    secret?: string | undefined;
}

export interface Steps {
    onBegun: (upload: string) => void;
    onProgress: (percent: number) => void;
}

const spoken = { 'Tus-Resumable': '1.0.0' as const };
const secretHeader = (secret: string | undefined): Record<string, string> => (secret ? { 'Draft-Secret': secret } : {});

/** SHA-256 in hex; nothing where the page is not served securely. */
export async function digestOf(file: File): Promise<string | null> {
    if (!globalThis.crypto?.subtle) return null;
    const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', await file.arrayBuffer()));
    return Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** What was begun and has not arrived whole. */
export async function listUploads(id: string, secret?: string): Promise<UploadState[]> {
    return (await take(api.GET('/api/v1/complaints/{id}/uploads', { params: { path: { id } }, headers: secretHeader(secret) }))).items;
}

/** Nothing that has arrived of it is kept. */
export async function giveUpUpload(id: string, upload: string, secret?: string): Promise<void> {
    await take(api.DELETE('/api/v1/complaints/{id}/uploads/{upload}', { params: { path: { id, upload }, header: spoken }, headers: secretHeader(secret) }));
}

async function attachmentOf(id: string, upload: string, secret?: string): Promise<Attachment> {
    const { attachment } = await take(api.GET('/api/v1/complaints/{id}/uploads/{upload}', { params: { path: { id, upload } }, headers: secretHeader(secret) }));
    if (!attachment) throw new Unreachable();
    return attachment;
}

function parse(text: string): unknown {
    try {
        return JSON.parse(text) as unknown;
    } catch {
        return undefined;
    }
}

function refusalOf(answer: HttpResponse | null | undefined): Error {
    if (!answer?.getStatus()) return new Unreachable();
    return new Refused(problemOf(parse(answer.getBody()) ?? plainProblem(answer.getStatus()), answer.getStatus()));
}

/** Sends a file, or what is still missing of it. What comes back is durable; a broken line can be taken up again. */
export async function sendFile(sending: Sending, { onBegun, onProgress }: Steps, signal: AbortSignal): Promise<Attachment> {
    // Fetched with the first file that somebody sends, not with the page.
    const { Upload } = await import('tus-js-client').catch(() => { throw new Unreachable(); });
    const endpoint = new URL(`/api/v1/complaints/${sending.id}/uploads`, location.origin).href;
    const { kind, file, digest } = sending;
    const upload = await new Promise<string>((resolve, reject) => {
        const idOf = (url: string | null): string => url?.split('/').pop() ?? '';
        const tus = new Upload(file, {
            endpoint,
            uploadUrl: sending.upload ? `${endpoint}/${sending.upload}` : null,
            metadata: { kind, name: file.name, ...(digest ? { sha256: digest } : {}) },
            headers: secretHeader(sending.secret),
            // When to try again, and what of, the page itself knows better.
            retryDelays: null,
            storeFingerprintForResuming: false,
            onUploadUrlAvailable: () => onBegun(idOf(tus.url)),
            onProgress: (sent, total) => onProgress(Math.floor((sent / total) * 100)),
            onSuccess: () => resolve(idOf(tus.url)),
            onError: (error) => reject(refusalOf('originalResponse' in error ? (error as DetailedError).originalResponse : null)),
        });
        signal.addEventListener('abort', () => { void tus.abort(); reject(new DOMException('aborted', 'AbortError')); });
        if (signal.aborted) reject(new DOMException('aborted', 'AbortError'));
        else tus.start();
    });
    return attachmentOf(sending.id, upload, sending.secret);
}
