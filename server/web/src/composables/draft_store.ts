import { drawKey } from '@/api/keys';
import { recall, remember } from './use_theme';
import type { TypedForm } from '@/rules/form';
import type { Touched } from '@/rules/merge';

export interface Sent {
    etag: string;
    form: string;
}

/** What the browser keeps of a draft, so that a reload, a dead line or a closed tab loses nothing. */
export interface KeptDraft {
    secret: string;
    createKey: string;
    submitKey: string;
    uid: string | null;
    etag: string | null;
    typed: TypedForm;
    /** When each field was last typed into, for tabs that share the draft. */
    touched?: Touched;
    /** What the server had of the form after the last save here, as JSON; null: what is typed, as it was read there. */
    saved?: string | null;
    /** What was sent last and upon which state: the server may have it before its answer is here, or in the other tab. */
    sent?: Sent;
    /** Sums that somebody typed himself, as "0/arrears_fen". */
    ownSums: string[];
    declared: string[];
    step: number;
    at: number;
}

export function readDraft(name: string): KeptDraft | null {
    return parseDraft(recall(name));
}

export function parseDraft(text: string | null): KeptDraft | null {
    if (!text) return null;
    try {
        const draft = JSON.parse(text) as KeptDraft;
        return typeof draft.secret === 'string' && draft.typed ? draft : null;
    } catch {
        return null;
    }
}

export function writeDraft(name: string, draft: KeptDraft | null): void {
    remember(name, draft ? JSON.stringify(draft) : null);
}

/** Where the browser keeps what an officer registers for a caller; each draft made elsewhere has a place of its own. */
export function deskDraft(login: string, draft = ''): string {
    return `qq.desk-draft.${login}${draft ? `.${draft}` : ''}`;
}

/** A draft in the browser with these values, where none is kept yet; what is kept goes on with its new values. */
export function beginDraft(name: string, typed: TypedForm): void {
    const fresh = { secret: drawKey(), createKey: drawKey(), submitKey: drawKey(), uid: null, etag: null, ownSums: [], declared: [], step: 0, at: 0 };
    writeDraft(name, { ...fresh, ...readDraft(name), typed });
}

/** Goes on with a draft that the server made; an officer's is opened by his session, without a secret. */
export function adoptDraft(name: string, made: { uid: string; etag: string }, typed: TypedForm, secret = ''): void {
    writeDraft(name, {
        secret, createKey: drawKey(), submitKey: drawKey(), uid: made.uid, etag: made.etag, typed, saved: null,
        ownSums: [], declared: [], step: 0, at: Date.now(),
    });
}
