import { onUnmounted, reactive, ref, shallowRef, watch } from 'vue';
import { createDraft, readComplaint, saveForm, takeAction, type Channel, type Transitioned } from '@/api/complaints';
import { drawKey } from '@/api/keys';
import { Refused, Unreachable } from '@/api/problem';
import type { Complaint, Language, Offer } from '@/api/types';
import { today } from '@/rules/dates';
import { formPointer, unsavable } from '@/rules/faults';
import { emptyForm, fromForm, toForm, type FormDef, type TypedForm } from '@/rules/form';
import { changedFields, merged } from '@/rules/merge';
import { readDraft, writeDraft, type KeptDraft } from './draft_store';

export interface SaveState {
    kind: 'none' | 'saving' | 'saved' | 'offline' | 'failed';
    at: number;
}

export interface DraftOptions {
    storage: string;
    language: () => Language;
    channel?: () => Channel;
    /** The kind of case; a complaint where none is named. */
    workflow?: string;
    /** A case sent back for supplement: its form is edited in place, by the session and without a secret. */
    existing?: Complaint | undefined;
}

const pauseAfterTyping = 900;
const pauseAfterFailure = 30_000;

function freshDraft(form: FormDef): KeptDraft {
    return {
        secret: drawKey(), createKey: drawKey(), submitKey: drawKey(), uid: null, etag: null, typed: emptyForm(form),
        ownSums: [], declared: [], step: 0, at: 0,
    };
}

/** A draft that is saved as it is typed: at once in the browser, after a pause at the server. */
export function useDraft(form: FormDef, options: DraftOptions) {
    const existing = options.existing;
    const kept = readDraft(options.storage);
    const draft = reactive<KeptDraft>({ ...freshDraft(form), ...kept });
    if (existing) {
        if (!kept) draft.typed = fromForm(form, existing.form as Record<string, unknown>);
        Object.assign(draft, { uid: existing.number ?? existing.uid, etag: existing.etag });
    }
    const secret = () => (existing ? undefined : draft.secret);
    // A newer form may have fields that the kept draft has not.
    for (const [key, value] of Object.entries(emptyForm(form))) {
        draft.typed[key] ??= value;
    }
    const state = ref<SaveState>({ kind: kept?.uid ? 'saved' : 'none', at: kept?.at ?? 0 });
    const conflict = shallowRef<Complaint | null>(null);
    const gone = ref(false);
    let savedJson = '';
    let skipped = new Set<string>();
    let timer = 0;
    let running: Promise<void> | null = null;
    let again = false;
    let finished = false;
    /** The form as this tab knew it last, as JSON; what differs was typed here since. */
    let known = JSON.stringify(draft.typed);
    /** The offer to submit, with the server's reasons why not yet. */
    const offer = shallowRef<Offer | null>(null);
    /** What may stand in the way of acceptance, as the server saw the form last. */
    const warnings = shallowRef<Complaint['warnings']>([]);
    /** Cases about the same contract that were there before; a save tells of them. */
    const earlier = shallowRef<NonNullable<Complaint['earlier']>>([]);
    let submitAction = existing ? 'resubmit' : options.channel ? 'register' : 'submit';

    function keep(): void {
        if (!finished) writeDraft(options.storage, draft);
    }

    function currentForm() {
        return toForm(form, draft.typed as TypedForm, new Set([...unsavable(form, draft.typed as TypedForm, today()), ...skipped]));
    }

    function saved(ref: { uid: string; etag: string }, json: string): void {
        if (!existing) draft.uid = ref.uid;
        draft.etag = ref.etag;
        draft.at = Date.now();
        savedJson = json;
        state.value = { kind: 'saved', at: draft.at };
        keep();
    }

    async function sendOnce(): Promise<void> {
        const body = currentForm();
        const json = JSON.stringify(body);
        if (draft.uid && json === savedJson) {
            state.value = { kind: 'saved', at: draft.at };
            return;
        }
        state.value = { kind: 'saving', at: draft.at };
        if (!draft.uid || !draft.etag) {
            const filed = await createDraft(body, options.language(), draft.createKey, draft.secret, options.channel?.(), options.workflow);
            saved(filed.complaint, json);
            return;
        }
        const complaint = await saveForm(draft.uid, body, options.language(), draft.etag, secret());
        noteAction(complaint);
        saved(complaint, json);
    }

    function noteAction(complaint: Complaint): void {
        warnings.value = complaint.warnings;
        if (complaint.earlier) earlier.value = complaint.earlier;
        // An officer's draft is registered, everybody else's submitted; both may be listed, one is possible.
        const offers = complaint.actions.filter((each) => ['submit', 'resubmit', 'register'].includes(each.action));
        const wanted = existing ? 'resubmit' : options.channel ? 'register' : 'submit';
        offer.value = offers.find((each) => each.action === wanted) ?? offers[0] ?? null;
        submitAction = offer.value?.action ?? wanted;
    }

    /** True when the refusal was dealt with and saving may go on. */
    async function recover(cause: Refused): Promise<boolean> {
        if (cause.status === 412 && draft.uid) {
            const current = cause.problem.current ?? (await readComplaint(draft.uid, secret()));
            const theirs = JSON.stringify(toForm(form, fromForm(form, current.form as Record<string, unknown>)));
            // Another tab saved what stands here, too: it wrote the same draft into the browser.
            if (theirs === savedJson || savedJson === '' || theirs === JSON.stringify(currentForm())) {
                draft.etag = current.etag;
                return true;
            }
            conflict.value = current;
            return false;
        }
        if (cause.code === 'not_a_draft') {
            gone.value = true;
            return false;
        }
        if (!existing && (cause.code === 'idempotency_key_reused' || cause.status === 404 || cause.status === 403)) {
            // The first answer got lost, or the draft is no longer kept: what was typed begins a new one.
            Object.assign(draft, { secret: drawKey(), createKey: drawKey(), uid: null, etag: null });
            savedJson = '';
            return true;
        }
        if (cause.status === 422) {
            const before = skipped.size;
            for (const fault of cause.problem.errors ?? []) {
                const pointer = formPointer(fault.pointer, form);
                if (pointer) skipped.add(pointer);
            }
            return skipped.size > before;
        }
        return false;
    }

    async function sendWithCare(): Promise<void> {
        for (let tries = 0; tries < 4; ++tries) {
            try {
                await sendOnce();
                return;
            } catch (cause) {
                if (cause instanceof Refused && (await recover(cause).catch(() => false))) continue;
                state.value = { kind: cause instanceof Unreachable ? 'offline' : 'failed', at: draft.at };
                if (!conflict.value && !gone.value) schedule(pauseAfterFailure);
                return;
            }
        }
    }

    function push(): Promise<void> {
        window.clearTimeout(timer);
        if (finished || conflict.value || gone.value) return Promise.resolve();
        if (running) {
            again = true;
            return running;
        }
        running = (async () => {
            do {
                again = false;
                await sendWithCare();
            } while (again && state.value.kind === 'saved');
        })().finally(() => { running = null; });
        return running;
    }

    function schedule(pause: number): void {
        window.clearTimeout(timer);
        timer = window.setTimeout(() => void push(), pause);
    }

    /** Saves now; true when the server has everything. */
    async function flush(): Promise<boolean> {
        await push();
        return state.value.kind === 'saved';
    }

    /** Saves, then asks what still stands against submitting. */
    async function look(): Promise<Offer | null> {
        await push();
        if (draft.uid) noteAction(await readComplaint(draft.uid, secret()));
        return offer.value;
    }

    /** The case's id for uploads, creating the draft where needed. */
    async function ensure(): Promise<{ id: string; secret?: string }> {
        if (!draft.uid) await push();
        if (!draft.uid) throw new Unreachable();
        return { id: draft.uid, ...(existing ? {} : { secret: draft.secret }) };
    }

    async function submit(): Promise<Transitioned> {
        if (!(await flush()) || !draft.uid || !draft.etag) throw new Unreachable();
        const declarations = form.declarations.filter((each) => draft.declared.includes(each.code))
            .map(({ code, version }) => ({ code, version }));
        try {
            return await takeAction(draft.uid, submitAction, { declarations }, draft.etag, draft.submitKey, secret());
        } catch (cause) {
            // Only an answer settles a try; after silence the same key must ask again, lest it be filed twice.
            if (cause instanceof Refused) {
                draft.submitKey = drawKey();
                if (cause.status === 412) await recover(cause);
            }
            throw cause;
        }
    }

    function resolveConflict(mine: boolean): void {
        const current = conflict.value;
        if (!current) return;
        draft.etag = current.etag;
        conflict.value = null;
        if (!mine) draft.typed = fromForm(form, current.form as Record<string, unknown>);
        savedJson = '';
        void push();
    }

    function discard(): void {
        finished = true;
        window.clearTimeout(timer);
        writeDraft(options.storage, null);
    }

    function startOver(): void {
        window.clearTimeout(timer);
        Object.assign(draft, freshDraft(form));
        if (existing) Object.assign(draft, { typed: fromForm(form, existing.form as Record<string, unknown>), uid: existing.number ?? existing.uid, etag: existing.etag });
        savedJson = '';
        skipped = new Set();
        warnings.value = [];
        earlier.value = [];
        gone.value = false;
        conflict.value = null;
        state.value = { kind: 'none', at: 0 };
        writeDraft(options.storage, null);
    }

    watch(() => draft.typed, () => {
        const now = JSON.stringify(draft.typed);
        if (now === known) return;
        const at = Date.now();
        const fields = changedFields(JSON.parse(known) as TypedForm, JSON.parse(now) as TypedForm);
        draft.touched = { ...draft.touched, ...Object.fromEntries(fields.map((field) => [field, at])) };
        known = now;
        skipped = new Set();
        keep();
        if (!finished) schedule(pauseAfterTyping);
    }, { deep: true });
    watch(() => JSON.stringify([draft.step, draft.declared, draft.ownSums]), keep);
    const online = () => void push();
    window.addEventListener('online', online);
    // One draft, two tabs: what is typed in one stands in the other at once, and what was sent is sent in both.
    const elsewhere = (event: StorageEvent) => {
        if (event.key !== options.storage || finished) return;
        const theirs = readDraft(options.storage);
        if (!theirs) {
            gone.value = draft.uid !== null || existing !== undefined;
            return;
        }
        const both = merged({ typed: draft.typed, touched: draft.touched ?? {} }, { typed: theirs.typed, touched: theirs.touched ?? {} });
        known = JSON.stringify(both.typed);
        // Where each tab is, is its own; whose draft came first at the server counts for both.
        Object.assign(draft, theirs, { step: draft.step, ...both });
        if (known !== JSON.stringify(theirs.typed)) keep();
    };
    window.addEventListener('storage', elsewhere);
    onUnmounted(() => {
        window.removeEventListener('online', online);
        window.removeEventListener('storage', elsewhere);
        window.clearTimeout(timer);
    });
    return { draft, state, warnings, earlier, conflict, gone, flush, look, ensure, submit, resolveConflict, discard, startOver, resumed: kept !== null };
}

export type Draft = ReturnType<typeof useDraft>;
