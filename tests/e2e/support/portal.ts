import { expect, type Page } from '@playwright/test';

/** Every page of the portal that anybody can open by its address. */
export const portalPages = [
    '/', '/check', '/file', '/letter', '/receipt', '/track', '/verify', '/respond', '/calculators', '/calculators/overdue', '/calculators/interest',
    '/calculators/size', '/calculators/working-days', '/calculators/credit-code', '/guide', '/law', '/figures', '/contact', '/accessibility', '/privacy', '/no/such/page',
] as const;

/** Chinese that may stand on an English page: names, law texts, legal terms in brackets, the way back to Chinese. */
export async function chineseLeft(page: Page, beside = ''): Promise<string[]> {
    return page.evaluate((allowed) => {
        const left: string[] = [];
        const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
        for (let node = walker.nextNode(); node; node = walker.nextNode()) {
            const element = node.parentElement;
            if (!element || element.closest(allowed)) continue;
            const text = (node.textContent ?? '').replace(/[（(][^（()）]*[)）]/g, '');
            if (/[一-鿿]/.test(text) && element.checkVisibility()) left.push(text.trim());
        }
        return left;
    }, `[lang=zh-CN], noscript, script, .q-article, option${beside}`);
}

export async function noSidewaysScroll(page: Page, what: string): Promise<void> {
    const beyond = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(beyond, `${what} scrolls sideways`).toBeLessThanOrEqual(0);
}

/** Answers one plain question of the check and goes on. */
export async function answer(page: Page, question: string, choice: string): Promise<void> {
    await expect(page.getByRole('heading', { level: 1, name: question })).toBeVisible();
    await page.getByRole('radio', { name: choice, exact: true }).check();
    await page.getByRole('button', { name: '继续' }).click();
}
