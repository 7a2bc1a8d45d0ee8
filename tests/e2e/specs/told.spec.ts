import { expect, test } from '@playwright/test';
import { look } from '../support/look';
import { office, trackCase } from '../support/office';
import { handler, intake, signIn } from '../support/people';

test('whom neither SMS nor mail reaches stands in a tab of the queue until the call is recorded', async ({ page }) => {
    const filed = await office.file((form) => {
        form.complainant.mobile = '13800000400';
        form.complainant.email = 'bounce550@firm.example';
    });
    await signIn(page, intake);
    const row = page.locator('.queue-table tr', { hasText: filed.number });
    await expect(async () => {
        await page.goto('/desk?tab=telephone');
        await expect(row).toBeVisible({ timeout: 2_000 });
    }).toPass({ timeout: 60_000 });
    await expect(page.locator('.queue-tabs [aria-current=page]')).toContainText('需电话告知');
    await expect(page.locator('#queue-sort')).toBeDisabled();
    await look(page, 'to be called');

    await row.getByRole('link').first().click();
    const card = page.locator('.telephone');
    await expect(card).toContainText('请电话告知');
    await expect(card.locator('blockquote')).toContainText(filed.number);
    await look(page, 'a call to make');
    await page.getByRole('tab', { name: /时间线/ }).click();
    await card.getByText('已告知', { exact: true }).click();
    await card.getByLabel('备注（选填）').fill('法定代表人接听');
    await card.getByRole('button', { name: '登记通话' }).click();
    await expect(card).toBeHidden();
    await expect(page.locator('.timeline')).toContainText('电话告知：已告知。法定代表人接听');
    await page.goto('/desk?tab=telephone');
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await expect(row).toHaveCount(0);
});

test('a complainant finds the document with the message, and both sides see that he was told', async ({ page }) => {
    const filed = await office.file();
    await office.act('shouli', filed.number, 'accept');
    await trackCase(page, filed);
    const message = page.locator('.inbox li', { hasText: '正式受理' }).first();
    await expect(message.locator('.inbox-paper')).toContainText('受理通知书');
    await expect(async () => {
        await page.reload();
        await expect(page.locator('[data-document=acceptance_notice] [data-party=complainant]')).toHaveAttribute('data-telling', 'told', { timeout: 2_000 });
    }).toPass({ timeout: 60_000 });
    await look(page, 'told on the tracking page');
    await page.locator('.inbox li', { hasText: '正式受理' }).first().locator('.inbox-paper a').click();
    await expect(page.getByTestId('document')).toContainText('受理通知书');
    await expect(page.getByTestId('document')).toContainText(filed.number);

    await signIn(page, intake);
    await page.goto(`/desk/c/${filed.number}`);
    await page.getByRole('tab', { name: /文书/ }).click();
    await expect(page.locator('[data-document=acceptance_notice] [data-telling=told]')).toContainText('投诉人');
    await look(page, 'told on the case page');
});

test('an officer chooses mail and SMS for each family of events', async ({ page }) => {
    await signIn(page, handler);
    await page.goto('/desk/inbox');
    await page.goto('/desk/notices');
    const family = page.locator('.notice-family', { hasText: '转交和改派' });
    await expect(family).toContainText('总会收到');
    await family.getByRole('radiogroup', { name: /短信/ }).getByLabel('马上发').check();
    await family.getByRole('radiogroup', { name: /邮件/ }).getByLabel('工作日早上汇总').check();
    await page.getByRole('button', { name: '保存' }).click();
    await expect(page.getByText('已保存')).toBeVisible();
    await page.reload();
    await expect(family.getByRole('radiogroup', { name: /短信/ }).getByLabel('马上发')).toBeChecked();
    await expect(family.getByRole('radiogroup', { name: /邮件/ }).getByLabel('工作日早上汇总')).toBeChecked();
    await look(page, 'how an officer is told');
    await family.getByRole('radiogroup', { name: /短信/ }).getByLabel('不发').check();
    await family.getByRole('radiogroup', { name: /邮件/ }).getByLabel('马上发').check();
    await page.getByRole('button', { name: '保存' }).click();
    await expect(page.getByText('已保存')).toBeVisible();
});
