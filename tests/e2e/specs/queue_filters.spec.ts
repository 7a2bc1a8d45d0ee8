import { expect, test, type Page } from '@playwright/test';
import { accessible } from '../support/axe';
import { office } from '../support/office';
import { head, intake, signIn } from '../support/people';
import { shot } from '../support/shot';

const rows = (page: Page) => page.locator('.queue-table tbody tr');
const counted = (page: Page) => page.locator('.queue-count [role=status]');

test('the queue is narrowed by channel, holder, day and sum; what is in force stands beside and is taken away', async ({ page }) => {
    const filed = await office.file((form) => { form.debts[0]!.arrears_fen = 18_650_000; });
    await signIn(page, intake);
    await page.goto('/desk');
    await page.getByTestId('narrow').locator('summary').click();
    await page.locator('#narrow-channel').selectOption('web');
    await expect(page).toHaveURL(/channel=web/);
    await page.locator('#narrow-holder').selectOption('none');
    await expect(page).toHaveURL(/unassigned=1/);
    await page.locator('#narrow-least').fill('186,500');
    await page.locator('#narrow-most').fill('18.65万');
    await page.locator('#narrow-from').fill('2026-02-31');
    await page.getByRole('button', { name: '按日期和金额筛选' }).click();
    await expect(page.locator('#narrow-wrong')).toContainText('而且要存在');
    await page.locator('#narrow-from').fill('');
    await page.locator('#narrow-most').fill('186500');
    await page.getByRole('button', { name: '按日期和金额筛选' }).click();
    await expect(page).toHaveURL(/arrears_from=18650000&arrears_to=18650000/);
    await expect(rows(page).filter({ hasText: filed.number })).toBeVisible();
    const shown = await rows(page).locator('.col-arrears').allInnerTexts();
    expect(new Set(shown.map((text) => text.replace(/[^\d.,]/g, '')))).toEqual(new Set(['186,500.00']));
    await expect(counted(page)).toContainText(String(shown.length));
    await accessible(page, 'the queue, narrowed');
    await shot(page, 'desk-narrowed');
    await page.locator('[data-narrow=unassigned]').click();
    await page.locator('[data-narrow=channel]').click();
    await expect(page).not.toHaveURL(/channel|unassigned/);
    // Filters are kept by a view as any other.
    await page.reload();
    await expect(page.locator('[data-narrow=arrears_from]')).toContainText('186,500.00 元以上');
    await page.goto('/desk?division=320100&received_from=2020-01-01');
    await expect(page.locator('[data-narrow=division]')).toContainText('南京');
});

test('a chip in the list counts its days, rows become compact, a step in the office is taken back', async ({ page }) => {
    const { number } = await office.file();
    await signIn(page, intake);
    await page.goto(`/desk?tab=to_review&sort=-received`);
    const row = rows(page).filter({ hasText: number });
    await row.locator('.chip').hover();
    const days = page.locator('.count-popper:visible .day-count');
    await expect(days.locator('tbody tr').first()).toBeVisible();
    await expect(days).toContainText('不计');
    await accessible(page, 'the days of a chip');
    await page.mouse.move(0, 0);

    const before = (await row.boundingBox())!.height;
    await page.locator('[data-action=density]').click();
    await expect.poll(async () => (await row.boundingBox())!.height).toBeLessThan(before);
    await page.reload();
    await expect(page.locator('[data-action=density]')).toHaveAttribute('aria-pressed', 'true');
    await page.locator('[data-action=density]').click();

    await row.getByRole('link').focus();
    await page.keyboard.press('t');
    await page.getByRole('dialog', { name: `办理 ${number}` }).locator('button[type=submit]').click();
    await expect(row.locator('.col-assignee')).not.toHaveText('–');
    await page.getByTestId('undo').click();
    await expect(row.locator('.col-assignee')).toHaveText('–');
    expect((await office.read('shouli', number)).assignee).toBeNull();
});

test('the map of the keys and the ways between pages are at hand on every page of the desk', async ({ page }) => {
    const { number } = await office.file();
    await signIn(page, intake);
    for (const path of ['/desk/letters', '/desk/notices', `/desk/c/${number}`]) {
        await page.goto(path);
        await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
        await page.waitForLoadState('networkidle');
        await page.keyboard.press('?');
        await expect(page.getByRole('dialog', { name: '快捷键' })).toBeVisible();
        await page.keyboard.press('Escape');
        await expect(page.getByRole('dialog', { name: '快捷键' })).toBeHidden();
    }
    await page.keyboard.press('t');
    await expect(page.locator('.action-form')).toContainText('由我办理');
    await page.locator('.action-form button[type=submit]').click();
    await expect(page.locator('.case-parties')).not.toContainText('无人');
    await page.keyboard.press('g');
    await page.keyboard.press('c');
    await expect(page).toHaveURL(/\/desk\/calls$/);
    await page.locator('body').evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
    await page.keyboard.press('g');
    await page.keyboard.press('l');
    await expect(page).toHaveURL(/tab=late/);
    await page.keyboard.press('g');
    await page.keyboard.press('q');
    await expect(page).toHaveURL(/\/desk$/);
});

test('letters that compose Chinese are no keys of the desk', async ({ page }) => {
    await signIn(page, head);
    await page.goto('/desk');
    await expect(rows(page).first()).toBeVisible();
    await page.locator('#row-0').focus();
    const compose = (key: string) => page.evaluate((pressed) => document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', { key: pressed, isComposing: true, keyCode: 229, bubbles: true, cancelable: true })), key);
    for (const key of ['j', 'x', 'a', 't', '?', 'u', 'n']) await compose(key);
    await expect(page.locator('#row-0')).toBeFocused();
    await expect(page.getByRole('dialog')).toHaveCount(0);
    await expect(page.locator('.bulk-bar')).toHaveCount(0);
    const client = await page.context().newCDPSession(page);
    await page.locator('#queue-search').focus();
    for (const text of ['j', 'jiang', 'jiangsu']) await client.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length });
    await client.send('Input.insertText', { text: '江苏' });
    await expect(page.locator('#queue-search')).toHaveValue('江苏');
    await expect(page).toHaveURL(/\/desk$/);
});

test('new cases under a filter of one\'s own wait behind the bar, too', async ({ page }) => {
    await signIn(page, intake);
    await page.goto('/desk?channel=web&sort=-received');
    await expect(rows(page).first()).toBeVisible();
    await expect(counted(page)).toContainText('件');
    const { number } = await office.file();
    await expect(page.getByTestId('show-updates')).toBeVisible({ timeout: 20_000 });
    await page.getByTestId('show-updates').click();
    await expect(rows(page).filter({ hasText: number })).toBeVisible();
});
