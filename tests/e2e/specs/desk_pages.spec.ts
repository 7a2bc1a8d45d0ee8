import { expect, test, type Page } from '@playwright/test';
import { accessible } from '../support/axe';
import { looks } from '../support/looks';
import { inquired, office, trackCase } from '../support/office';
import { administrator, handlingHead, intake, signIn } from '../support/people';
import { chineseLeft, noSidewaysScroll } from '../support/portal';
import { shot } from '../support/shot';

const named = (path: string) => path.replace(/\W+/g, '-').replace(/^-|-$/g, '');
/** Pages of the desk that pages.spec.ts does not open, by who may open them. */
const pages = [
    [intake, ['/desk', '/desk/new', '/desk/calls', '/desk/letters', '/desk/letters?state=kept', '/desk/notices', '/desk/inbox', '/desk/send-log']],
    [handlingHead, ['/desk/substitutes']],
    [administrator, ['/admin/webhooks', '/admin/calendar', '/admin/wordings', '/admin/wordings/ACCEPTED']],
] as const;

const written = ', .viewer-list, .message-text, .timeline, .el-popper';
const spoken = ['/desk/inbox', '/desk/send-log', '/admin/wordings'];

async function check(page: Page, what: string, language: string): Promise<void> {
    await page.mouse.move(0, 0);
    await page.waitForLoadState('networkidle');
    await expect(page.getByRole('heading', { level: 1 }), what).toHaveCount(1);
    await accessible(page, `${what} ${language}`);
    // What people wrote stays as they wrote it; telling.spec.ts reads what is said of messages.
    if (language.startsWith('en') && !spoken.some((path) => what.startsWith(path))) expect(await chineseLeft(page, written), `Chinese left on ${what}`).toEqual([]);
}

for (const { language, theme, width } of looks) {
    test(`every page of the desk: ${language}, ${theme}, ${width} px`, async ({ browser, baseURL }) => {
        test.setTimeout(300_000);
        const context = await browser.newContext({ baseURL: baseURL ?? '', viewport: { width, height: 768 }, colorScheme: theme });
        await context.addInitScript((chosen) => localStorage.setItem('qq.language', chosen), language);
        const page = await context.newPage();
        for (const [who, paths] of pages) {
            await signIn(page, who);
            for (const path of paths) {
                await page.goto(path);
                await check(page, path, `${language} ${theme}`);
                await shot(page, `${named(path)}-${language}-${theme}-${width}`);
            }
        }
        await context.close();
    });
}

test('a tracked case and a respondent\'s case are accessible in English and in the dark', async ({ browser, baseURL }) => {
    const { filed, code } = await inquired();
    for (const { language, theme, width } of looks) {
        const context = await browser.newContext({ baseURL: baseURL ?? '', viewport: { width, height: 768 }, colorScheme: theme });
        await context.addInitScript((chosen) => localStorage.setItem('qq.language', chosen), language);
        const page = await context.newPage();
        await trackCase(page, filed);
        await check(page, 'a tracked case', language);
        await shot(page, `tracked-case-${language}-${theme}-${width}`);
        await page.goto('/respond');
        const opened = await page.request.post('/api/v1/sessions', { data: filed.respondent(code), headers: { Origin: baseURL ?? '' } });
        expect(opened.status()).toBe(201);
        await page.reload();
        await page.locator('.respond-form').waitFor();
        await check(page, 'a respondent\'s case', language);
        await shot(page, `respondent-case-${language}-${theme}-${width}`);
        await context.close();
    }
});

test('at 200 % zoom no page of the desk scrolls sideways', async ({ browser, baseURL }) => {
    const { number } = await office.file();
    const context = await browser.newContext({ baseURL: baseURL ?? '', viewport: { width: 683, height: 384 }, deviceScaleFactor: 2 });
    const page = await context.newPage();
    for (const [who, paths] of pages) {
        await signIn(page, who);
        for (const path of [...paths, ...(who === intake ? [`/desk/c/${number}`] : [])]) {
            await page.goto(path);
            await page.waitForLoadState('networkidle');
            await expect(page.getByRole('heading', { level: 1 }), path).toBeVisible();
            await noSidewaysScroll(page, path);
        }
    }
    await context.close();
});
