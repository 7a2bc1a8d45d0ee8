import type { Page } from '@playwright/test';
import { accessible } from './axe';

const folder = process.env['QINGQIAN_E2E_LOOK'];
const language = (page: Page, code: string) => page.evaluate((chosen) => localStorage.setItem('qq.language', chosen), code);

/** Axe on the page as it stands; with QINGQIAN_E2E_LOOK also pictures of it in both languages and widths. */
export async function look(page: Page, name: string): Promise<void> {
    await accessible(page, name);
    if (!folder) return;
    const desk = page.viewportSize() ?? { width: 1366, height: 768 };
    for (const code of ['zh-CN', 'en']) {
        if (code === 'en') {
            await language(page, 'en');
            await page.reload();
            await page.waitForLoadState('networkidle');
        }
        for (const size of [{ width: 1366, height: 768 }, { width: 360, height: 740 }]) {
            await page.setViewportSize(size);
            await page.screenshot({ path: `${folder}/${name.replaceAll(/[^a-z0-9]+/gi, '_')}_${code}_${size.width}.png`, fullPage: true });
        }
        await page.setViewportSize(desk);
    }
    await language(page, 'zh-CN');
    await page.reload();
    await page.waitForLoadState('networkidle');
}
