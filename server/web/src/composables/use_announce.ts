import { readonly, ref, shallowRef } from 'vue';

const message = ref('');
const undo = shallowRef<(() => void) | null>(null);

/**
 * Says something in the page's one polite region; also shown for five seconds as a toast. What can be taken back brings
 * how: the toast then has a button for it.
 */
export function announce(text: string, takeBack: (() => void) | null = null): void {
    message.value = '';
    // An equal text twice must be read twice.
    window.setTimeout(() => {
        message.value = text;
        undo.value = takeBack;
    }, 20);
}

function clear(): void {
    message.value = '';
    undo.value = null;
}

export function useAnnounced() {
    return {
        message: readonly(message), undo, clear,
        undone: () => {
            const takeBack = undo.value;
            clear();
            takeBack?.();
        },
    };
}
