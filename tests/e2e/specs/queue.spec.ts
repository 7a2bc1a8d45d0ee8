import { expect, test, type Page } from '@playwright/test';
import { accessible } from '../support/axe';
import { look } from '../support/look';
import { looks } from '../support/looks';
import { office } from '../support/office';
import { colleague, handler, head, intake, signIn } from '../support/people';

const rows = (page: Page) => page.locator('.queue-table tbody tr');
const counted = (page: Page) => page.locator('.queue-count [role=status]');
const total = async (page: Page) => Number((await counted(page).innerText()).replace(/[^\d]/g, ''));

/** Tabs on until the focus stands on what is looked for, as a person without a mouse does. */
async function tabTo(page: Page, selector: string): Promise<void> {
    for (let tries = 0; tries < 60; ++tries) {
        if (await page.evaluate((wanted) => document.activeElement?.matches(wanted) ?? false, selector)) return;
        await page.keyboard.press('Tab');
    }
    throw new Error(`the keyboard does not reach ${selector}`);
}

test('an officer works ten cases with the keyboard alone', async ({ page }) => {
    test.setTimeout(300_000);
    const numbers: string[] = [];
    for (let i = 0; i < 10; ++i) numbers.push((await office.file()).number);
    await signIn(page, intake);
    await page.goto('/desk?tab=to_review&sort=-received');
    await expect(rows(page).first()).toBeVisible();
    for (let i = 0; i < 10; ++i) {
        // Straight from the list: j to the first row, t to take it in hand, o to open it, a to the actions.
        await expect(rows(page).first()).toBeVisible();
        await page.keyboard.press('j');
        await expect(page.locator('[id^=row-]:focus')).toBeVisible();
        const number = await page.locator('[id^=row-]:focus').innerText();
        expect(numbers).toContain(number);
        await page.keyboard.press('t');
        const dialog = page.getByRole('dialog', { name: `办理 ${number}` });
        await expect(dialog.locator('button[type=submit]')).toBeFocused();
        await page.keyboard.press('Enter');
        await expect(dialog).toBeHidden();
        await expect(page.locator('[id^=row-]:focus')).toHaveText(number);
        await page.keyboard.press('o');
        await expect(page.getByRole('heading', { level: 1, name: number })).toBeVisible();
        await expect(page.locator('[data-action=accept]')).toBeVisible();
        await page.keyboard.press('a');
        await tabTo(page, '[data-action=accept]');
        await page.keyboard.press('Enter');
        await expect(page.locator('.action-form button[type=submit]')).toBeFocused();
        await page.keyboard.press('Enter');
        const sure = page.getByRole('dialog', { name: /^确认/ });
        await expect(sure.getByRole('button', { name: '返回' })).toBeFocused();
        await tabTo(page, '.el-dialog__footer .el-button--primary');
        await page.keyboard.press('Enter');
        await expect(page.locator('.state-label[data-code=ACCEPTED]')).toBeVisible();
        await page.keyboard.press('u');
        // Back in the same list, which no longer holds the case.
        await expect(page).toHaveURL(/tab=to_review&sort=-received/);
        await expect(rows(page).filter({ hasText: number })).toHaveCount(0);
        await page.locator('body').evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
    }
    for (const number of numbers) expect((await office.read('shouli', number)).state).toBe('ACCEPTED');
    await page.keyboard.press('?');
    await expect(page.getByRole('dialog', { name: '快捷键' })).toBeVisible();
    await accessible(page, 'the map of keys');
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog', { name: '快捷键' })).toBeHidden();
});

test('filters become a view, shared with the department, and a link opens it', async ({ page, browser }) => {
    await signIn(page, intake);
    const name = `大额待审 ${Date.now()}`;
    await page.goto('/desk?tab=to_review&sort=-arrears');
    await expect(rows(page).first()).toBeVisible();
    const first = await rows(page).first().locator('.number').innerText();
    const many = await total(page);
    await page.locator('[data-action=columns]').click();
    const columns = page.getByRole('dialog', { name: '显示哪些列' });
    await columns.getByLabel('尚欠（元）').check();
    await columns.getByLabel('收到').uncheck();
    await accessible(page, 'the columns of the queue');
    await columns.getByRole('button', { name: '保存' }).click();
    await expect(page.getByRole('columnheader', { name: '尚欠（元）' })).toBeVisible();
    await expect(page.getByRole('columnheader', { name: '收到' })).toHaveCount(0);

    await page.locator('[data-action=save-view]').click();
    const dialog = page.getByRole('dialog', { name: '把现在的条件存为视图' });
    await dialog.getByRole('button', { name: '保存视图' }).click();
    await expect(dialog.getByRole('alert')).toHaveText('填写视图名称');
    await dialog.getByLabel('视图名称').fill(name);
    await dialog.getByLabel('与本单位的同事共享').check();
    await dialog.getByLabel('连同现在显示的列').check();
    await accessible(page, 'saving a view');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
    const uid = new URL(page.url()).searchParams.get('view') ?? '';
    expect(uid).toMatch(/^[0-9a-f-]{36}$/);

    // A colleague opens the link and sees the same list, in the columns of the view.
    const context = await browser.newContext({ locale: 'zh-CN' });
    const other = await context.newPage();
    await signIn(other, colleague);
    await other.goto(`/desk?view=${uid}`);
    await expect(other.getByRole('heading', { level: 1, name })).toBeVisible();
    await expect(other).toHaveURL(/sort=-arrears/);
    await expect(other.locator('.queue-tabs [aria-current=page]')).toContainText('待审查');
    await expect(rows(other).first().locator('.number')).toHaveText(first);
    await expect(other.getByRole('columnheader', { name: '尚欠（元）' })).toBeVisible();
    expect(await total(other)).toBe(many);
    await look(other, 'a shared view');
    // Another department does not have it, and is told so.
    await signIn(other, handler);
    await other.goto(`/desk?view=${uid}`);
    await expect(other.getByText('没有找到这个视图')).toBeVisible();
    await context.close();

    await page.reload();
    await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
    await page.locator('[data-action=save-view]').click();
    await page.locator('[data-action=remove-view]').click();
    await expect(page.getByRole('heading', { level: 1, name: '待办投诉' })).toBeVisible();
    await page.locator('[data-action=columns]').click();
    await page.getByRole('button', { name: '恢复默认' }).click();
    await expect(page.getByRole('columnheader', { name: '收到' })).toBeVisible();
});

test('of many assigned at once one is refused, and each says what became of it', async ({ page }) => {
    const cases = [await office.file(), await office.file(), await office.file()];
    await signIn(page, head);
    await page.goto('/desk?tab=to_review&sort=-received');
    for (const { number } of cases) await page.getByLabel(`选择 ${number}`).check();
    // Meanwhile a colleague accepts one of them: what was read of it is no longer so.
    await office.act('shouli', cases[1]!.number, 'accept');
    await page.locator('[data-action=bulk-assign]').click();
    const dialog = page.getByRole('dialog', { name: '办理 3 件' });
    await expect(dialog.locator('[id="a-assign-officer"]')).toBeVisible();
    await dialog.locator('[id="a-assign-officer"]').selectOption({ index: 1 });
    await dialog.locator('button[type=submit]').click();
    await expect(dialog.getByRole('status')).toHaveText('办成 2，未办 1');
    const refused = dialog.locator('[data-result=refused]');
    await expect(refused).toContainText(cases[1]!.number);
    await expect(refused).toContainText('刚被别人改过');
    await accessible(page, 'what became of each');
    const download = page.waitForEvent('download');
    await dialog.getByRole('button', { name: '下载结果（CSV）' }).click();
    const text = await (await (await download).createReadStream()).toArray();
    expect(Buffer.concat(text).toString()).toContain(`"${cases[1]!.number}","未办"`);
    await dialog.getByRole('button', { name: '完成' }).click();
    await expect(rows(page).filter({ hasText: cases[1]!.number })).toHaveCount(0);
    await expect(rows(page).filter({ hasText: cases[0]!.number }).locator('.col-assignee')).not.toHaveText('–');
});

test('two officers at one queue: what is new waits, what changed changes in its place, who looks is seen', async ({ page, browser }) => {
    const known = await office.file();
    await signIn(page, intake);
    await page.goto('/desk?tab=to_review&sort=-received');
    const row = rows(page).filter({ hasText: known.number });
    await row.getByRole('link').focus();
    const context = await browser.newContext({ locale: 'zh-CN' });
    const other = await context.newPage();
    await signIn(other, colleague);
    await other.goto(`/desk/c/${known.number}`);
    await expect(row.locator('.col-assignee')).toContainText('在看');
    await other.keyboard.press('a');
    const fresh = [await office.file(), await office.file(), await office.file()];
    await expect(page.getByTestId('show-updates')).toContainText('3 条更新');
    await expect(row.getByRole('link')).toBeFocused();
    await expect(rows(page).first().locator('.number')).toHaveText(known.number);
    await page.keyboard.press('l');
    await expect(rows(page).first().locator('.number')).toHaveText(fresh[2]!.number);
    await expect(row).toHaveClass(/selected/);
    await context.close();
});

test('search finds numbers, names, codes, texts and files, marks them, and says where they stand', async ({ page }) => {
    const filed = await office.file((form) => { form.claim.facts = '供应白鹭洲栈道护栏三百米，二〇二五年八月验收合格，此后多次催要，一直没有付款。'; });
    await signIn(page, intake);
    const search = async (text: string) => {
        await page.locator('#queue-search').fill(text);
        await page.keyboard.press('Enter');
    };
    // Texts are read a moment after the filing.
    await expect(async () => {
        await search('白鹭洲');
        await expect(rows(page).first().locator('.found-line')).toContainText('白鹭洲', { timeout: 1000 });
    }).toPass();
    await expect(counted(page)).toHaveText('共 1 件');
    await expect(rows(page).locator('.found-line mark').first()).toHaveText('白鹭洲');
    await expect(rows(page).locator('.number')).toHaveText(filed.number);
    await look(page, 'a search');
    await search('启明');
    await expect(rows(page).first().locator('.party-name mark').first()).toHaveText('启明');
    await search(filed.number.toLowerCase());
    await expect(rows(page)).toHaveCount(1);
    await search(filed.number.slice(0, 12));
    await expect(rows(page).first().locator('.number mark')).toHaveText(filed.number.slice(0, 12));
    // The department that does not have the case finds nothing of it.
    await signIn(page, handler);
    await search('白鹭洲');
    await expect(page.getByText('没有找到')).toBeVisible();
});

for (const { language, theme, width } of looks) {
    test(`the queue is accessible: ${language}, ${theme}, ${width} px`, async ({ browser, baseURL }) => {
        const context = await browser.newContext({ baseURL: baseURL ?? '', locale: 'zh-CN', colorScheme: theme, viewport: { width, height: 768 } });
        const page = await context.newPage();
        await signIn(page, head);
        await page.evaluate((code) => localStorage.setItem('qq.language', code), language);
        for (const path of ['/desk', '/desk?tab=late', '/desk?tab=soon', '/desk?tab=awaiting', '/desk?mine=1', `/desk?q=${encodeURIComponent('公司')}`]) {
            await page.goto(path);
            await expect(page.locator('.queue-table tbody tr, .empty').first()).toBeVisible();
            await expect(page.locator('.queue-tabs .tab-count').first()).toBeVisible();
            await accessible(page, `${path} ${language} ${theme} ${width}`);
        }
        if (process.env['QINGQIAN_E2E_LOOK']) await page.screenshot({ path: `${process.env['QINGQIAN_E2E_LOOK']}/queue_${language}_${theme}_${width}.png`, fullPage: width === 360 });
        await context.close();
    });
}
