/** A run with --deep looks at everything in every way. The plain run, whose other specs look at what they open in Chinese,
 * in the light and on a wide screen, walks all pages in English, in the dark and on a telephone. */
export const deep = process.env['QINGQIAN_DEEP'] === 'yes';

export interface Look {
    language: 'zh-CN' | 'en';
    theme: 'light' | 'dark';
    width: number;
}

const all: Look[] = (['zh-CN', 'en'] as const).flatMap((language) => (['light', 'dark'] as const)
    .flatMap((theme) => [1366, 360].map((width) => ({ language, theme, width }))));
const farthest = all.filter(({ language, theme, width }) => language === 'en' && theme === 'dark' && width === 360);

/** The languages, themes and widths of window a page is looked at in. */
export const looks: Look[] = deep ? all : farthest;
