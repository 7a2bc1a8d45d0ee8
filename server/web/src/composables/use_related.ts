import { onMounted, ref, shallowRef, watch } from 'vue';
import { readRelated, readRespondentRecord } from '@/api/complaints';
import type { Related, RespondentRecord } from '@/api/types';
import { useSay } from './use_say';

/** Cases of the same parties and what is on record of the respondent, read once a case for all who show of it. */
export function useRelated(id: () => string) {
    const { sayFailure } = useSay();
    const related = shallowRef<Related | null>(null);
    const record = shallowRef<RespondentRecord | null>(null);
    const failure = ref('');

    async function load(): Promise<void> {
        if (!id()) return;
        failure.value = '';
        try {
            [related.value, record.value] = await Promise.all([readRelated(id()), readRespondentRecord(id())]);
        } catch (cause) {
            failure.value = sayFailure(cause);
        }
    }
    onMounted(load);
    watch(id, () => {
        related.value = null;
        record.value = null;
        void load();
    });
    return { related, record, failure, load };
}
