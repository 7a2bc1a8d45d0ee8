import { expect, test, type Page } from '@playwright/test';
import { state, step } from '../support/act';
import { openCase } from '../support/case';
import { next } from '../support/filing';
import { look } from '../support/look';
import { handler, handlingBody, head, intake, caller, signIn } from '../support/people';

const firm = `南京启航物流有限公司${Date.now()}`;

async function register(page: Page): Promise<string> {
    await signIn(page, intake);
    await page.goto('/desk/new');
    await page.getByText('诉求响应', { exact: true }).click();
    await page.getByText('电话', { exact: true }).click();
    await look(page, 'what is registered, and how it came');
    await page.getByText('电话', { exact: true }).click();
    await page.locator('form button[type=submit]').click();
    await page.locator('#f-complainant-name').fill(firm);
    await page.locator('#f-complainant-credit_code').fill('91350100M000100Y43');
    const division = page.locator('[id="f-complainant-division"] select');
    for (const [at, code] of ['320000', '320100', '320106'].entries()) await division.nth(at).selectOption(code);
    await page.locator('#f-complainant-contact_name').fill('周经理');
    await page.locator('#f-complainant-mobile').fill('13951230001');
    for (const key of ['consent_sms', 'consent_email']) await page.locator(`[id="f-complainant-${key}"] label`, { hasText: '是' }).click();
    await next(page).click();
    const category = page.locator('[id="f-claim-category"]');
    if (await category.evaluate((element) => element.tagName === 'SELECT')) await category.selectOption('finance');
    else await category.locator('label', { hasText: '融资' }).click();
    await page.locator('#f-claim-request').fill('流动资金贷款到期，希望协调续贷。');
    for (const tick of await page.locator('[id^="d-"] .el-checkbox__inner').all()) await tick.click();
    await look(page, 'a request for help as it is written down');
    await next(page).click();
    await next(page).click();
    const number = page.getByTestId('number');
    await expect(number).toHaveText(/^[A-Z]{2}SQ\d{14}$/);
    return (await number.innerText()).trim();
}

test('a request for help is registered, assigned, signed, supervised, answered, called back and closed by the screens', async ({ page }) => {
    const number = await register(page);
    // Its own filter: nothing but requests, each with its own letters, and the exact count beside.
    await page.goto('/desk');
    await page.locator('#queue-kind').selectOption('appeal');
    await expect(page.getByRole('link', { name: number })).toBeVisible();
    const rows = page.locator('[id^="row-"]');
    await expect(rows.filter({ hasNotText: 'SQ' })).toHaveCount(0);
    await expect(page.locator('.queue-count [role=status]')).toContainText(`${await rows.count()} 件`);
    await look(page, 'the queue of requests alone');

    await openCase(page, number);
    await expect(page.locator('[data-action=accept]')).toHaveCount(0);
    await step(page, 'assign', { handling_body: handlingBody });
    await state(page, 'ASSIGNED');
    await signIn(page, handler);
    await openCase(page, number);
    await step(page, 'sign_for');
    await state(page, 'IN_WORK');
    await signIn(page, head);
    await openCase(page, number);
    await step(page, 'supervise', { demand: '请在三个工作日内与企业联系并答复。' });
    await expect(page.locator('[data-track=supervision]')).toContainText(/诉督〔\d{4}〕\d+号/);
    await look(page, 'a request for help under supervision');
    await signIn(page, handler);
    await openCase(page, number);
    await step(page, 'answer', { answer: '已协调银行续贷，合同已经签订。', resolved: true });
    await state(page, 'ANSWERED');
    await signIn(page, caller);
    await openCase(page, number);
    await step(page, 'call_back', { callback: 'reached', satisfaction: 'satisfied' });
    await signIn(page, intake);
    await openCase(page, number);
    await step(page, 'close');
    await state(page, 'SETTLED');
    await expect(page.locator('.case-main')).toContainText('已协调银行续贷，合同已经签订。');
    await page.goto('/desk?kind=complaint&tab=closed');
    await expect(page.getByRole('link', { name: /SQ/ })).toHaveCount(0);
});
