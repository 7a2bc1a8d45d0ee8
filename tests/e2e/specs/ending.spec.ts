import { expect, test } from '@playwright/test';
import { declarations, key } from '../../support/complaint.mjs';
import { fillForm, send, state, step } from '../support/act';
import { look } from '../support/look';
import { as, defied, handled, office, trackCase } from '../support/office';
import { handler, intake } from '../support/people';

const why = '双方已达成和解，款项已经到账，申请撤回。';

test('a withdrawal after a supervision letter is confirmed only as voluntary', async ({ page }) => {
    const filed = await defied();
    await trackCase(page, filed);
    await step(page, 'request_withdrawal', { reason: why, signed: true });
    await state(page, 'WITHDRAW_PENDING');
    await look(page, 'the firm asked to withdraw');
    await as(page, handler, filed.number);
    await expect(page.locator('[data-track=withdrawal] .chip')).toContainText('个工作日');
    await page.locator('[data-action=confirm_withdrawal]').click();
    const form = page.locator('.action-form');
    const sure = page.getByRole('dialog', { name: /^确认/ });
    await form.locator('button[type=submit]').click();
    await sure.locator('.el-button--primary').click();
    await expect(form.locator('.summary')).toContainText('要确认撤回是否自愿（条例第二十条）');
    await fillForm(page, 'confirm_withdrawal', { voluntary: false });
    await form.locator('button[type=submit]').click();
    await sure.locator('.el-button--primary').click();
    await expect(form.locator('.summary')).toContainText('不是自愿撤回，不能确认');
    await fillForm(page, 'confirm_withdrawal', { voluntary: true, note: '已电话核实，确系自愿。' });
    await send(page);
    await state(page, 'WITHDRAWN');
    await page.getByRole('tab', { name: /文书/ }).click();
    await expect(page.locator('[data-document=withdrawal_confirmation]')).toContainText(/撤〔\d{4}〕\d+号/);
    const told = (await office.list('shenhe', filed.number, 'messages')).filter((each: { event_name: string }) => each.event_name === 'WITHDRAWN');
    expect(new Set(told.map((each: { recipient: string }) => each.recipient.split(':')[0]))).toEqual(new Set(['complainant', 'respondent']));
});

test('a withdrawal that is refused leads back to where the case stood', async ({ page }) => {
    const filed = await office.file();
    await office.act(filed.own, filed.number, 'request_withdrawal', { reason: why, signed: true });
    await as(page, intake, filed.number);
    await step(page, 'refuse_withdrawal', { reason: '电话核实后，投诉人表示不撤回。' });
    await state(page, 'SUBMITTED');
    await trackCase(page, filed);
    await expect(page.locator('main')).toContainText('电话核实后，投诉人表示不撤回。');
});

test('a case is terminated by a ground with what that ground asks for, and filed again only on new facts', async ({ page }) => {
    const filed = await handled();
    await as(page, handler, filed.number);
    await page.locator('[data-action=terminate]').click();
    await fillForm(page, 'terminate', { ground: 'unreachable', reason: '两次书面通知后仍无法联系投诉人。' });
    await look(page, 'terminating a case');
    const form = page.locator('.action-form');
    if (!(await form.isVisible())) await page.locator('[data-action=terminate]').click();
    await fillForm(page, 'terminate', { ground: 'unreachable', reason: '两次书面通知后仍无法联系投诉人。' });
    await form.locator('button[type=submit]').click();
    await page.getByRole('dialog', { name: /^确认/ }).locator('.el-button--primary').click();
    await expect(form.locator('.summary')).toContainText('两次书面通知的日期');
    await fillForm(page, 'terminate', { ground: 'judicial', reason: '投诉人已就本案向人民法院起诉并立案。' });
    await send(page);
    await state(page, 'TERMINATED');
    await trackCase(page, filed);
    await expect(page.locator('main')).toContainText('投诉人已就本案向人民法院起诉并立案。');
    await look(page, 'the firm reads why its case ended');
});

test('after a refusal a new complaint is filed on new facts, linked with the old one both ways', async ({ page }) => {
    const filed = await office.file();
    const input = { ground: 'N08', reason: '合同约定的付款期限还没有到，到期后可以再投诉。', open_channel: 'refile' };
    await office.act('shouli', filed.number, 'propose_refusal', input);
    await office.act('shenhe', filed.number, 'refuse', input);
    const short = await office.refused(filed.own, filed.number, 'reopen', { new_facts: '到期了' });
    expect(short.errors[0].code).toBe('too_short');
    await trackCase(page, filed);
    await step(page, 'reopen', { new_facts: '付款期限已经届满，被投诉人书面拒绝付款。' });
    await expect(page).toHaveURL(/file/);
    await expect(page.locator('#f-complainant-name')).toHaveValue(filed.form.complainant.name);
    // A draft is its writer's alone; filed, it stands with the old case on both sides.
    const { draft } = await office.act(filed.own, filed.number, 'reopen', { new_facts: '付款期限已经届满，被投诉人书面拒绝付款。' });
    const secret = { 'Draft-Secret': draft.secret };
    const { headers } = await office.call('GET', `/api/v1/complaints/${draft.uid}`, { headers: secret, expect: 200 });
    const again = await office.call('POST', `/api/v1/complaints/${draft.uid}/transitions`, {
        json: { action: 'submit', input: { declarations: declarations() } }, headers: { ...secret, 'If-Match': headers.get('etag') ?? '', 'Idempotency-Key': key() }, expect: 201,
    });
    const { number } = again.value.receipt;
    await as(page, intake, filed.number);
    await page.getByRole('tab', { name: /关联/ }).click();
    await expect(page.locator('.related')).toContainText('再次投诉的新件');
    await expect(page.locator('.related').getByRole('link', { name: number }).first()).toBeVisible();
    await as(page, intake, number);
    await page.getByRole('tab', { name: /关联/ }).click();
    await expect(page.locator('.related')).toContainText('再次投诉，原件');
});
