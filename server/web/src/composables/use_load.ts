import { onMounted, onUnmounted, ref, shallowRef } from 'vue';

/** Loads what a page shows: content, loading (shown only after 300 ms) or failure, and a way to try again. */
export function useLoad<T>(load: () => Promise<T>) {
    const data = shallowRef<T | null>(null);
    const failure = shallowRef<unknown>(null);
    const busy = ref(false);
    const slow = ref(false);
    let timer = 0;
    let turn = 0;

    async function reload(): Promise<void> {
        const mine = ++turn;
        busy.value = true;
        timer = window.setTimeout(() => { slow.value = busy.value; }, 300);
        try {
            const fresh = await load();
            if (mine !== turn) return;
            data.value = fresh;
            failure.value = null;
        } catch (cause) {
            if (mine === turn) failure.value = cause;
        } finally {
            if (mine === turn) {
                busy.value = false;
                slow.value = false;
                window.clearTimeout(timer);
            }
        }
    }
    onMounted(reload);
    onUnmounted(() => window.clearTimeout(timer));
    return { data, failure, busy, slow, reload };
}
