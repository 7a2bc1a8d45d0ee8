import { plainProblem, problemOf, Refused, Unreachable } from './problem';
import type { Attachment, AttachmentKind } from './types';

export interface Upload {
    id: string;
    kind: AttachmentKind;
    file: File;
    key: string;
    secret?: string | undefined;
}

/** RFC 9530 digest of a file; nothing where the page is not served securely. */
async function contentDigest(file: File): Promise<string | null> {
    if (!globalThis.crypto?.subtle) return null;
    const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', await file.arrayBuffer()));
    return `sha-256=:${btoa(String.fromCharCode(...hash))}:`;
}

function parse(text: string): unknown {
    try {
        return JSON.parse(text) as unknown;
    } catch {
        return undefined;
    }
}

/** Sends a file as the body; fetch cannot tell how much has gone out, so this is the one XMLHttpRequest. */
export async function sendFile(upload: Upload, onProgress: (percent: number) => void, signal: AbortSignal): Promise<Attachment> {
    const digest = await contentDigest(upload.file).catch(() => null);
    return new Promise((resolve, reject) => {
        const request = new XMLHttpRequest();
        const query = new URLSearchParams({ kind: upload.kind, name: upload.file.name });
        request.open('POST', `/api/v1/complaints/${upload.id}/attachments?${query}`);
        request.setRequestHeader('Content-Type', 'application/octet-stream');
        request.setRequestHeader('Idempotency-Key', upload.key);
        if (upload.secret) request.setRequestHeader('Draft-Secret', upload.secret);
        if (digest) request.setRequestHeader('Content-Digest', digest);
        request.upload.onprogress = (event) => {
            if (event.lengthComputable) onProgress(Math.floor((event.loaded / event.total) * 100));
        };
        request.onload = () => {
            if (request.status === 201) resolve(parse(request.responseText) as Attachment);
            else if (request.status === 0) reject(new Unreachable());
            else reject(new Refused(problemOf(parse(request.responseText) ?? plainProblem(request.status), request.status)));
        };
        request.onerror = () => reject(new Unreachable());
        request.onabort = () => reject(new DOMException('aborted', 'AbortError'));
        signal.addEventListener('abort', () => request.abort());
        request.send(upload.file);
    });
}
