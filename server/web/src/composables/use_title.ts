import { onUnmounted, watchEffect } from 'vue';
import { useI18n } from 'vue-i18n';

/** Sets the page's title; with faults on the page it begins with 错误：. */
export function useTitle(title: () => string, wrong: () => boolean = () => false): void {
    const { t } = useI18n({ useScope: 'global' });
    const stop = watchEffect(() => {
        document.title = `${wrong() ? t('common.error_prefix') : ''}${title()} · ${t('common.product')}`;
    });
    onUnmounted(stop);
}
