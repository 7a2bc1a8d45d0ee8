import { expect, test, type Page } from '@playwright/test';
import { startOffice } from '../../support/walk.mjs';
import { look } from '../support/look';
import { intake, signIn, supervisor } from '../support/people';

const statistician = { login: 'tongji', password: intake.password };

/** Three cases of which Nanjing has two, all late on 11 January. */
async function lateOffice() {
    const office = await startOffice({ day: '2026-11-23' });
    const numbers: string[] = [];
    for (let i = 0; i < 2; ++i) {
        const { number } = await office.file();
        await office.act('shouli', number, 'accept');
        await office.act('shouli', number, 'transfer', { handling_body: '320100-GXJ', override_reason: '被投诉人由南京市工信部门主管。' });
        await office.act('nanjing', number, 'sign_for');
        numbers.push(number);
    }
    numbers.push((await office.file()).number);
    await office.dawn('2027-01-11');
    return { office, numbers };
}

const tile = (page: Page, name: string) => page.locator(`[data-tile=${name}]`);

test('a supervisor sees where cases are late, urges the department in one step and prints the list', async ({ browser }) => {
    const { office, numbers } = await lateOffice();
    try {
        const context = await browser.newContext({ baseURL: office.url, locale: 'zh-CN', timezoneId: 'Asia/Shanghai', viewport: { width: 1366, height: 768 } });
        const page = await context.newPage();
        const failures: string[] = [];
        page.on('pageerror', (error) => failures.push(error.message));
        await signIn(page, supervisor);
        // By the key, from the queue.
        await page.keyboard.press('d');
        await expect(page).toHaveURL(/\/desk\/supervision$/);
        const count = async (query: string) => (await office.get('duban', `/api/v1/complaints/count?${query}`)).count as number;
        await expect(tile(page, 'late')).toHaveText(String(await count('late=true')));
        await expect(tile(page, 'soon')).toHaveText(String(await count('soon=true')));
        const nanjing = page.locator('[data-body="320100-GXJ"]');
        const late = Number(await nanjing.locator('td').nth(1).innerText().then((text) => text.replace(/\D/g, '')));
        expect(late).toBeGreaterThanOrEqual(2);
        await look(page, 'supervision');

        await nanjing.getByRole('button', { name: /经办人/ }).click();
        await expect(page.locator('[data-officer=nanjing] td').first()).toContainText('2');
        await expect(page.locator('[data-officer=suzhou]')).toHaveCount(0);

        await page.locator('[data-body="320100-GXJ"] [data-action=urge]').click();
        const dialog = page.locator('.urge-dialog');
        await expect(dialog).toContainText('南京市工业和信息化局');
        await expect(dialog.locator('textarea')).toHaveValue(/最长逾期 \d+ 天/);
        await expect(dialog.locator('.urge-case')).toHaveCount(late);
        await look(page, 'urging a department');
        await page.goto('/desk/supervision');
        await page.locator('[data-body="320100-GXJ"] [data-action=urge]').click();
        await expect(dialog.locator('.urge-case')).toHaveCount(late);
        await dialog.getByRole('button', { name: '预览通知' }).click();
        await expect(page.getByTestId('preview')).toContainText('抓紧办理');
        await page.keyboard.press('Escape');
        await dialog.locator('textarea').fill('太短');
        await page.getByTestId('urge-send').click();
        await expect(dialog.locator('.summary')).toContainText('至少写 10 个字');
        await dialog.locator('textarea').fill('两件投诉已超过处理期限，请本周内书面反馈结果。');
        await page.getByTestId('urge-send').click();
        await expect(page.getByTestId('urge-results')).toContainText(`办成 ${late} 件`);
        for (const number of numbers.slice(0, 2)) {
            const types = (await office.list('shenhe', number, 'events')).map((each: { type: string }) => each.type);
            expect(types).toContain('urged');
        }

        await page.goto('/desk/supervision/late?body=320100-GXJ');
        await expect(page.locator('.late-table tbody tr')).toHaveCount(late);
        await look(page, 'list of late cases');
        await page.emulateMedia({ media: 'print' });
        await expect(page.locator('.late-sheet a.button-link')).toBeHidden();
        expect(await page.locator('.late-table thead').evaluate((head) => getComputedStyle(head).display)).toBe('table-header-group');
        const pdf = await page.pdf({ preferCSSPageSize: true });
        expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
        await page.emulateMedia({ media: 'screen' });
        expect(failures).toEqual([]);
        await context.close();
    } finally {
        await office.stop();
    }
});

test('whoever leads begins at the figures, which agree with the queue; each chart has its table and CSV', async ({ browser }) => {
    const { office } = await lateOffice();
    try {
        const context = await browser.newContext({ baseURL: office.url, locale: 'zh-CN', timezoneId: 'Asia/Shanghai', viewport: { width: 1366, height: 768 } });
        const page = await context.newPage();
        const failures: string[] = [];
        page.on('pageerror', (error) => failures.push(error.message));
        page.on('console', (line) => { if (line.type() === 'error' && /Content.Security|refused/i.test(line.text())) failures.push(line.text()); });
        await signIn(page, statistician);
        await expect(page).toHaveURL(/\/desk\/figures$/);
        const charts = page.locator('[data-chart]');
        await expect(charts).toHaveCount(8);
        const count = async (query: string) => (await office.get('shenhe', `/api/v1/complaints/count?workflow=complaint&${query}`)).count as number;
        await expect(tile(page, 'late')).toHaveText(`${await count('late=true')} 件`);
        await expect(tile(page, 'soon')).toHaveText(`${await count('soon=true')} 件`);
        await expect(page.locator('[data-chart=due] svg')).toBeVisible();
        await expect(page.locator('[data-chart=due] .chart-place')).toHaveAttribute('aria-label', /在办 \d+ 件/);
        await look(page, 'figures');

        const due = page.locator('[data-chart=due]');
        await due.getByRole('button', { name: /表格/ }).click();
        await expect(due.locator('tbody tr')).toHaveCount(4);
        await look(page, 'figures with a table');
        const downloading = page.waitForEvent('download');
        await page.locator('[data-chart=intake]').getByRole('button', { name: /CSV/ }).click();
        expect((await downloading).suggestedFilename()).toBe('intake.csv');

        await page.getByRole('button', { name: /深色/ }).click();
        await expect(page.locator('[data-chart=due] svg')).toBeVisible();
        await look(page, 'figures in the dark');
        await page.getByLabel('从', { exact: true }).fill('2020-01-01');
        await page.getByLabel('到', { exact: true }).fill('2019-01-01');
        await page.getByRole('button', { name: '查看', exact: true }).click();
        await expect(page.getByRole('alert')).toContainText('截止日');
        await page.getByLabel('到', { exact: true }).fill('2020-06-30');
        await page.getByRole('button', { name: '查看', exact: true }).click();
        await expect(page.locator('[data-chart=intake]')).toContainText('还没有数据');
        expect(failures).toEqual([]);
        await context.close();
    } finally {
        await office.stop();
    }
});
