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

/** Words that few need: of the guide, the law and the check; of those who lead and administer. */
const moreWords = {
    public: { 'zh-CN': () => import('./locales/zh_cn_public'), en: () => import('./locales/en_public') },
    office: { 'zh-CN': () => import('./locales/zh_cn_office'), en: () => import('./locales/en_office') },
} as const;
export type MoreWords = keyof typeof moreWords;
const wanted = new Set<MoreWords>();
const added = new Set<string>();

async function addMore(locale: Locale): Promise<void> {
    for (const name of wanted) {
        if (added.has(name + locale)) continue;
        i18n.global.mergeLocaleMessage(locale, (await moreWords[name][locale]()).default as never);
        added.add(name + locale);
    }
}

/** Loads such words, and from now on with each language. */
export async function wantWords(name: MoreWords): Promise<void> {
    wanted.add(name);
    await addMore(i18n.global.locale.value as Locale);
}

/** Loads a language once and shows the page in it. */
export async function setLocale(locale: Locale): Promise<void> {
    if (!i18n.global.availableLocales.includes(locale)) {
        i18n.global.setLocaleMessage(locale, (await loaders[locale]()).default as never);
    }
    await addMore(locale);
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
