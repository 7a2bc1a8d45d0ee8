import { ref } from 'vue';
import { Refused } from '@/api/problem';
import type { SummaryLine } from '@/components/ErrorSummary.vue';
import { useSay } from './use_say';

/** The faults of a small form: one line each in the summary, and beside the field whose name ends the pointer. */
export function useFormFaults(prefix: string) {
    const { say, sayFailure } = useSay();
    const lines = ref<SummaryLine[]>([]);
    /** Rises with each showing, so that the summary takes the focus again. */
    const turn = ref(0);
    const idOf = (name: string) => `${prefix}-${name}`;
    const errorOf = (name: string) => lines.value.find((line) => line.target === idOf(name))?.text;

    function show(found: SummaryLine[]): void {
        lines.value = found;
        ++turn.value;
    }

    function showFailure(cause: unknown): void {
        const faults = cause instanceof Refused ? (cause.problem.errors ?? []) : [];
        show(faults.length
            ? faults.map((fault) => ({ target: idOf(fault.pointer.split('/').at(-1) ?? ''), text: say(fault.sentences) }))
            : [{ target: '', text: sayFailure(cause) }]);
    }

    return { lines, turn, idOf, errorOf, show, showFailure };
}
