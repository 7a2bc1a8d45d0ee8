import { expect, test, type Page } from '@playwright/test';
import { accessible } from '../support/axe';
import { next } from '../support/filing';
import { looks } from '../support/looks';
import { intake, signIn } from '../support/people';

/** Chinese that may stand on an English page: names, legal terms in brackets, the way back to Chinese. */
async function chineseLeft(page: Page): Promise<string[]> {
    return page.evaluate(() => {
        const left: string[] = [];
        const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
        for (let node = walker.nextNode(); node; node = walker.nextNode()) {
            const element = node.parentElement;
            if (!element || element.closest('[lang=zh-CN], .viewer-list, noscript, script, .message-text, .timeline, .q-article, option, .el-popper')) continue;
            const text = (node.textContent ?? '').replace(/[（(][^（()）]*[)）]/g, '');
            if (/[一-鿿]/.test(text) && element.checkVisibility()) left.push(text.trim());
        }
        return left;
    });
}

for (const { language, theme, width } of looks) {
    test(`every page is accessible: ${language}, ${theme}, ${width} px`, async ({ browser, baseURL }) => {
        const context = await browser.newContext({ baseURL: baseURL ?? '', viewport: { width, height: 768 }, colorScheme: theme });
        await context.addInitScript((chosen) => localStorage.setItem('qq.language', chosen), language);
        const page = await context.newPage();
        const complaints: string[] = [];
        page.on('pageerror', (error) => complaints.push(String(error)));
        page.on('console', (message) => {
            if (/Content Security Policy|\[intlify\]|\[Vue/.test(message.text())) complaints.push(message.text());
        });
        const check = async (what: string) => {
            // What opens under the pointer is looked at by itself, not half faded in.
            await page.mouse.move(0, 0);
            await page.waitForLoadState('networkidle');
            await expect(page.getByRole('heading', { level: 1 })).toHaveCount(1);
            await accessible(page, `${what} ${language} ${theme}`);
            if (language === 'en') expect(await chineseLeft(page), `Chinese left on ${what}`).toEqual([]);
        };
        for (const path of ['/', '/track', '/respond', '/verify', '/receipt', '/no/such/page', '/desk/login']) {
            await page.goto(path);
            await check(path);
        }
        await page.goto('/file');
        await check('/file');
        await next(page).click();
        await check('/file with faults');
        await signIn(page, intake);
        await check('/desk');
        await page.goto('/desk/new');
        await check('/desk/new');
        await page.goto('/desk/calls');
        await check('/desk/calls');
        await page.goto('/desk');
        await page.locator('#row-0').click();
        await check('a case');
        for (const tab of await page.getByRole('tab').all()) {
            await tab.click();
            await check(`a case, ${await tab.innerText()}`);
        }
        expect(complaints).toEqual([]);
        await context.close();
    });
}

test('languages and themes are switched and remembered', async ({ page }) => {
    await page.goto('/');
    await page.getByRole('button', { name: 'English' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Owed money for goods, works or services?');
    await expect(page.locator('html')).toHaveAttribute('lang', 'en');
    await page.getByRole('button', { name: 'Dark' }).click();
    await expect(page.locator('html')).toHaveClass(/dark/);
    await page.reload();
    await expect(page.locator('html')).toHaveAttribute('lang', 'en');
    await expect(page.locator('html')).toHaveClass(/dark/);
});

test('wrong sign-ins are told in words', async ({ page }) => {
    await page.goto('/desk/login');
    await page.locator('main form button[type=submit]').click();
    await expect(page.locator('.summary')).toContainText('填写账号');
    await page.getByLabel('账号').fill(intake.login);
    await page.getByLabel('密码').fill('nonsense-nonsense');
    await page.locator('main form button[type=submit]').click();
    await expect(page.locator('.summary')).toContainText('账号或密码不对，核对后再试');
    await page.goto('/track');
    await page.getByLabel('查询码').fill('AAAA-AAAA-AAAA');
    await page.getByLabel('信用代码后六位').fill('123');
    await page.getByRole('button', { name: '查看' }).click();
    await expect(page.locator('.summary')).toContainText('应为 6 位，现在 3 位');
});
