import { shallowRef } from 'vue';
import { useI18n } from 'vue-i18n';
import { listWorkflows, workflowNamed } from '@/api/reference';
import type { WorkflowView } from '@/api/types';
import { longDay } from '@/rules/dates';
import type { Sentences } from '@/rules/form';
import { formatFen } from '@/rules/money';
import { useSay } from './use_say';

/** Members of history and tracks that are sums in 分. */
const sums = new Set(['verified', 'undisputed', 'disputed', 'paid', 'planned', 'waived', 'admitted', 'amount', 'amount_fen']);
const workflows = shallowRef<WorkflowView[]>([]);
let asked = false;

/** Names and values of the history and of tracks in human words; codes by the workflow's own lists. */
export function useWords() {
    const { te } = useI18n({ useScope: 'global' });
    const { say, t, locale, list } = useSay();
    if (!asked) {
        asked = true;
        void listWorkflows().then((list) => Promise.all(list.map((each) => workflowNamed(each.name)))).then((all) => { workflows.value = all; }).catch(() => { asked = false; });
    }
    const found = <T>(look: (view: WorkflowView) => T | undefined): T | undefined => workflows.value.map(look).find((each) => each !== undefined);

    const named = (name: string): string => (te(`value.${name}`) ? t(`value.${name}`) : name);
    function code(text: string): string {
        const choice = found((view) => Object.values(view.choices).flat().find((each) => each.code === text));
        // Codes of the law's own lists, N06 or O3, come after their words.
        if (choice) return /^[A-Z]\d+$/.test(text) ? t('common.with_code', { words: say(choice.label), code: text }) : say(choice.label);
        return te(`code.${text}`) ? t(`code.${text}`) : text;
    }

    const state = (name: string): string => say(found((view) => view.states.find((each) => each.code === name)?.label)) || name;
    const clock = (kind: string): string => say(found((view) => view.clocks.find((each) => each.kind === kind)?.label)) || (te(`clock.${kind}`) ? t(`clock.${kind}`) : kind);

    function object(value: Record<string, unknown>): string {
        if (typeof value['zh-CN'] === 'string') return say(value as unknown as Sentences);
        if (typeof value['defect'] === 'string') return `${value['defect']} → ${String(value['cure'] ?? '')}`;
        if (typeof value['due'] === 'string' && typeof value['amount_fen'] === 'number') {
            return `${longDay(value['due'], locale.value)} · ${t('common.yuan', { sum: formatFen(value['amount_fen']) })}`;
        }
        return Object.entries(value).map(([name, each]) => words(name, each)).filter(Boolean).join(' · ');
    }

    function words(name: string, value: unknown): string {
        if (value === null || value === undefined || value === '') return '';
        if (typeof value === 'boolean') return t(value ? 'common.yes' : 'common.no');
        if (typeof value === 'number') return sums.has(name) || name.endsWith('_fen') ? t('common.yuan', { sum: formatFen(value) }) : String(value);
        if (Array.isArray(value)) {
            const parts = value.map((each) => words(name, each)).filter(Boolean);
            return value.some((each) => typeof each === 'object') ? parts.join('\n') : list(parts);
        }
        if (typeof value === 'object') return object(value as Record<string, unknown>);
        const text = String(value);
        if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return longDay(text, locale.value);
        return /^[A-Za-z0-9_]+$/.test(text) ? code(text) : text;
    }

    return { named, words, code, state, clock };
}
