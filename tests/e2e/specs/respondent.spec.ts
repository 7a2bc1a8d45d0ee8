import { expect, test } from '@playwright/test';
import { fillForm } from '../support/act';
import { accessible } from '../support/axe';
import { inquired, office } from '../support/office';
import { handler, signIn } from '../support/people';

async function enter(page: import('@playwright/test').Page, code: string, tail: string): Promise<void> {
    await page.goto('/respond');
    await page.getByLabel('核查码').fill(code);
    await page.getByLabel('信用代码后六位').fill(tail);
    await page.getByRole('button', { name: '打开' }).click();
    await expect(page.locator('.respond-form')).toBeVisible();
}

test('a respondent\'s answer outlives its tab, is read once more whole, and goes only when it is confirmed', async ({ page, context }) => {
    const { filed, code } = await inquired();
    const tail = filed.form.respondent.credit_code.slice(-6);
    await enter(page, code, tail);
    await fillForm(page, 'answer', { contract_admitted: true, admitted: '100,000', disputed: '86,500', reason: '资金紧张，部分货款有质量争议。' });
    await page.close();

    const again = await context.newPage();
    await again.goto('/respond');
    await expect(again.locator('[id="a-answer-reason"]')).toHaveValue('资金紧张，部分货款有质量争议。');
    await expect(again.locator('[id="a-answer-admitted"]')).toHaveValue('100,000');
    const submit = again.locator('.respond-form button[type=submit]');
    await submit.click();
    const review = again.getByTestId('review');
    await expect(review).toContainText('壹拾万元整');
    await expect(review).toContainText('资金紧张，部分货款有质量争议。');
    await expect(again.locator('.respond-form')).toContainText('提交后不能修改或撤回');
    await accessible(again, 'the last look at an answer');
    await again.locator('[data-action=change]').click();
    await again.locator('[id="a-answer-reason"]').fill('资金紧张，十二月底前付清无争议部分。');
    await submit.click();
    await submit.click();
    const sure = again.getByRole('dialog', { name: /^确认/ });
    await expect(sure.getByRole('button', { name: '返回' })).toBeFocused();
    await sure.locator('.el-button--primary').click();
    await expect(again.locator('.card.good', { hasText: '答复已提交' })).toBeVisible();
    const events = await office.list('nanjing', filed.number, 'events') as { action?: string; values: Record<string, unknown> }[];
    expect(events.find((event) => event.action === 'answer')?.values['reason']).toBe('资金紧张，十二月底前付清无争议部分。');
    expect(await again.evaluate(() => Object.keys(localStorage).filter((name) => name.startsWith('qq.typed.')))).toEqual([]);
});

test('what happens in a case stands on its party\'s page at once', async ({ page }) => {
    const filed = await office.file();
    await page.goto('/track');
    await page.getByLabel('查询码').fill(filed.own.receipt_code);
    await page.getByLabel('信用代码后六位').fill(filed.own.credit_code_tail);
    await page.getByRole('button', { name: '查看' }).click();
    await expect(page.locator('.state-label[data-code=SUBMITTED]')).toBeVisible();
    await page.waitForTimeout(1_500);
    await office.act('shouli', filed.number, 'accept');
    await expect(page.locator('.state-label[data-code=ACCEPTED]')).toBeVisible({ timeout: 20_000 });
});

test('a case opened by its code in an officer\'s browser says that his session ends', async ({ page }) => {
    await signIn(page, handler);
    for (const path of ['/track', '/respond']) {
        await page.goto(path);
        await expect(page.getByTestId('replaces')).toContainText('已经登录工作台');
    }
    await page.context().clearCookies();
    await page.evaluate(() => localStorage.clear());
    await page.goto('/track');
    await expect(page.getByRole('heading', { level: 1, name: '查进度' })).toBeVisible();
    await expect(page.getByTestId('replaces')).toHaveCount(0);
});
