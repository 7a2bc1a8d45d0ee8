import { computed, nextTick, onMounted, onUnmounted, ref, watch } from 'vue';
import { announce } from './use_announce';
import { useCase } from './use_case';
import { onLive, useLive } from './use_live';
import { useSay } from './use_say';
import { useSession } from './use_session';

const revisionOf = (etag: string | undefined) => Number((etag ?? '').replace(/\D/g, ''));

/** The one case that whoever signed in by a code may see: loaded when he is in, dropped when he leaves. */
export function useOwnCase(kind: 'tracking' | 'respondent', allTerms = true) {
    const { t, sayFailure } = useSay();
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

    // What happens in his case stands there at once; a form that is open stays as it is.
    const { follow, release } = useLive();
    const followed = () => (number.value ? `${kind}:${number.value}` : null);
    let timer = 0;
    function look(): void {
        window.clearTimeout(timer);
        timer = window.setTimeout(() => {
            if (number.value) void view.load().then(() => announce(t('live.case_changed')), () => undefined);
        }, 400);
    }
    onLive('case', ({ revision }) => { if (revision > revisionOf(view.complaint.value?.etag)) look(); });
    onLive('reset', look);
    // While no line stands, what is read again is no news by itself.
    onLive('ask', () => { if (number.value) void view.load().catch(() => undefined); });
    watch(number, (now, before) => {
        if (now) follow(followed());
        else if (before) release(`${kind}:${before}`);
    }, { immediate: true });
    onUnmounted(() => {
        window.clearTimeout(timer);
        release(followed());
    });

    onMounted(load);
    // Signing in takes the form away before it could say that it is done.
    watch(number, (now) => { if (now && ready.value) void load(); });
    return { number, view, failure, ready, load, leave };
}
