import { expect, test } from '@playwright/test';
import { completeForm, pdf } from '../../support/complaint.mjs';
import { fillForm, fillSections, heading, next } from '../support/filing';
import { look } from '../support/look';
import { as, office } from '../support/office';
import { head, intake } from '../support/people';

const values = () => completeForm() as unknown as Record<string, Record<string, unknown>>;
const scripted = () => Buffer.from(pdf('Letter').toString('latin1').replace('/Catalog /Pages', '/Catalog /OpenAction << /S /Java#53cript /JS (1) >> /Pages'), 'latin1');

test('a mobile number is proven by a code on the first page, and another one is not', async ({ page }) => {
    const typed = values();
    await page.goto('/file');
    await heading(page, /^你的企业$/);
    await fillSections(page, ['complainant'], typed as never);
    const proof = page.getByTestId('phone-proof');
    await proof.getByRole('button', { name: /发验证码验证/ }).click();
    await expect(page.locator('#proof-code')).toBeFocused();
    let code = '';
    await expect.poll(async () => {
        const answer = await page.request.get(`${process.env['SANDBOX_URL']}/sandbox/messages.json?to=${encodeURIComponent(`+86${String(typed['complainant']?.['mobile'])}`)}&limit=50`);
        const texts = ((await answer.json()) as { messages: { body: string }[] }).messages.map((each) => each.body);
        code = texts.map((text) => /验证码为(\d{6})/.exec(text)?.[1] ?? '').find(Boolean) ?? '';
        return code;
    }, { timeout: 30_000 }).not.toBe('');
    await page.locator('#proof-code').fill(code);
    await proof.getByRole('button', { name: '确认' }).click();
    await expect(proof).toContainText('✓ 已验证');
    await look(page, 'proven on the first page');
    await page.reload();
    await expect(proof).toContainText('✓ 已验证');
    await page.locator('#f-complainant-mobile').fill('13700001111');
    await expect(proof).not.toContainText('已验证');
    // Nothing of this stands in the way.
    await next(page).click();
    await heading(page, /^企业规模$/);
});

test('a file that nobody can open is told at once, with its reason and a way to another', async ({ page }) => {
    await fillForm(page, values() as never);
    await page.locator('#file-contract').setInputFiles([{ name: '合同.pdf', mimeType: 'application/pdf', buffer: scripted() }]);
    const row = page.locator('.upload', { has: page.locator('#file-contract') }).locator('li');
    await expect(row).toHaveAttribute('data-state', 'refused', { timeout: 30_000 });
    await expect(row).toContainText('打不开，工作人员也看不到：PDF 带有脚本或会启动程序');
    await expect(row.locator('[data-action=another]')).toBeVisible();
    await look(page, 'a file that nobody can open');
    await page.locator('#file-contract').setInputFiles([{ name: '合同扫描件.pdf', mimeType: 'application/pdf', buffer: pdf('Contract') }]);
    await expect(page.locator('.files li[data-state=received]')).toContainText('1 页', { timeout: 30_000 });
});

test('two officers let a file out that could not be checked', async ({ page }) => {
    const filed = await office.file();
    await office.upload('shouli', filed.number, 'other', '盖章件.pdf', scripted());
    const open = async (person: { login: string; password: string }) => {
        await as(page, person, filed.number);
        await page.locator('#tab-files').click();
    };
    await open(intake);
    const row = page.locator('.viewer-list li', { hasText: '盖章件.pdf' });
    await expect(row).toContainText('PDF 带有脚本或会启动程序');
    await row.getByRole('button', { name: /申请放行/ }).click();
    await row.getByLabel('为什么可以放行').fill('电子签章软件生成，脚本只显示印章');
    await row.getByRole('button', { name: '提交申请' }).click();
    await expect(row).toContainText('等另一位工作人员同意');
    await open(head);
    await row.getByRole('button', { name: '同意放行' }).click();
    await expect(row).toHaveAttribute('data-verdict', 'released');
    await expect(row).toContainText('两人放行');
    await row.getByRole('button', { name: '盖章件.pdf' }).click();
    await expect(page.locator('.viewer-pane')).toContainText('PDF 带有脚本或会启动程序');
    await look(page, 'a file let out by two');
    await page.getByRole('tab', { name: /时间线/ }).click();
    await expect(page.locator('.timeline')).toContainText('同意放行未能检查的文件“盖章件.pdf”');
});
