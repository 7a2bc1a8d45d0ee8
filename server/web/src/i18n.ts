import { createI18n } from 'vue-i18n';
import { nextTick } from 'vue';
import { recall, remember } from '@/composables/use_theme';

export type Locale = 'zh-CN' | 'en';
const key = 'qq.language';

export const i18n = createI18n({ legacy: false, locale: 'zh-CN', fallbackLocale: false as const, messages: {} });

const loaders: Record<Locale, () => Promise<{ default: Record<string, unknown> }>> = {
    'zh-CN': () => import('./locales/zh_cn'),
    en: () => import('./locales/en'),
};

const publicWords: Record<Locale, () => Promise<{ default: Record<string, unknown> }>> = {
    'zh-CN': () => import('./locales/zh_cn_public'),
    en: () => import('./locales/en_public'),
};
const withPublic = new Set<Locale>();
let publicWanted = false;

async function addPublic(locale: Locale): Promise<void> {
    if (!publicWanted || withPublic.has(locale)) return;
    i18n.global.mergeLocaleMessage(locale, (await publicWords[locale]()).default as never);
    withPublic.add(locale);
}

/** Loads the words of the guide, the law, the check and the like, and from now on with each language. */
export async function wantPublicWords(): Promise<void> {
    publicWanted = true;
    await addPublic(i18n.global.locale.value as Locale);
}

/** Loads a language once and shows the page in it. */
export async function setLocale(locale: Locale): Promise<void> {
    if (!i18n.global.availableLocales.includes(locale)) {
        i18n.global.setLocaleMessage(locale, (await loaders[locale]()).default as never);
    }
    await addPublic(locale);
    i18n.global.locale.value = locale as never;
    document.documentElement.lang = locale;
    remember(key, locale);
    await nextTick();
}

/** The language chosen before, in the address (?lang=en), or Chinese. */
export function firstLocale(): Locale {
    const wanted = new URLSearchParams(location.search).get('lang') ?? recall(key);
    return wanted === 'en' ? 'en' : 'zh-CN';
}
