import { computed, nextTick, ref, shallowRef } from 'vue';
import { Refused } from '@/api/problem';
import type { SummaryLine } from '@/components/ErrorSummary.vue';
import { controlOf } from '@/rules/calculators';
import type { Sentences } from '@/rules/form';
import { useSay } from './use_say';

// The rules leave the answer to an officer: nothing is wrong with the question.
const forOfficers = new Set(['sector_not_covered', 'no_statutory_term']);

/** A question to a calculator: its answer, or its faults, each with the label of its field. */
export function useCalculator<Answer>(labelOf: (control: string) => string) {
    const { t, say, sayFailure } = useSay();
    const answer = shallowRef<Answer | null>(null);
    /** Why an officer decides, with the remarks that belong to it. */
    const left = shallowRef<Sentences[]>([]);
    const lines = ref<SummaryLine[]>([]);
    const turn = ref(0);
    const busy = ref(false);

    function refused(cause: unknown): void {
        if (!(cause instanceof Refused)) lines.value = [{ target: '', text: sayFailure(cause) }];
        else if (forOfficers.has(cause.code)) {
            left.value = [cause.problem.sentences, ...(cause.problem.errors ?? []).map((fault) => fault.sentences)];
        } else {
            const faults = (cause.problem.errors ?? []).map((fault) => {
                const target = controlOf(fault.pointer);
                const label = labelOf(target);
                return { target, text: label ? t('calc.about', { label, sentence: say(fault.sentences) }) : say(fault.sentences) };
            });
            lines.value = faults.length > 0 ? faults : [{ target: '', text: say(cause.problem.sentences) }];
        }
    }

    /** Asks, unless `found` already says what to change. The answer takes the focus. */
    async function run(found: SummaryLine[], ask: () => Promise<Answer>): Promise<void> {
        forget();
        lines.value = found;
        if (found.length === 0) {
            busy.value = true;
            try {
                answer.value = await ask();
            } catch (cause) {
                refused(cause);
            } finally {
                busy.value = false;
            }
        }
        ++turn.value;
        await nextTick();
        document.getElementById('answer')?.focus();
    }

    /** What was answered no longer fits what is typed. */
    function forget(): void {
        answer.value = null;
        left.value = [];
    }

    const errors = computed(() => Object.fromEntries(lines.value.map((line) => [line.target, line.text])));
    return { answer, left, lines, errors, turn, busy, run, forget };
}
