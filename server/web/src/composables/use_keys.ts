import { onMounted, onUnmounted, ref } from 'vue';
import { recall, remember } from './use_theme';

const name = 'qq.keys';
const enabled = ref(recall(name) !== 'off');
/** Maps of keys, the page's own last: it is asked first. */
const maps: Readonly<Record<string, () => void>>[] = [];
/** A first key that waits for its second, g before q. */
let prefix = '';
let timer = 0;
const patience = 1_500;

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

function awaitSecond(key: string): void {
    prefix = `${key} `;
    window.clearTimeout(timer);
    timer = window.setTimeout(() => { prefix = ''; }, patience);
}

function press(event: KeyboardEvent): void {
    if (!enabled.value || typing(event) || event.key === 'Shift') return;
    const key = prefix + event.key;
    const begins = !prefix && maps.some((map) => Object.keys(map).some((each) => each.startsWith(`${event.key} `)));
    prefix = '';
    const action = [...maps].reverse().find((map) => map[key])?.[key];
    if (!action && !begins) return;
    event.preventDefault();
    if (action) action();
    else awaitSecond(event.key);
}

/**
 * Single keys of a page, or two one after the other as 'g q'; off in fields, dialogs and while Pinyin is composed, and
 * by a switch (WCAG 2.1.4).
 */
export function useKeys(keys: Record<string, () => void>) {
    onMounted(() => {
        if (maps.length === 0) document.addEventListener('keydown', press);
        maps.push(keys);
    });
    onUnmounted(() => {
        maps.splice(maps.indexOf(keys), 1);
        if (maps.length === 0) document.removeEventListener('keydown', press);
    });
    return useKeySwitch();
}

export function useKeySwitch() {
    return {
        enabled,
        toggle: () => {
            enabled.value = !enabled.value;
            remember(name, enabled.value ? null : 'off');
        },
    };
}

const map = ref(false);

/** Whether the map of the keys stands open; every page of the desk has it. */
export const useKeyMap = () => map;
