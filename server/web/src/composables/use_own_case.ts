import { computed, nextTick, onMounted, ref, watch } from 'vue';
import { useCase } from './use_case';
import { useSay } from './use_say';
import { useSession } from './use_session';

/** The one case that whoever signed in by a code may see: loaded when he is in, dropped when he leaves. */
export function useOwnCase(kind: 'tracking' | 'respondent', allTerms = true) {
    const { sayFailure } = useSay();
    const { me, current, leave: endSession } = useSession();
    const number = computed(() => (me.value?.kind === kind ? (me.value.complaint ?? null) : null));
    const view = useCase(() => number.value ?? '', allTerms);
    const failure = ref('');
    const ready = ref(false);

    async function load(): Promise<void> {
        failure.value = '';
        try {
            await current();
            if (number.value) await view.load();
        } catch (cause) {
            failure.value = sayFailure(cause);
        }
        ready.value = true;
        await nextTick();
        document.getElementById('case-title')?.focus();
    }

    async function leave(): Promise<void> {
        await endSession().catch(() => undefined);
        view.complaint.value = null;
        await nextTick();
        document.querySelector<HTMLElement>('main')?.focus();
    }

    onMounted(load);
    // Signing in takes the form away before it could say that it is done.
    watch(number, (now) => { if (now && ready.value) void load(); });
    return { number, view, failure, ready, load, leave };
}
