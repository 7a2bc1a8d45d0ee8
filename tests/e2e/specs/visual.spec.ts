import { expect, test } from '@playwright/test';

/**
 * The twelve main pages as they looked, at half size and with tolerance: what moves, is missing or changes its colour
 * shows; a pixel does not. Times, numbers and lists that differ from run to run are covered. After a change that is
 * meant: `QINGQIAN_DEEP=yes tests/e2e/run.sh specs/visual --update-snapshots`, and look at the pictures.
 */
const desk = ['/desk', '/desk/calls', '/desk/new'] as const;
const pages = ['/', '/check', '/file', '/track', '/respond', '/calculators/overdue', '/guide', '/law', '/contact', ...desk] as const;
const named = (path: string) => path.replace(/\W+/g, '-').replace(/^-|-$/g, '') || 'home';
const moving = ['time', '.number', '.tab-count', '.queue-count', '.queue-table tbody', '.who', '.save-state', '[data-testid=figures]', '[data-testid=inbox-link]'];

for (const language of ['zh-CN', 'en'] as const) {
    for (const width of [1366, 360] as const) {
        test(`the main pages look as they did: ${language}, ${width} px`, { tag: '@deep' }, async ({ browser, baseURL }) => {
            const context = await browser.newContext({ baseURL: baseURL ?? '', viewport: { width, height: 768 }, deviceScaleFactor: 0.5, reducedMotion: 'reduce', locale: 'zh-CN', timezoneId: 'Asia/Shanghai' });
            await context.addInitScript((chosen) => localStorage.setItem('qq.language', chosen), language);
            const page = await context.newPage();
            const signedIn = await page.request.post('/api/v1/sessions', { data: { kind: 'officer', login: 'shenhe', password: 'qingqian-demo-2026' }, headers: { Origin: baseURL ?? '' } });
            expect(signedIn.status()).toBe(201);
            for (const path of pages) {
                await page.goto(path);
                await page.waitForLoadState('networkidle');
                await expect(page.getByRole('heading', { level: 1 }), path).toBeVisible();
                await page.mouse.move(0, 0);
                await page.locator('body').evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
                await expect.soft(page).toHaveScreenshot([`${named(path)}-${language}-${width}.png`], {
                    animations: 'disabled', caret: 'hide', scale: 'device', maxDiffPixelRatio: 0.02, threshold: 0.25, mask: moving.map((selector) => page.locator(selector)), maskColor: '#888888',
                });
            }
            await context.close();
        });
    }
}
