import { computed, onScopeDispose, reactive, ref, shallowRef, watch } from 'vue';
import { createDraft, readComplaint, saveForm, takeAction, type Channel, type Transitioned } from '@/api/complaints';
import { drawKey } from '@/api/keys';
import { Refused, Unreachable } from '@/api/problem';
import type { Complaint, Language, Offer } from '@/api/types';
import { today } from '@/rules/dates';
import { formPointer, unsavable } from '@/rules/faults';
import { emptyForm, fromForm, renewed, toForm, type FormDef, type TypedForm } from '@/rules/form';
import { changedFields, differing, merged, withTaken, type Difference } from '@/rules/merge';
import { parseDraft, readDraft, writeDraft, type KeptDraft, type Sent } from './draft_store';

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
    draft.typed = renewed(form, draft.typed as TypedForm);
    const state = ref<SaveState>({ kind: kept?.uid ? 'saved' : 'none', at: kept?.at ?? 0 });
    const conflict = shallowRef<Complaint | null>(null);
    const gone = ref(false);
    // After a reload the server may have what somebody wrote elsewhere: only what was saved from here is known.
    let savedJson = kept?.saved ?? '';
    /** What any tab of this browser sent lately: where the server has it, nobody else wrote it. */
    let sent: Sent[] = kept?.sent ? [kept.sent] : [];
    let skipped = new Set<string>();
    let timer = 0;
    let running: Promise<void> | null = null;
    let again = false;
    let finished = false;
    /** The form as this tab knew it last, as JSON; what differs was typed here since. */
    let known = JSON.stringify(draft.typed);
    const besides = () => JSON.stringify([draft.step, draft.declared, draft.ownSums]);
    let knownBesides = besides();
    /** The offer to submit, with the server's reasons why not yet. */
    const offer = shallowRef<Offer | null>(null);
    /** What may stand in the way of acceptance, as the server saw the form last. */
    const warnings = shallowRef<Complaint['warnings']>([]);
    /** Cases about the same contract that were there before; a save tells of them. */
    const earlier = shallowRef<NonNullable<Complaint['earlier']>>([]);
    if (kept?.uid && kept.saved === null) savedJson = JSON.stringify(currentForm());
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
        draft.at = Math.max(Date.now(), draft.at + 1);
        savedJson = json;
        draft.saved = json;
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
        draft.sent = { etag: draft.etag, form: json };
        sent = [...sent, draft.sent].slice(-6);
        keep();
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
            const read = (stored: unknown) => JSON.stringify(toForm(form, fromForm(form, stored as Record<string, unknown>)));
            const theirs = read(current.form);
            const same = (json: string) => json === theirs || read(JSON.parse(json)) === theirs;
            // Another tab saved what stands here, too, or what it typed a moment ago; or the answer to this one got lost.
            const ours = sent.some((each) => each.etag === draft.etag && same(each.form));
            if (savedJson === '' || same(savedJson) || ours || same(JSON.stringify(currentForm()))) {
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
            delete draft.saved;
            delete draft.sent;
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

    /** What both sides have of each field they differ in; what stood there before either changed it, where it is known. */
    const differences = computed(() => {
        if (!conflict.value) return [];
        const before = savedJson ? fromForm(form, JSON.parse(savedJson) as Record<string, unknown>) : null;
        return differing(before, draft.typed as TypedForm, fromForm(form, conflict.value.form as Record<string, unknown>));
    });

    /** Goes on with what was typed here, what stands at the server, or a form made of both. */
    function resolveConflict(choice: 'mine' | 'theirs' | readonly Difference[]): void {
        const current = conflict.value;
        if (!current) return;
        const theirs = fromForm(form, current.form as Record<string, unknown>);
        draft.etag = current.etag;
        conflict.value = null;
        if (choice === 'theirs') draft.typed = theirs;
        else if (choice !== 'mine') draft.typed = withTaken(draft.typed as TypedForm, theirs, choice);
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
        delete draft.saved;
        delete draft.sent;
        sent = [];
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
    watch(besides, (now) => {
        if (now === knownBesides) return;
        knownBesides = now;
        keep();
    });
    const online = () => void push();
    window.addEventListener('online', online);
    // One draft, two tabs: what is typed in one stands in the other at once, and what was sent is sent in both.
    const elsewhere = (event: StorageEvent) => {
        if (event.key !== options.storage || finished) return;
        // The storage may have what was written here since; what the other tab sends is in its own words only.
        const told = parseDraft(event.newValue)?.sent;
        if (told && !sent.some((each) => each.etag === told.etag && each.form === told.form)) sent = [...sent, told].slice(-6);
        const theirs = readDraft(options.storage);
        if (!theirs) {
            gone.value = draft.uid !== null || existing !== undefined;
            return;
        }
        const both = merged({ typed: draft.typed, touched: draft.touched ?? {} }, { typed: theirs.typed, touched: theirs.touched ?? {} });
        known = JSON.stringify(both.typed);
        // A tab that has not heard of the last save yet must not take it back.
        const stale = theirs.secret === draft.secret && theirs.at <= draft.at;
        const { uid, etag, at, createKey, saved: base } = draft;
        // Where each tab is, is its own; whose draft came first at the server counts for both.
        Object.assign(draft, theirs, { step: draft.step, ...both }, stale ? { uid, etag, at, createKey, saved: base } : {});
        if (!stale && typeof theirs.saved === 'string') savedJson = theirs.saved;
        knownBesides = besides();
        const later = changedFields(theirs.typed, both.typed).some((field) => (both.touched[field] ?? 0) > (theirs.touched?.[field] ?? 0));
        if (later || (stale && theirs.at < at)) keep();
        // The other tab saved upon what is asked about here: it was its own, or is settled there.
        if (!stale && conflict.value) {
            conflict.value = null;
            schedule(pauseAfterTyping);
        }
    };
    window.addEventListener('storage', elsewhere);
    onScopeDispose(() => {
        window.removeEventListener('online', online);
        window.removeEventListener('storage', elsewhere);
        window.clearTimeout(timer);
    });
    return { draft, state, warnings, earlier, conflict, differences, gone, flush, look, ensure, submit, resolveConflict, discard, startOver, resumed: kept !== null };
}

export type Draft = ReturnType<typeof useDraft>;
