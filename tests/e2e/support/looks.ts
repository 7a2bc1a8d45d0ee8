/** A run with --deep looks at everything in every way; the plain run in two ways that differ in all. */
export const deep = process.env['QINGQIAN_DEEP'] === 'yes';

export interface Look {
    language: 'zh-CN' | 'en';
    theme: 'light' | 'dark';
    width: number;
}

const all: Look[] = (['zh-CN', 'en'] as const).flatMap((language) => (['light', 'dark'] as const)
    .flatMap((theme) => [1366, 360].map((width) => ({ language, theme, width }))));
const two = all.filter(({ language, theme, width }) =>
    language === 'zh-CN' ? theme === 'light' && width === 1366 : theme === 'dark' && width === 360);

/** The languages, themes and widths of window a page is looked at in. */
export const looks: Look[] = deep ? all : two;
