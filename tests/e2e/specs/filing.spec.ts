import { expect, test } from '@playwright/test';
import { completeForm } from '../../support/complaint.mjs';
import { file, fillForm, fillSections, heading, next } from '../support/filing';

test('a firm files with its evidence and gets a receipt that verifies', async ({ page }) => {
    const filed = await file(page);
    expect(filed.number).toMatch(/^[A-Z]{2}TS\d{14}$/);
    await page.getByText('期限怎么数').click();
    await expect(page.locator('.day-count').first()).toContainText('收到，不计');
    await page.reload();
    await expect(page.getByTestId('code')).toHaveText(filed.code);
    await page.getByRole('link', { name: '核验这份回执' }).click();
    await expect(page.getByTestId('finding')).toContainText('一致，记录没有被改过');
    await page.getByLabel('记录校验值').fill('0'.repeat(64));
    await page.getByRole('button', { name: '核验' }).click();
    await expect(page.getByTestId('finding')).toContainText('不一致');
});

test('a wrong credit code shows as it is typed and in the summary, in the same words', async ({ page }) => {
    await page.goto('/file');
    const code = page.locator('#f-complainant-credit_code');
    await code.fill('914403001922038217');
    await expect(page.locator('#f-complainant-credit_code-live')).toContainText('信用代码校验不符，对照执照核对 18 位');
    await next(page).click();
    const summary = page.locator('.summary');
    await expect(summary).toBeFocused();
    await expect(page).toHaveTitle(/^错误：/);
    await summary.getByRole('link', { name: '信用代码校验不符，对照执照核对 18 位' }).click();
    await expect(code).toBeFocused();
    await expect(code).toHaveAttribute('aria-invalid', 'true');
    await expect(code).toHaveValue('914403001922038217');
    await code.fill('９１４４ ０３００１９２２０３８２１６');
    await next(page).click();
    await expect(summary.getByText('信用代码校验不符')).toHaveCount(0);
});

test('what was typed survives a reload and is saved at the server', async ({ page }) => {
    const values = completeForm() as unknown as Record<string, Record<string, unknown>>;
    await page.goto('/file');
    await heading(page, '你的企业');
    await fillSections(page, ['complainant'], values);
    await expect(page.getByText(/已保存 \d\d:\d\d/)).toBeVisible();
    await page.reload();
    await expect(page.locator('#f-complainant-name')).toHaveValue(String(values['complainant']?.['name']));
    for (const title of ['企业规模', '欠款方']) {
        await next(page).click();
        await heading(page, title);
        await fillSections(page, ['complainant', 'respondent'], values);
    }
    await next(page).click();
    await heading(page, /^欠款$/);
    const money = (key: string) => page.locator(`#f-debts-0-${key}`);
    await money('payable_fen').fill('２００，０００');
    await money('paid_fen').fill('13,500.00');
    await expect(money('arrears_fen')).toHaveValue('186500');
    await expect(page.getByText('壹拾捌万陆仟伍佰元整').first()).toBeVisible();
});

test('files that are not what they say, or too large, are refused in words', async ({ page }) => {
    const values = completeForm() as unknown as Record<string, Record<string, unknown>>;
    await fillForm(page, values as never);
    const choose = (name: string, buffer: Buffer) => page.locator('#file-other').setInputFiles([{ name, mimeType: 'application/pdf', buffer }], { timeout: 60_000 });
    await choose('结算书.pdf', Buffer.concat([Buffer.from('MZ'), Buffer.alloc(512)]));
    await choose('合同.pdf', Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), Buffer.alloc(512)]));
    await choose('大文件.pdf', Buffer.concat([Buffer.from('%PDF-1.4\n'), Buffer.alloc(21 * 1024 * 1024)]));
    await expect(page.getByText('“结算书.pdf”其实是程序，另选 PDF').first()).toBeVisible();
    await expect(page.getByText('“合同.pdf”其实是压缩包，另选 PDF').first()).toBeVisible();
    await expect(page.getByText('“大文件.pdf”超过 20 MB').first()).toBeVisible();
    await next(page).click();
    await expect(page.locator('.summary').getByText('勾选全部声明')).toBeVisible();
    await expect(page.getByText('勾选这一项声明后才能提交').first()).toBeVisible();
});

test('a dead line keeps the text and saves it when it is back', async ({ page, context }) => {
    await page.goto('/file');
    await page.locator('#f-complainant-name').fill('苏州');
    await expect(page.getByText(/已保存 \d\d:\d\d/)).toBeVisible();
    await context.setOffline(true);
    await page.locator('#f-complainant-name').fill('苏州𠮷野家机械有限公司');
    await expect(page.getByText('离线，已存本机')).toBeVisible();
    await context.setOffline(false);
    await expect(page.getByText(/已保存 \d\d:\d\d/)).toBeVisible();
    await page.reload();
    await expect(page.locator('#f-complainant-name')).toHaveValue('苏州𠮷野家机械有限公司');
});
