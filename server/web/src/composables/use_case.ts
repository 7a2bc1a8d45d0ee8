import { ref, shallowRef } from 'vue';
import { listClocks, listEvents, listMessages, readComplaint, takeAction, type Transitioned } from '@/api/complaints';
import { drawKey } from '@/api/keys';
import { Refused } from '@/api/problem';
import type { CaseEvent, Clock, Complaint, Message, Problem } from '@/api/types';
import type { Json } from '@/rules/form';

export type Taken =
    /** Without a result where many cases were acted on at once. */
    | { kind: 'done'; result: Transitioned | null }
    | { kind: 'stale'; current: Complaint; before: Complaint }
    | { kind: 'refused'; problem: Problem };

/**
 * Everything a page shows of one case, re-read after each change, and the one way to change it. A respondent sees
 * his own terms with the case and no list of all (`allTerms` false).
 */
export function useCase(id: () => string, allTerms = true) {
    const complaint = shallowRef<Complaint | null>(null);
    const events = shallowRef<CaseEvent[]>([]);
    const clocks = shallowRef<Clock[]>([]);
    const messages = shallowRef<Message[]>([]);
    const readAt = ref(0);
    // The key of an action stays until an answer came: after a dead line the same key asks again.
    const keys = new Map<string, string>();

    async function load(): Promise<Complaint> {
        const number = id();
        const [fresh, history, terms, sent] = await Promise.all([
            readComplaint(number), listEvents(number), allTerms ? listClocks(number) : [], listMessages(number),
        ]);
        complaint.value = fresh;
        events.value = history;
        clocks.value = terms;
        messages.value = sent;
        readAt.value = Date.now();
        return fresh;
    }

    async function take(action: string, input: Record<string, Json>): Promise<Taken> {
        const before = complaint.value;
        if (!before) throw new Error('no case');
        // Another input is another request: it needs its own key.
        const name = `${action} ${JSON.stringify(input)} ${before.etag}`;
        const key = keys.get(name) ?? drawKey();
        keys.set(name, key);
        try {
            const result = await takeAction(before.number ?? before.uid, action, input, before.etag, key);
            keys.delete(name);
            complaint.value = result.complaint;
            void load().catch(() => undefined);
            return { kind: 'done', result };
        } catch (cause) {
            if (!(cause instanceof Refused)) throw cause;
            keys.delete(name);
            if (cause.status !== 412) return { kind: 'refused', problem: cause.problem };
            const current = cause.problem.current ?? (await readComplaint(id()));
            complaint.value = current;
            void load().catch(() => undefined);
            return { kind: 'stale', current, before };
        }
    }

    return { complaint, events, clocks, messages, readAt, load, take };
}
