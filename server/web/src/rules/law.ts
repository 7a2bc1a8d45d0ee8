/** The Regulation (保障中小企业款项支付条例) as text with anchors, and citations of it as they stand in forms. */

export interface Article {
    number: number;
    paragraphs: string[];
}

export interface Chapter {
    number: string;
    title: string;
    articles: Article[];
}

export interface Regulation {
    title: string;
    decree: string[];
    in_force: string;
    chapters: Chapter[];
}

export interface Citation {
    article: number;
    /** From 1; 0 for the whole article. */
    paragraph: number;
}

const digits = '零一二三四五六七八九';

/** 九, 十, 二十五 as numbers, up to 99; 0 for what is none. */
export function chineseNumber(text: string): number {
    const [tens, ones] = text.includes('十') ? text.split('十') : [undefined, text];
    const value = (each: string | undefined) => (each ? digits.indexOf(each) : 0);
    if (value(tens) < 0 || value(ones) < 0) return 0;
    return tens === undefined ? value(ones) : (tens ? value(tens) : 1) * 10 + value(ones);
}

/** 9 as 九, 25 as 二十五, up to 99. */
export function inChinese(number: number): string {
    const [tens, ones] = [Math.floor(number / 10), number % 10];
    if (tens === 0) return digits[ones] ?? '';
    return `${tens > 1 ? digits[tens] : ''}十${ones ? digits[ones] : ''}`;
}

/** The articles of the Regulation that a note names: 条例第三条、第二十五条第四款. Notes on other rules name none. */
export function citations(note: string): Citation[] {
    if (!note.includes('条例')) return [];
    return [...note.matchAll(/第([一二三四五六七八九十]+)条(?:第([一二三四五六七八九十]+)款)?/g)].flatMap((match) => {
        const article = chineseNumber(match[1] ?? '');
        return article ? [{ article, paragraph: chineseNumber(match[2] ?? '') }] : [];
    });
}

/** The paragraphs a citation means: one, or the whole article with the items below its paragraphs. */
export function cited(regulation: Regulation, citation: Citation): string[] {
    const article = regulation.chapters.flatMap((chapter) => chapter.articles).find((each) => each.number === citation.article);
    if (!article) return [];
    const one = citation.paragraph ? article.paragraphs[citation.paragraph - 1] : undefined;
    return one ? [one] : article.paragraphs;
}

/** The anchor of an article on the page of law texts. */
export function anchorOf(article: number): string {
    return `article-${article}`;
}
