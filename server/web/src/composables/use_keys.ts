import { onMounted, onUnmounted, ref } from 'vue';
import { recall, remember } from './use_theme';

const name = 'qq.keys';
const enabled = ref(recall(name) !== 'off');

/** Whether a dialog stands open: those that were closed, or never opened, still stand in the document. */
export function dialogOpen(): boolean {
    return [...document.querySelectorAll('.el-overlay-dialog')].some((dialog) => dialog.getClientRects().length > 0);
}

function typing(event: KeyboardEvent): boolean {
    const target = event.target as HTMLElement | null;
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return true;
    if (dialogOpen()) return true;
    return !!target?.closest('input, textarea, select, [contenteditable]');
}

/** Single keys of a page; off in fields, dialogs and while Pinyin is composed, and by a switch (WCAG 2.1.4). */
export function useKeys(keys: Record<string, () => void>) {
    function press(event: KeyboardEvent): void {
        if (!enabled.value || typing(event)) return;
        const action = keys[event.key];
        if (!action) return;
        event.preventDefault();
        action();
    }
    onMounted(() => document.addEventListener('keydown', press));
    onUnmounted(() => document.removeEventListener('keydown', press));
    return {
        enabled,
        toggle: () => {
            enabled.value = !enabled.value;
            remember(name, enabled.value ? null : 'off');
        },
    };
}
