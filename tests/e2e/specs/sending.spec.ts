import { expect, test } from '@playwright/test';
import { accessible } from '../support/axe';
import { openCase } from '../support/case';
import { look } from '../support/look';
import { handled, office } from '../support/office';
import { administrator, handler, intake, signIn } from '../support/people';

test('delivered shows at the step of the timeline that it told of', async ({ page }) => {
    const filed = await office.file();
    await office.act('shouli', filed.number, 'accept');
    await signIn(page, intake);
    const step = page.locator('.timeline > li', { hasText: '受理' }).filter({ has: page.locator('.timeline-told') }).first();
    await expect(async () => {
        await openCase(page, filed.number);
        await expect(step.locator('.timeline-told [data-channel=sms]').first()).toHaveAttribute('data-state', 'delivered', { timeout: 2_000 });
    }).toPass({ timeout: 60_000 });
    await expect(step.locator('.timeline-told [data-channel=sms]').first()).toContainText('投诉人');
    await look(page, 'delivered at the step');
});

test('what failed says why in words, with what the carrier answered, and is sent again by hand', async ({ page }) => {
    const filed = await office.file((form) => {
        form.complainant.mobile = '13800000400';
    });
    await signIn(page, intake);
    const sms = page.locator('.sent-table tr[data-channel=sms][data-state=failed]').first();
    await expect(async () => {
        await page.goto('/desk/send-log');
        await page.locator('#log-number').fill(filed.number);
        await page.locator('[data-action=search]').click();
        await expect(sms).toBeVisible({ timeout: 2_000 });
    }).toPass({ timeout: 60_000 });
    await expect(sms).toContainText('号码不存在或者格式不对');
    await sms.locator('[data-action=open]').click();
    const detail = page.getByTestId('sent-detail');
    await expect(detail.locator('ol').first().locator('li')).toHaveCount(1);
    await expect(detail.locator('ol').first()).toContainText('HTTP 400: ');
    await expect(detail).not.toContainText('13800000400');
    await look(page, 'a failed try');
    await detail.locator('[data-action=resend]').click();
    await expect(detail.locator('ol').first().locator('li').nth(1)).toBeVisible({ timeout: 20_000 });
});

test('a template id is changed and gone back to', async ({ page }) => {
    await signIn(page, administrator);
    await page.goto('/admin/wordings/REFUSED');
    const row = page.locator('[data-provider=telecom][data-language="zh-CN"]');
    for (const id of ['T-100', 'T-200']) {
        await page.locator('#template-provider').fill('telecom');
        await page.locator('#template-id').fill(id);
        await page.locator('[data-action=save-template]').click();
        await expect(row.locator('code')).toHaveText(id);
    }
    await row.locator('.versions summary').click();
    await row.locator('[data-version="1"] [data-action=restore]').click();
    await expect(row.locator('code')).toHaveText('T-100');
    await row.locator('[data-action=change-template]').click();
    await expect(page.locator('#template-id')).toHaveValue('T-100');
});

test('the words of a digest and of answers are edited like every other', async ({ page }) => {
    await signIn(page, administrator);
    await page.goto('/admin/wordings/DIGEST');
    await expect(page.locator('#wording-sms')).toHaveValue(/您有\{\{count\}\}条/);
    await expect(page.getByText('渠道不能改')).toBeVisible();
    await page.goto('/admin/wordings/SMS_HELP');
    await page.locator('#wording-sms').fill('请联系贷款专员。');
    await page.locator('[data-action=save-wording]').click();
    await expect(page.locator('#wording-sms-error')).toContainText('贷款');
    await accessible(page, 'the words of an answer');
});

test('an officer enters where the other side is reached', async ({ page }) => {
    const filed = await handled();
    await signIn(page, handler);
    await openCase(page, filed.number);
    const ways = page.getByTestId('respondent-ways');
    await expect(ways).toContainText('邮件 没有');
    await ways.getByRole('button', { name: '登记手机号、邮箱' }).click();
    await ways.getByLabel('手机').fill('123');
    await ways.getByRole('button', { name: '保存联系方式' }).click();
    await expect(ways.getByRole('alert')).toBeVisible();
    await ways.getByLabel('手机').fill('137 0000 1111');
    await ways.getByLabel('邮箱').fill('caiwu@shuiwu.example');
    await look(page, 'where the respondent is reached');
    await ways.getByRole('button', { name: '保存联系方式' }).click();
    await expect(ways).toContainText('137****1111');
    await expect(ways).toContainText('@shuiwu.example');
    await expect(page.locator('.timeline')).toContainText('登记被投诉人的联系方式：手机号、邮箱');
});
