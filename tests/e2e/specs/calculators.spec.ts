import { expect, test, type Page } from '@playwright/test';
import { accessible } from '../support/axe';
import { looks } from '../support/looks';

const answer = (page: Page) => page.getByTestId('answer');

test('from the home page to a due date, counted day by day, and on to the interest', async ({ page }) => {
    await page.goto('/');
    await page.getByRole('link', { name: '先算一算' }).click();
    await page.getByRole('link', { name: '到期日' }).click();
    await page.getByText('事业单位', { exact: true }).click();
    await page.getByLabel('合同订立日').fill('2025年6月1日');
    await page.getByLabel('交付日期').fill('２０２６/９/１');
    await page.getByLabel('约定的付款期限').fill('90 天');
    await page.getByRole('button', { name: '计算到期日' }).click();
    // 60 days at most: 2026-10-31 is a Saturday.
    await expect(answer(page)).toContainText('2026年11月2日（周一）到期');
    await expect(answer(page)).toContainText('约定 90 天，法定最长 60 天');
    await expect(answer(page)).toContainText('第九条第一款');
    await page.getByText('逐日怎么数').click();
    await expect(answer(page).locator('.day-count tbody tr').last()).toContainText('11月2日');
    await page.getByRole('link', { name: '算逾期利息' }).click();
    await expect(page.getByRole('textbox', { name: '到期日' })).toHaveValue('2026-11-02');
});

test('late interest in segments, with the law named and called an estimate', async ({ page }) => {
    await page.goto('/calculators/interest');
    await page.getByLabel('欠款本金').fill('486,000');
    await page.getByLabel('合同订立日').fill('2025-07-01');
    await page.getByRole('textbox', { name: '到期日' }).fill('2025-09-30');
    await page.getByLabel('算到哪天').fill('2026-03-15');
    await page.getByRole('button', { name: '加一笔部分付款' }).click();
    await page.getByLabel('付款日期').fill('2025-12-31');
    await page.getByLabel('付款金额').fill('200000');
    await page.getByText('抵本金', { exact: true }).click();
    await page.getByRole('button', { name: '测算利息' }).click();
    await expect(answer(page)).toContainText('参考测算');
    await expect(answer(page)).toContainText('32,938.00 元');
    await expect(answer(page)).toContainText('叁万贰仟玖佰叁拾捌元整');
    await expect(answer(page).locator('tbody tr')).toHaveCount(2);
    await expect(answer(page)).toContainText('第十七条');
    // What is typed anew makes the answer go, which no longer fits.
    await page.getByLabel('欠款本金').fill('1');
    await expect(answer(page)).toHaveCount(0);
});

test('faults are named at their fields, and rules without a number lead to an officer', async ({ page }) => {
    await page.goto('/calculators/overdue');
    await page.getByRole('button', { name: '计算到期日' }).click();
    await expect(page.getByRole('group', { name: /需要修改/ })).toBeFocused();
    await expect(page).toHaveTitle(/^错误：/);
    await page.getByText('大型企业', { exact: true }).click();
    await page.getByLabel('合同订立日').fill('2024-06-01');
    await page.getByLabel('交付日期').fill('2024-05-01');
    await page.getByRole('button', { name: '计算到期日' }).click();
    await expect(page.locator('#delivered-error')).toContainText('不能早于合同订立日 2024-06-01');
    await page.getByLabel('交付日期').fill('2026-03-02');
    await page.getByRole('button', { name: '计算到期日' }).click();
    await expect(answer(page)).toContainText('由工作人员认定');
});

test('size and credit code by keyboard alone', async ({ page }) => {
    await page.goto('/calculators/size');
    await expect(page.locator('#industry option')).toHaveCount(18);
    await page.getByLabel('所属行业').focus();
    // The list is the browser's own, which no test can open.
    await page.getByLabel('所属行业').selectOption('工业');
    await page.keyboard.press('Tab');
    await page.keyboard.type('1200');
    await page.keyboard.press('Tab');
    await page.keyboard.type('39,000');
    await page.keyboard.press('Enter');
    await expect(answer(page)).toContainText('中型企业');
    await expect(answer(page)).toContainText('从业人员（人）不少于 1,000，并且营业收入（万元）不少于 40,000');
    await page.getByLabel('所属行业').selectOption('none');
    await page.getByRole('button', { name: '判断' }).press('Enter');
    await expect(answer(page)).toContainText('由工作人员认定');
    await page.goto('/calculators/credit-code');
    await page.getByLabel('统一社会信用代码').focus();
    await page.keyboard.type('91100000100003962t');
    await page.keyboard.press('Enter');
    await expect(answer(page)).toContainText('校验相符');
    await page.getByLabel('统一社会信用代码').fill('91350100M000100Y4Z');
    await page.keyboard.press('Enter');
    await expect(answer(page)).toContainText('第 18 位是“Z”');
});

const asked: [string, (page: Page) => Promise<void>][] = [
    ['/calculators', async () => undefined],
    ['/calculators/overdue', async (page) => {
        await page.locator('#debtor .el-radio').last().click();
        await page.locator('#contract').fill('2025-06-02');
        await page.locator('#delivered').fill('2026-11-16');
        await page.locator('form button[type=submit]').click();
        await answer(page).locator('summary').click();
    }],
    ['/calculators/interest', async (page) => {
        await page.locator('#principal').fill('486000');
        await page.locator('#contract').fill('2025-01-02');
        await page.locator('#due').fill('2025-09-30');
        await page.locator('#agreed .el-radio').last().click();
        await page.locator('#agreed_annual_percent').fill('1');
        await page.locator('form button[type=submit]').click();
    }],
    ['/calculators/size', async (page) => {
        await page.locator('#industry').selectOption('construction');
        await page.locator('#revenue_wan').fill('70000');
        await page.locator('#assets_wan').fill('90000');
        await page.locator('form button[type=submit]').click();
    }],
    ['/calculators/credit-code', async (page) => {
        await page.locator('#code').fill('914403001922038217');
        await page.locator('form button[type=submit]').click();
    }],
];

for (const { language, theme, width } of looks) {
    test(`the calculators are accessible: ${language}, ${theme}, ${width} px`, async ({ browser, baseURL }) => {
        const context = await browser.newContext({ baseURL: baseURL ?? '', viewport: { width, height: 768 }, colorScheme: theme });
        await context.addInitScript((chosen) => localStorage.setItem('qq.language', chosen), language);
        const page = await context.newPage();
        const complaints: string[] = [];
        page.on('pageerror', (error) => complaints.push(String(error)));
        page.on('console', (message) => {
            if (/Content Security Policy|\[intlify\]|\[Vue/.test(message.text())) complaints.push(message.text());
        });
        for (const [path, fill] of asked) {
            await page.goto(path);
            await page.waitForLoadState('networkidle');
            await expect(page.getByRole('heading', { level: 1 })).toHaveCount(1);
            await accessible(page, `${path} ${language} ${theme}`);
            if (path === '/calculators') continue;
            await page.locator('form button[type=submit]').click();
            await accessible(page, `${path} with faults ${language} ${theme}`);
            await fill(page);
            await expect(answer(page)).toBeVisible();
            await accessible(page, `${path} answered ${language} ${theme}`);
        }
        expect(complaints).toEqual([]);
        await context.close();
    });
}
