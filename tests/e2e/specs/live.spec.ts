import { expect, test } from '@playwright/test';
import { accessible } from '../support/axe';
import { received } from '../support/office';
import { administrator, colleague, intake, signIn } from '../support/people';

test('an open queue and an open case change while a colleague acts, and nothing typed is lost', async ({ page, browser }) => {
    const { number } = await received();
    await signIn(page, intake);
    await page.goto('/desk?sort=-received');
    const row = page.locator('.queue-table tbody tr').filter({ hasText: number });
    await expect(row).toBeVisible();
    await row.getByRole('link').focus();

    const context = await browser.newContext({ locale: 'zh-CN' });
    const other = await context.newPage();
    await signIn(other, colleague);
    await other.goto(`/desk/c/${number}`);
    await other.locator('[data-action=claim]').click();
    await other.locator('.action-form button[type=submit]').click();
    await expect(other.locator('.timeline')).toContainText('由我办理');
    // The row changes in its place; the focus stays where it was.
    await expect(row.locator('.col-assignee')).not.toHaveText('–');
    await expect(row.getByRole('link')).toBeFocused();

    await page.goto(`/desk/c/${number}`);
    await expect(page.getByTestId('open-by')).toBeVisible();
    await page.locator('[data-action=note]').click();
    await page.locator('[id="a-note-text"]').fill('正在核实合同原件。');
    await other.locator('[data-action=note]').click();
    await other.locator('[id="a-note-text"]').fill('已电话联系投诉人。');
    await other.locator('.action-form button[type=submit]').click();
    await expect(page.locator('.live-bar')).toContainText('刚刚改过这件投诉');
    await page.getByTestId('reload-case').click();
    await expect(page.locator('.live-bar')).toHaveCount(0);
    await expect(page.locator('[id="a-note-text"]')).toHaveValue('正在核实合同原件。');
    await context.close();
});

test('a new case waits behind a bar until it is asked for', async ({ page }) => {
    await signIn(page, intake);
    await page.goto('/desk?tab=to_review&sort=-received');
    await expect(page.locator('.queue-table tbody tr').first()).toBeVisible();
    const first = await page.locator('.queue-table tbody tr .number').first().textContent();
    const { number } = await received();
    await expect(page.getByTestId('show-updates')).toBeVisible();
    await expect(page.locator('.queue-table tbody tr .number').first()).toHaveText(first ?? '');
    await page.getByTestId('show-updates').click();
    await expect(page.locator('.queue-table tbody tr').filter({ hasText: number })).toBeVisible();
});

test('an officer chooses how he is told, an administrator adds a webhook', async ({ page }) => {
    await signIn(page, intake);
    await page.goto('/desk/notices');
    await page.locator('input[name=breach-mail][value=digest]').check();
    await page.locator('input[name=breach-sms][value=now]').check();
    await page.getByRole('button', { name: '保存' }).click();
    await expect(page.getByText('已保存')).toBeVisible();
    await page.reload();
    await expect(page.locator('input[name=breach-mail][value=digest]')).toBeChecked();
    await expect(page.locator('input[name=breach-sms][value=now]')).toBeChecked();
    await accessible(page, 'my notifications');
    await signIn(page, administrator);
    await page.goto('/admin/webhooks');
    await page.getByLabel('名称').fill('省平台');
    await page.getByLabel('接收地址').fill('https://10.0.0.1/hook');
    await page.getByRole('button', { name: '添加推送' }).click();
    await expect(page.getByRole('alert')).toContainText('不能推送到内网地址');
    await page.getByLabel('接收地址').fill('https://receiver.example.org/hook');
    await page.getByRole('button', { name: '添加推送' }).click();
    await expect(page.getByTestId('secret')).toHaveText(/^[0-9a-f]{64}$/);
    await accessible(page, 'webhooks');
});
