import { expect, test } from '@playwright/test';
import { answer } from '../support/portal';

test('seven answers lead to the form with the answers in it', async ({ page }) => {
    await page.goto('/');
    await page.getByRole('link', { name: '先测一测能不能投诉' }).click();
    await answer(page, '谁欠你的钱？', '政府机关（部门、乡镇、街道）');
    await answer(page, '欠的是什么钱？', '货款');
    await page.getByLabel('所属行业').selectOption('industry');
    await page.getByLabel('从业人员').fill('４２');
    await page.getByLabel('营业收入').fill('5,000');
    await page.getByRole('button', { name: '继续' }).click();
    await page.getByLabel('合同哪天签的').fill('2025-06-20');
    await page.getByLabel('哪天交付').fill('2025年8月31日');
    await page.getByLabel('合同约定几天内付款').fill('30');
    await page.getByRole('button', { name: '继续' }).click();
    await answer(page, '有没有去法院、仲裁或别的部门？', '都没有');
    await answer(page, '欠款方是中央单位，或者在别的省吗？', '都不是，欠款方在本省');
    await answer(page, '以前就这件事投诉过吗？', '没有');
    await expect(page.getByRole('heading', { level: 1, name: '可以在这里投诉' })).toBeVisible();
    await expect(page.getByText('签约时算小型企业')).toBeVisible();
    await expect(page.getByText('应于2025年9月30日前付清')).toBeVisible();
    await page.getByTestId('to-form').click();
    await expect(page.getByRole('heading', { level: 1, name: '你的企业' })).toBeVisible();
    const draft = await page.evaluate(() => JSON.parse(localStorage.getItem('qq.draft') ?? '{}') as { typed: Record<string, unknown> });
    expect(draft.typed['complainant']).toMatchObject({ industry: 'industry', employees: '42', size: 'small' });
    expect(draft.typed['debts']).toMatchObject([{ purchase: 'goods', signed_on: '2025-06-20', delivered_on: '2025-08-31', due_on: '2025-09-30' }]);
    expect(draft.typed['claim']).toMatchObject({ in_court: 'no', repeated: 'no' });
});

test('another channel is named with its article and its address, and the answer can be changed', async ({ page }) => {
    await page.goto('/check');
    await page.getByRole('button', { name: '继续' }).click();
    await expect(page.locator('.summary')).toBeFocused();
    await answer(page, '谁欠你的钱？', '村委会、居委会');
    const channel = page.getByTestId('channel');
    await expect(channel).toHaveAttribute('data-code', 'village');
    await expect(channel).toContainText('N06');
    await expect(channel.getByRole('link', { name: '电话 12345' })).toHaveAttribute('href', 'tel:12345');
    await channel.getByRole('button', { name: '条例第二条' }).click();
    await expect(channel).toContainText('机关、事业单位和大型企业采购货物、工程、服务支付中小企业款项，应当遵守本条例。');
    await page.getByRole('button', { name: '改答案' }).click();
    await answer(page, '谁欠你的钱？', '国有大型企业');
    await answer(page, '欠的是什么钱？', '保证金没退（工程）');
    await page.reload();
    // What was answered is still there, and the browser's back key leads to the question before.
    await expect(page.getByRole('heading', { level: 1, name: '签合同时你的企业多大？' })).toBeVisible();
    await page.goBack();
    await expect(page.getByRole('radio', { name: '保证金没退（工程）' })).toBeChecked();
});

test('what is not due yet, and who still wants to file', async ({ page }) => {
    await page.goto('/check');
    await answer(page, '谁欠你的钱？', '事业单位（学校、医院等）');
    await answer(page, '欠的是什么钱？', '服务款');
    await page.getByLabel('所属行业').selectOption('none');
    await page.getByRole('button', { name: '继续' }).click();
    const today = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' }).format(Date.now());
    await page.getByLabel('合同哪天签的').fill('2026-02-31');
    await page.getByRole('button', { name: '继续' }).click();
    await expect(page.locator('.summary')).toContainText('2 月没有 31 日');
    await page.getByLabel('合同哪天签的').fill('2026-03-01');
    await page.getByLabel('哪天交付').fill(today);
    await page.getByRole('button', { name: '继续' }).click();
    await expect(page.getByRole('heading', { level: 1, name: '还没到付款日' })).toBeVisible();
    await page.getByTestId('anyway').click();
    await expect(page.getByRole('heading', { level: 1, name: '你的企业' })).toBeVisible();
});
