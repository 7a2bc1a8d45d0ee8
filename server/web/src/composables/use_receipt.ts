import { shallowRef } from 'vue';
import type { Receipt } from '@/api/types';
import { useSay } from '@/composables/use_say';

const name = 'qq.receipt';
const receipt = shallowRef<Receipt | null>(null);

/** The receipt just given. Its code comes only once, so the tab keeps it through a reload. */
export function keepReceipt(fresh: Receipt): void {
    receipt.value = fresh;
    try {
        sessionStorage.setItem(name, JSON.stringify(fresh));
    } catch { /* then it lives until the page is left */ }
}

export function keptReceipt(): Receipt | null {
    if (receipt.value) return receipt.value;
    try {
        const text = sessionStorage.getItem(name);
        receipt.value = text ? (JSON.parse(text) as Receipt) : null;
    } catch {
        receipt.value = null;
    }
    return receipt.value;
}

/** What heads a receipt: other kinds of case by their own name. */
export function useReceiptTitle(): (given: Receipt) => string {
    const { t, say } = useSay();
    return (given) => (given.workflow === 'complaint' ? t('receipt.title') : t('receipt.title_other', { kind: say(given.workflow_label) }));
}
