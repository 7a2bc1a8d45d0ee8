import { computed, ref, shallowRef } from 'vue';
import { idOf, placeOf } from '@/components/form_layout';
import type { SummaryLine } from '@/components/ErrorSummary.vue';
import type { Problem } from '@/api/types';
import { today } from '@/rules/dates';
import { findFaults, formPointer } from '@/rules/faults';
import type { FormDef, TypedForm } from '@/rules/form';
import { formatFen } from '@/rules/money';
import { useSay } from './use_say';

interface ShownFault {
    pointer: string;
    text: string;
}

/** The faults of a form on the screen: one sentence each, the same at the field and in the summary. */
export function useFaults(form: FormDef) {
    const { t, say, plainLabel, language } = useSay();
    const faults = shallowRef<ShownFault[]>([]);
    /** Faults that belong to no field of the form. */
    const others = shallowRef<SummaryLine[]>([]);
    const turn = ref(0);

    function check(typed: TypedForm, sections: readonly string[], asked: (pointer: string) => boolean = () => true): boolean {
        faults.value = findFaults(form, typed, sections, today()).filter((fault) => asked(fault.pointer)).map((fault) => {
            const params: Record<string, string | number> = { label: plainLabel(fault.field.label), ...fault.params };
            if (typeof params['expected_fen'] === 'number') params['expected'] = formatFen(params['expected_fen']);
            for (const name of ['max', 'over', 'min']) {
                if (typeof params[name] === 'number' && fault.field.type !== 'integer') params[name] = params[name].toLocaleString(language.value);
            }
            const text = t(`fault.${fault.code}`, params);
            return { pointer: fault.pointer, text: language.value === 'en' ? text.charAt(0).toUpperCase() + text.slice(1) : text };
        });
        others.value = [];
        ++turn.value;
        return faults.value.length === 0;
    }

    /** Takes over the faults and reasons of a refusal. */
    function fromProblem(problem: Problem): void {
        const lines: SummaryLine[] = [];
        const fields: ShownFault[] = [];
        for (const fault of problem.errors ?? []) {
            const pointer = formPointer(fault.pointer, form);
            const text = say(fault.sentences);
            if (pointer) fields.push({ pointer, text });
            else lines.push({ target: /declaration/.test(fault.pointer) ? 'declarations' : '', text });
        }
        for (const reason of problem.reasons ?? []) {
            lines.push({ target: reason.code === 'materials_missing' ? 'materials' : '', text: say(reason.sentences) });
        }
        if (fields.length + lines.length === 0) lines.push({ target: '', text: say(problem.sentences) });
        faults.value = fields;
        others.value = lines;
        ++turn.value;
    }

    function clear(): void {
        faults.value = [];
        others.value = [];
    }

    function say_once(lines: SummaryLine[]): void {
        faults.value = [];
        others.value = lines;
        ++turn.value;
    }

    const errors = computed(() => Object.fromEntries(faults.value.map((fault) => [fault.pointer, fault.text])));
    const lines = computed<SummaryLine[]>(() => [
        ...[...faults.value].sort((a, b) => placeOf(a.pointer) - placeOf(b.pointer)).map((fault) => ({ target: idOf(fault.pointer), text: fault.text })),
        ...others.value,
    ]);
    return { errors, lines, turn, faults, check, fromProblem, clear, say: say_once };
}
