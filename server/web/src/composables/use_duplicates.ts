import { onScopeDispose, shallowRef } from 'vue';
import { findDuplicates, type Duplicates } from '@/api/complaints';
import { creditCodeState } from '@/rules/credit_code';
import type { TypedForm, TypedItem } from '@/rules/form';
import { tidyCode } from '@/rules/text';

// A code that is pasted, or typed on, is asked about once.
const pause = 250;

const first = (value: TypedItem | TypedItem[] | undefined): TypedItem => (Array.isArray(value) ? (value[0] ?? {}) : (value ?? {}));
const code = (value: unknown) => tidyCode(String(value ?? ''));

/** What a respondent is complained about already, as soon as its code stands in the form; each question once. */
export function useDuplicates() {
    const found = shallowRef<Duplicates | null>(null);
    let asked = '';
    let timer = 0;

    function look(typed: TypedForm): void {
        const respondent = code(first(typed['respondent'])['credit_code']);
        const complainant = code(first(typed['complainant'])['credit_code']);
        const contract = String(first(typed['debts'])['contract_number'] ?? '').trim();
        const question = JSON.stringify([respondent, complainant, contract]);
        if (question === asked) return;
        asked = question;
        window.clearTimeout(timer);
        if (creditCodeState(respondent) !== 'right') {
            found.value = null;
            return;
        }
        timer = window.setTimeout(async () => {
            const answer = await findDuplicates({ respondent_code: respondent, ...(creditCodeState(complainant) === 'right' ? { complainant_code: complainant } : {}), ...(contract ? { contract_number: contract } : {}) }).catch(() => null);
            if (question === asked) found.value = answer;
            // A dead line answers another time.
            if (!answer && question === asked) asked = '';
        }, pause);
    }

    onScopeDispose(() => window.clearTimeout(timer));
    return { found, look };
}
