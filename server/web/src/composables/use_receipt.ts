import { shallowRef } from 'vue';
import type { Receipt } from '@/api/types';

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
