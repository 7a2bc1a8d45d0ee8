import { mkdirSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { accessible } from '../support/axe';
import { looks } from '../support/looks';
import { chineseLeft, noSidewaysScroll, portalPages } from '../support/portal';

const folder = new URL('../screenshots/', import.meta.url).pathname;
const named = (path: string) => path.replace(/\W+/g, '-').replace(/^-|-$/g, '') || 'home';

for (const { language, theme, width } of looks) {
    test(`every portal page: ${language}, ${theme}, ${width} px`, async ({ browser, baseURL }) => {
        test.setTimeout(400_000);
        mkdirSync(folder, { recursive: true });
        const context = await browser.newContext({ baseURL: baseURL ?? '', viewport: { width, height: width < 500 ? 740 : 768 }, colorScheme: theme });
        await context.addInitScript((chosen) => localStorage.setItem('qq.language', chosen), language);
        const page = await context.newPage();
        const complaints: string[] = [];
        page.on('pageerror', (error) => complaints.push(String(error)));
        page.on('console', (message) => { if (message.type() === 'error' || /\[intlify\]|\[Vue/.test(message.text())) complaints.push(message.text()); });
        for (const path of portalPages) {
            await page.goto(path);
            await page.waitForLoadState('networkidle');
            await expect(page.getByRole('heading', { level: 1 }), path).toHaveCount(1);
            await expect(page, path).toHaveTitle(/\S+ · \S+/);
            await accessible(page, `${path} ${language} ${theme}`);
            if (language === 'en') expect(await chineseLeft(page), `Chinese left on ${path}`).toEqual([]);
            await page.screenshot({ path: `${folder}${named(path)}-${language}-${theme}-${width}.png`, fullPage: true });
        }
        expect(complaints).toEqual([]);
        await context.close();
    });
}

test('at 200 % zoom nothing scrolls sideways and nothing is lost', async ({ browser, baseURL }) => {
    // A window of 1366 pixels zoomed to 200 % is 683 wide to the page.
    const context = await browser.newContext({ baseURL: baseURL ?? '', viewport: { width: 683, height: 384 }, deviceScaleFactor: 2 });
    const page = await context.newPage();
    for (const path of portalPages) {
        await page.goto(path);
        await page.waitForLoadState('networkidle');
        await expect(page.getByRole('heading', { level: 1 }), path).toBeVisible();
        await noSidewaysScroll(page, path);
    }
    await context.close();
});

test('on a phone the menu opens by tap and leads to every subject', async ({ browser, baseURL }) => {
    const context = await browser.newContext({ baseURL: baseURL ?? '', viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true });
    const page = await context.newPage();
    await page.goto('/');
    await expect(page.getByRole('navigation', { name: '主导航' })).toBeHidden();
    await page.getByRole('button', { name: '菜单' }).tap();
    await page.getByRole('navigation', { name: '主导航' }).getByRole('link', { name: '法规' }).tap();
    await expect(page).toHaveURL(/\/law$/);
    await page.goto('/law#article-17');
    await expect(page.locator('#article-17')).toBeInViewport();
    await expect(page.locator('#article-17')).toContainText('每日利率万分之五');
    await context.close();
});

test('working days are counted with their make-up days', async ({ page }) => {
    await page.goto('/calculators/working-days');
    await page.getByLabel('从哪天起').fill('2026-02-09');
    await page.getByRole('button', { name: '数到哪天' }).click();
    // Ten working days from 9 February 2026 end on a Saturday that is worked.
    await expect(page.getByTestId('answer')).toContainText('2026年2月28日');
    await expect(page.getByTestId('answer')).toContainText('调休上班，计');
});
