import { expect, test, type Page } from '@playwright/test';
import { completeForm, key } from '../../support/complaint.mjs';
import { accessible } from '../support/axe';
import { heading, next, tickAll } from '../support/filing';
import { office } from '../support/office';
import { colleague, intake, signIn } from '../support/people';
import { shot } from '../support/shot';

/** A draft that the officer began elsewhere: over the API, as another browser would. */
async function drafted(change: (form: ReturnType<typeof completeForm>) => void = () => undefined): Promise<{ uid: string; form: ReturnType<typeof completeForm> }> {
    const form = completeForm();
    change(form);
    const made = await office.call('POST', '/api/v1/complaints', {
        json: { form, channel: 'phone' }, cookie: await office.as('shouli'), headers: { 'Idempotency-Key': key() }, expect: 201,
    });
    return { uid: made.value.complaint.uid, form };
}

/** The form as it was saved by what `work` does. */
async function saving(page: Page, work: () => Promise<unknown>): Promise<void> {
    const done = page.waitForResponse((response) => response.request().method() === 'PATCH' && response.ok());
    await work();
    await done;
}

test('a draft begun in another browser goes on where it stood; a colleague is told whose it is', async ({ page, browser }) => {
    const { uid, form } = await drafted();
    await signIn(page, intake);
    await page.goto(`/desk/new?draft=${uid}`);
    await heading(page, '你的企业');
    await expect(page.locator('#f-complainant-name')).toHaveValue(form.complainant.name);
    await expect(page.getByText('来源：电话')).toBeVisible();
    // Another draft is another form, and no draft at all begins with the channel.
    const other = await drafted();
    await page.goto(`/desk/new?draft=${other.uid}`);
    await expect(page.locator('#f-complainant-name')).toHaveValue(other.form.complainant.name);
    await page.getByRole('navigation', { name: '主导航' }).getByRole('link', { name: '代录投诉' }).click();
    await expect(page.getByRole('radio', { name: '窗口' })).toBeVisible();

    const context = await browser.newContext({ locale: 'zh-CN' });
    const second = await context.newPage();
    await signIn(second, colleague);
    await second.goto(`/desk/new?draft=${uid}`);
    await expect(second.getByTestId('draft-refused')).toContainText('只有录入人自己能打开');
    await expect(second.locator('#f-complainant-name')).toHaveCount(0);
    await accessible(second, 'a draft that is another officer\'s');
    await context.close();
});

test('a draft changed in two browsers is merged field by field', async ({ page, browser }) => {
    const { uid } = await drafted();
    const context = await browser.newContext({ locale: 'zh-CN', viewport: { width: 1366, height: 768 } });
    const other = await context.newPage();
    for (const each of [page, other]) {
        await signIn(each, intake);
        await each.goto(`/desk/new?draft=${uid}`);
        await heading(each, '你的企业');
    }
    await saving(page, () => page.locator('#f-complainant-address').fill('南京市玄武区珠江路 1 号'));
    await other.locator('#f-complainant-contact_name').fill('周会计');
    const dialog = other.getByRole('dialog', { name: '内容刚被别人改过' });
    await expect(dialog).toBeVisible();
    await expect(dialog.locator('[data-pointer="/complainant/address"]')).toContainText('南京市玄武区珠江路 1 号');
    await expect(dialog.locator('[data-pointer="/complainant/address"] input[value=theirs]')).toBeChecked();
    await expect(dialog.locator('[data-pointer="/complainant/contact_name"] input[value=mine]')).toBeChecked();
    await accessible(other, 'merging a draft');
    await saving(other, () => dialog.locator('[data-action=merge]').click());
    await expect(other.locator('#f-complainant-address')).toHaveValue('南京市玄武区珠江路 1 号');
    const { form } = (await office.get('shouli', `/api/v1/complaints/${uid}`)) as { form: { complainant: Record<string, string> } };
    expect([form.complainant['address'], form.complainant['contact_name']]).toEqual(['南京市玄武区珠江路 1 号', '周会计']);
    await context.close();
});

test('whoever takes a complaint down sees, as the code is typed, what the respondent is complained about already', async ({ page }) => {
    const before = await office.file();
    const { uid } = await drafted((form) => {
        form.complainant = { ...before.form.complainant };
        form.debts = structuredClone(before.form.debts);
    });
    for (const kind of ['complaint_letter', 'licence', 'contract', 'debt_proof']) await office.upload('shouli', uid, kind, '材料.pdf');
    await signIn(page, intake);
    await page.goto(`/desk/new?draft=${uid}`);
    await heading(page, '你的企业');
    await next(page).click();
    await page.locator('#f-respondent-credit_code').fill(before.form.respondent.credit_code);
    await page.locator('#f-respondent-credit_code').blur();
    const aside = page.getByTestId('register-duplicates');
    await expect(aside).toContainText('1 件');
    await expect(aside.getByRole('link', { name: before.number })).toHaveAttribute('href', `/desk/c/${before.number}`);
    await accessible(page, 'duplicates beside the form');
    // The last look says it once more before anything is registered.
    await next(page).click();
    await heading(page, '请求、材料与声明');
    await tickAll(page);
    await next(page).click();
    await heading(page, '核对并提交');
    await expect(page.getByTestId('earlier')).toContainText(before.number);
    await shot(page, 'desk-new-check-duplicates');
});

test('what an officer typed is gone when he signs out, and never another\'s to read', async ({ page }) => {
    const filed = await office.file();
    await signIn(page, intake);
    await page.goto('/desk/calls');
    await page.locator('#call-summary').fill('李会计来电，询问投诉办法。');
    await page.reload();
    await expect(page.locator('#call-summary')).toHaveValue('李会计来电，询问投诉办法。');
    await page.goto(`/desk/c/${filed.number}`);
    await page.locator('[data-action=note]').click();
    await page.locator('[id="a-note-text"]').fill('投诉人手机有误。');
    // The session runs out and a colleague signs in in the same tab.
    await signIn(page, colleague);
    await page.goto(`/desk/c/${filed.number}`);
    await expect(page.locator('.action-panel')).toBeVisible();
    await expect(page.locator('[id="a-note-text"]')).toHaveCount(0);
    await page.goto('/desk/calls');
    await expect(page.locator('#call-summary')).toHaveValue('');
    await signIn(page, intake);
    await page.goto(`/desk/c/${filed.number}`);
    await expect(page.locator('[id="a-note-text"]')).toHaveValue('投诉人手机有误。');
    await page.getByRole('button', { name: '退出' }).click();
    await expect(page).toHaveURL(/\/desk\/login/);
    expect(await page.evaluate(() => [...Object.keys(sessionStorage), ...Object.keys(localStorage)].filter((name) => /^qq\.(typed|desk-draft)\./.test(name)))).toEqual([]);
});
