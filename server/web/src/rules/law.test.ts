import { expect, test } from 'vitest';
import regulation from '../law/regulation.json';
import before from '../law/regulation_2020.json';
import { chineseNumber, citations, cited, inChinese } from './law';

test('the Regulation has its 37 articles in five chapters, none empty', () => {
    const articles = regulation.chapters.flatMap((chapter) => chapter.articles);
    expect(regulation.chapters).toHaveLength(5);
    expect(articles.map((article) => article.number)).toEqual(Array.from({ length: 37 }, (_, i) => i + 1));
    expect(articles.every((article) => article.paragraphs.length > 0 && article.paragraphs.every((text) => text.length > 9))).toBe(true);
});

test('the Regulation of 2020 has its 29 articles, none empty', () => {
    const articles = before.chapters.flatMap((chapter) => chapter.articles);
    expect(articles.map((article) => article.number)).toEqual(Array.from({ length: 29 }, (_, i) => i + 1));
    expect(articles.every((article) => article.paragraphs.length > 0 && article.paragraphs.every((text) => text.length > 7))).toBe(true);
    expect(articles[7]?.paragraphs[0]).toContain('付款期限最长不得超过60日');
});

test('Chinese numbers are read and written', () => {
    for (const [text, number] of [['九', 9], ['十', 10], ['十一', 11], ['二十', 20], ['二十五', 25], ['三十七', 37]] as const) {
        expect(chineseNumber(text)).toBe(number);
        expect(inChinese(number)).toBe(text);
    }
});

test('citations lead to the paragraph they name', () => {
    expect(citations('条例第三条、第二十五条第四款')).toEqual([{ article: 3, paragraph: 0 }, { article: 25, paragraph: 4 }]);
    expect(citations('暂行办法 投诉材料第三项')).toEqual([]);
    expect(cited(regulation, { article: 25, paragraph: 4 })).toEqual(['投诉人应当与被投诉人存在合同关系，不得虚假、恶意投诉。']);
    expect(cited(regulation, { article: 9, paragraph: 1 })[0]).toContain('付款期限最长不得超过60日');
    expect(cited(regulation, { article: 17, paragraph: 0 })[0]).toContain('每日利率万分之五');
    expect(cited(regulation, { article: 99, paragraph: 0 })).toEqual([]);
});
