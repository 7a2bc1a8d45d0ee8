import { expect, test } from '@playwright/test';
import { accessible } from '../support/axe';
import { heading } from '../support/filing';
import { received } from '../support/office';
import { administrator, intake, signIn } from '../support/people';

test('a call is entered with the advice given and becomes a complaint with what is known filled in', async ({ page }) => {
    await signIn(page, intake);
    await page.getByRole('link', { name: '来电来访' }).click();
    await heading(page, '来电来访登记');
    await page.locator('[data-action=enter]').click();
    await expect(page.locator('.summary')).toContainText('写明事由');
    const firm = `常州新北照明有限公司${Date.now()}`;
    await page.locator('#call-caller_name').fill('陈会计');
    await page.locator('#call-caller_phone').fill('１３９ ０５１９ １２３４');
    await page.locator('#call-firm').fill(firm);
    await page.locator('#call-summary').fill('被某区住建局拖欠路灯货款 32 万元，询问如何投诉。');
    await page.locator('#call-advice').fill('已告知网上投诉的办法和所需材料。');
    await page.locator('[data-action=enter]').click();
    const row = page.locator('.call-table tbody tr').filter({ hasText: firm });
    await expect(row).toContainText('139****1234');
    await expect(page.getByTestId('figures')).toContainText(/登记 \d+ 条/);
    await accessible(page, 'the register of calls');
    await row.locator('[data-action=convert]').click();
    await heading(page, '你的企业');
    await expect(page).toHaveURL(/draft=/);
    await expect(page.locator('#f-complainant-name')).toHaveValue(firm);
    await page.goto('/desk/calls?converted=yes');
    await expect(page.locator('.call-table tbody tr').filter({ hasText: firm }).getByRole('link', { name: '继续填写' })).toBeVisible();
});

test('many are acted on at once, and each says what became of it', async ({ page }) => {
    const names = [await received(), await received()];
    await signIn(page, intake);
    await page.goto('/desk?tab=to_review&sort=-received');
    for (const { number } of names) await page.getByLabel(`选择 ${number}`).check();
    await expect(page.getByText('已选 2 件').first()).toBeVisible();
    // A colleague takes one away meanwhile.
    const other = await page.context().newPage();
    await other.goto(`/desk/c/${names[0]!.number}`);
    await other.locator('[data-action=claim]').click();
    await other.locator('.action-form button[type=submit]').click();
    await expect(other.locator('.timeline')).toContainText('由我办理');
    await other.close();
    await page.locator('[data-action=bulk]').click();
    const dialog = page.getByRole('dialog', { name: '办理 2 件' });
    await dialog.locator('#bulk-action').selectOption('note');
    await dialog.locator('[id="a-note-text"]').fill('已电话核实联系人。');
    await accessible(page, 'acting on many');
    await dialog.locator('button[type=submit]').click();
    await expect(dialog.getByRole('status')).toHaveText('办成 1，未办 1');
    await dialog.getByRole('button', { name: '只重试未办的' }).click();
    await expect(dialog.getByRole('status')).toHaveText('办成 2，未办 0');
    await dialog.getByRole('button', { name: '完成' }).click();
});

test('what is late comes first, in the order of days', async ({ page }) => {
    await signIn(page, intake);
    await page.getByRole('link', { name: /^逾期/ }).click();
    await expect(page).toHaveURL(/tab=late/);
    await expect(page.locator('.queue-count [role=status]')).toContainText(/件/);
    for (const chip of await page.locator('.queue-table .chip').all()) await expect(chip).toContainText('已逾期');
});

test('an administrator sees the notices, and a broken file changes nothing', async ({ page }) => {
    await signIn(page, administrator);
    await page.goto('/admin/calendar');
    await heading(page, '工作日历');
    await expect(page.getByRole('link', { name: /2026年部分节假日安排/ })).toBeVisible();
    await accessible(page, 'the calendar');
    await page.locator('#notice-file').setInputFiles([{ name: '通知.json', mimeType: 'application/json', buffer: Buffer.from('不是 JSON') }]);
    await expect(page.locator('.summary')).toContainText('不是放假通知文件');
    const day = { day: '2027-10-01', off: true, name: '国庆节' };
    const notice = { id: '2027', number: '测试', title: '2027年部分节假日安排', address: 'https://www.gov.cn/', issued: '2026-11-10', year: 2027, days: [day, day] };
    await page.locator('#notice-file').setInputFiles([{ name: '2027.json', mimeType: 'application/json', buffer: Buffer.from(JSON.stringify(notice)) }]);
    await expect(page.locator('#notice-preview')).toContainText('国庆节');
    await page.locator('[data-action=load-notice]').click();
    await expect(page.locator('.summary')).toContainText('/days/1');
    await page.reload();
    await expect(page.getByRole('rowheader', { name: '2027' })).toHaveCount(0);
});
