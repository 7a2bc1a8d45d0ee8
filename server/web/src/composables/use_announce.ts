import { readonly, ref } from 'vue';

const message = ref('');

/** Says something in the page's one polite region; also shown for five seconds as a toast. */
export function announce(text: string): void {
    message.value = '';
    // An equal text twice must be read twice.
    window.setTimeout(() => { message.value = text; }, 20);
}

export function useAnnounced() {
    return { message: readonly(message), clear: () => { message.value = ''; } };
}
