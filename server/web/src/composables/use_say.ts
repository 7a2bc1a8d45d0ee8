import { computed } from 'vue';
import { useI18n } from 'vue-i18n';
import { Refused, Unreachable } from '@/api/problem';
import type { Sentences } from '@/rules/form';

/** The server's sentences in the reader's language, and any failure as one sentence. */
export function useSay() {
    const { t, locale } = useI18n({ useScope: 'global' });
    const language = computed(() => (locale.value === 'en' ? ('en' as const) : ('zh-CN' as const)));
    const say = (sentences: Sentences | undefined | null): string => sentences?.[language.value] ?? '';
    const sayFailure = (cause: unknown): string => {
        if (cause instanceof Refused) return say(cause.problem.sentences);
        if (cause instanceof Unreachable) return t('common.unreachable');
        return t('common.unexpected');
    };
    /** A label without its unit: 拖欠金额（元） is 拖欠金额; in English sentences it begins small. */
    const plainLabel = (label: Sentences): string => {
        const text = say(label).replace(/\s*[（(][^（()）]*[)）]$/, '').replace(/\?$/, '');
        return language.value === 'en' && !/^[A-Z]{2}/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
    };
    /** Words, and sentences, one after the other as the reader's language sets them apart. */
    const list = (words: readonly string[]): string => words.join(language.value === 'en' ? ', ' : '、');
    const sentences = (each: readonly string[]): string => each.join(language.value === 'en' ? '; ' : '；');
    return { t, locale, language, say, sayFailure, plainLabel, list, sentences };
}
