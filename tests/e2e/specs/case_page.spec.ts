import { expect, test, type Page } from '@playwright/test';
import { fillForm, send } from '../support/act';
import { look } from '../support/look';
import { as, handled, inquired, office } from '../support/office';
import { handler, intake, signIn } from '../support/people';

const reason = '被投诉人由省厅直接管理，不属于本部门职责。';

/** The part of the screen that an element covers. */
const box = async (page: Page, selector: string) => (await page.locator(selector).first().boundingBox())!;

test('the case stands on one screen: state, terms, sum, parties, history and actions, each part scrolling by itself', async ({ page }) => {
    const { filed: first } = await inquired();
    const filed = await handled((form) => { form.respondent = { ...first.form.respondent }; });
    await as(page, handler, filed.number);
    // The same respondent owes somebody else, too.
    await expect(page.getByTestId('serial')).toContainText('共 2 件投诉');
    for (const selector of ['.case-head', '.state-label', '.case-head .chip', '.case-head .sum', '.case-parties .party', '.case-main .tabs', '.action-panel h2']) {
        const at = await box(page, selector);
        expect(at.y + Math.min(at.height, 40), selector).toBeLessThanOrEqual(768);
    }
    expect((await box(page, '.case-head')).height).toBeLessThanOrEqual(130);
    for (const selector of ['.case-parties', '.case-main', '.case-actions']) {
        const at = await box(page, selector);
        expect(at.y + at.height, selector).toBeLessThanOrEqual(768);
    }
    // What the law asks for stands before the daily work, and what cannot be done says why.
    await expect(page.locator('.action-list button').first()).toBeVisible();
    await expect(page.locator('.action-rest button', { hasText: '添加备注' })).toBeVisible();
    await expect(page.locator('.impossible summary')).toContainText('暂不能办');
    await look(page, 'a case on one screen');
});

test('what is typed survives a reload, a change by another hand and the end of the session', async ({ page }) => {
    const filed = await handled();
    await as(page, handler, filed.number);
    await page.locator('[data-action=return]').click();
    await fillForm(page, 'return', { reason });
    await page.reload();
    await expect(page.locator('[id="a-return-reason"]')).toHaveValue(reason);

    await office.act('nanjing_fzr', filed.number, 'note', { text: '已与省厅联系。' });
    await page.locator('.action-form button[type=submit]').click();
    await expect(page.getByRole('dialog').filter({ hasText: '处理中' })).toBeVisible();
    await page.getByRole('dialog').filter({ hasText: '处理中' }).getByRole('button', { name: '看现在的' }).click();
    await expect(page.locator('[id="a-return-reason"]')).toHaveValue(reason);

    await page.context().clearCookies();
    await page.locator('.action-form button[type=submit]').click();
    const again = page.getByRole('dialog').filter({ has: page.getByLabel('密码') });
    await again.getByLabel('账号').fill(handler.login);
    await again.getByLabel('密码').fill(handler.password);
    await again.locator('button[type=submit]').click();
    await expect(page.locator('.state-label[data-code=RETURNED]')).toBeVisible();
});

test('an officer reads the document and the messages before anything is done', async ({ page }) => {
    const filed = await handled();
    await as(page, handler, filed.number);
    await page.locator('[data-action=return]').click();
    await page.getByTestId('look').click();
    await expect(page.locator('.action-form .summary')).toContainText('理由');
    await fillForm(page, 'return', { reason, proposed_body: '320500-GXJ' });
    await page.getByTestId('look').click();
    const preview = page.getByTestId('preview');
    await expect(preview.getByTestId('document')).toContainText('退回函');
    await expect(preview.getByTestId('document')).toContainText(reason);
    await expect(preview.getByTestId('document')).toContainText('（签发时编号）');
    await expect(preview.locator('.messages')).toContainText('投诉人');
    await look(page, 'a preview');
    expect((await office.read('nanjing', filed.number)).state).toBe('HANDLING');
    await as(page, handler, filed.number);
    await expect(page.locator('[id="a-return-reason"]')).toHaveValue(reason);
    await send(page);
    await signIn(page, intake);
});
