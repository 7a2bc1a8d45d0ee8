import { expect, test, type Page } from '@playwright/test';
import { completeForm, pdf } from '../../support/complaint.mjs';
import { cutLine } from '../support/cut_line';
import { fillForm, fillSections, formOf, heading, next, tickAll, upload } from '../support/filing';

type Values = Record<string, Record<string, unknown>>;
const values = () => completeForm() as unknown as Values;
const saved = (page: Page) => expect(page.getByText(/已保存 \d\d:\d\d/)).toBeVisible();

async function toDebts(page: Page): Promise<void> {
    const typed = values();
    await page.goto('/file');
    for (const title of ['你的企业', '企业规模', '欠款方']) {
        await heading(page, title);
        await fillSections(page, ['complainant', 'respondent'], typed);
        await next(page).click();
    }
    await heading(page, /^欠款$/);
}

test('size and due date are computed, explained, and follow what they are computed from', async ({ page }) => {
    const typed = values();
    await page.goto('/file');
    await fillSections(page, ['complainant'], typed);
    await next(page).click();
    await heading(page, '企业规模');
    const size = (name: string) => page.locator('#f-complainant-size').getByRole('radio', { name, exact: true });
    await page.locator('#f-complainant-industry').selectOption('industry');
    await page.locator('#f-complainant-employees').fill('１ ２００');
    await page.locator('#f-complainant-revenue_fen').fill('39,000');
    await expect(page.getByTestId('size-answer')).toContainText('中型');
    await expect(size('中型')).toBeChecked();
    await page.locator('#f-complainant-employees').fill('19');
    await expect(size('微型')).toBeChecked();
    await size('小型').check({ force: true });
    await expect(page.getByTestId('size-answer')).toContainText('和你选的不一样');
    await fillSections(page, ['complainant'], typed);
    await next(page).click();
    await fillSections(page, ['respondent'], typed);
    await next(page).click();
    await heading(page, /^欠款$/);
    const debt = (key: string) => page.locator(`#f-debts-0-${key}`);
    await debt('signed_on').fill('2025/6/20 0:00:00');
    await debt('settlement').getByText('交付后一次付清').click();
    await debt('delivered_on').fill('２０２５年８月３１号');
    await debt('payment_term').getByText('约定了天数').click();
    await debt('payment_days').fill('30');
    await debt('payable_fen').fill('¥486,000.00');
    await debt('paid_fen').fill('0');
    await expect(debt('due_on')).toHaveValue('2025-09-30');
    await expect(page.getByTestId('due-answer')).toContainText('已逾期');
    await expect(page.getByTestId('due-answer')).toContainText('逾期利息');
    await debt('payment_days').fill('90');
    // 60 days at most for a public body: 30 October 2025.
    await expect(debt('due_on')).toHaveValue('2025-10-30');
    await page.getByTestId('due-answer').getByRole('button', { name: /第九条/ }).click();
    await expect(page.getByTestId('due-answer')).toContainText('付款期限最长不得超过60日');
    await debt('due_on').fill('2025-10-01');
    await expect(page.getByTestId('due-answer').getByRole('button', { name: '改成2025年10月30日' })).toBeVisible();
    // What is computed while the cursor stands in the field is not written into what is being typed there.
    await debt('due_on').fill('');
    await debt('payment_days').fill('22');
    await debt('due_on').focus();
    await expect(page.getByTestId('due-answer')).toContainText('2025年9月22日');
    await expect(debt('due_on')).toHaveValue('');
    await debt('payment_days').focus();
    await expect(debt('due_on')).toHaveValue('2025-09-22');
});

test('full width, spaces, commas and units are understood; a day that does not exist is named', async ({ page }) => {
    await toDebts(page);
    const debt = (key: string) => page.locator(`#f-debts-0-${key}`);
    await debt('contract_fen').fill(' 1,234,567.80 ');
    await expect(page.getByText('壹佰贰拾叁万肆仟伍佰陆拾柒元捌角整')).toBeVisible();
    await debt('payable_fen').fill('１８．６５万元');
    await expect(page.getByText('壹拾捌万陆仟伍佰元整').first()).toBeVisible();
    await debt('paid_fen').fill('￥０');
    await expect(debt('arrears_fen')).toHaveValue('186500');
    await debt('undisputed_fen').fill('１８６，５００．００');
    await expect(debt('disputed_fen')).toHaveValue('0');
    await debt('delivered_on').fill('2026-02-31');
    await next(page).click();
    await expect(page.locator('.summary')).toContainText('2 月没有 31 日，改交付日期');
    await expect(debt('delivered_on')).toHaveValue('2026-02-31');
    await debt('delivered_on').fill('2025-08-31');
    await debt('payable_fen').fill('1.2E+05');
    await next(page).click();
    await expect(page.locator('.summary')).toContainText('应付金额填数字');
    await expect(debt('payable_fen')).toHaveValue('1.2E+05');
});

test('5,000 characters with emoji and rare Han are counted as a reader counts, and kept', async ({ page }) => {
    const typed = values();
    const facts = '𠮷野家拖欠😀'.repeat(833) + '共五千';
    expect([...facts]).toHaveLength(4998 + 3);
    await page.goto('/file');
    for (const title of ['你的企业', '企业规模', '欠款方', '欠款']) {
        await heading(page, new RegExp(`^${title}$`));
        await fillSections(page, ['complainant', 'respondent', 'debts'], typed);
        await next(page).click();
    }
    await heading(page, '请求与事实');
    await page.locator('#f-claim-facts').fill(facts);
    await expect(page.getByText('5,001 / 5,000 字')).toBeVisible();
    await next(page).click();
    await expect(page.locator('.summary')).toContainText('最多 5,000 字，多了 1 字');
    await page.locator('#f-claim-facts').fill([...facts].slice(0, 5000).join(''));
    await fillSections(page, ['claim'], { claim: { ...typed['claim'], facts: undefined } });
    await saved(page);
    await page.reload();
    await expect(page.locator('#f-claim-facts')).toHaveValue([...facts].slice(0, 5000).join(''));
    await next(page).click();
    await heading(page, '材料与声明');
});

test('a photograph of more than 20 MB is drawn smaller and sent; HEIC and a renamed archive are explained', async ({ page }) => {
    await fillForm(page, values() as never);
    const choose = (name: string, buffer: Buffer) => page.locator('#file-other').setInputFiles([{ name, mimeType: 'image/jpeg', buffer }]);
    await choose('IMG_0001.HEIC', Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from('ftypheic'), Buffer.alloc(64)]));
    await expect(page.getByText('是 HEIC 照片，这个浏览器打不开').first()).toBeVisible();
    await choose('合同.pdf', Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), Buffer.alloc(64)]));
    await expect(page.getByText('“合同.pdf”其实是压缩包，另选 PDF').first()).toBeVisible();
    // Noise does not compress: a PNG of it is as large as its pixels.
    await page.evaluate(async () => {
        const canvas = document.createElement('canvas');
        Object.assign(canvas, { width: 3200, height: 2400 });
        const context = canvas.getContext('2d')!;
        const image = context.createImageData(3200, 2400);
        for (let i = 0; i < image.data.length; i += 65_536) crypto.getRandomValues(image.data.subarray(i, Math.min(i + 65_536, image.data.length)));
        for (let i = 3; i < image.data.length; i += 4) image.data[i] = 255;
        context.putImageData(image, 0, 0);
        const blob = await new Promise<Blob>((resolve) => canvas.toBlob((made) => resolve(made!), 'image/png'));
        const transfer = new DataTransfer();
        transfer.items.add(new File([blob], '验收单照片.png', { type: 'image/png' }));
        const input = document.querySelector<HTMLInputElement>('#file-other')!;
        input.files = transfer.files;
        input.dispatchEvent(new Event('change'));
    });
    const row = page.locator('.files li', { hasText: '验收单照片.jpg' });
    await expect(row).toHaveAttribute('data-state', 'received', { timeout: 60_000 });
    await expect(row).toContainText('照片太大，已从');
});

test('back after submitting, a double click and a second tab file once', async ({ context, page }) => {
    const typed = values();
    await page.goto('/file');
    await fillSections(page, ['complainant'], typed);
    await saved(page);
    const second = await context.newPage();
    await second.goto('/file');
    await expect(second.locator('#f-complainant-name')).toHaveValue(String(typed['complainant']?.['name']));
    // What is typed in one tab stands in the other at once.
    await page.locator('#f-complainant-address').fill('南京市鼓楼区中山北路 2 号');
    await expect(second.locator('#f-complainant-address')).toHaveValue('南京市鼓楼区中山北路 2 号');
    await second.locator('#f-complainant-address').fill('南京市鼓楼区中山北路 3 号');
    await expect(page.locator('#f-complainant-address')).toHaveValue('南京市鼓楼区中山北路 3 号');
    for (const title of ['企业规模', '欠款方', '欠款', '请求与事实']) {
        await next(page).click();
        await heading(page, new RegExp(`^${title}$`));
        await fillSections(page, ['complainant', 'respondent', 'debts', 'claim'], typed);
    }
    await next(page).click();
    await upload(page, (await formOf(page)).materials.filter((material) => material.required).map((material) => material.kind));
    await tickAll(page);
    await next(page).click();
    await heading(page, '核对并提交');
    await expect(page.getByText('南京市鼓楼区中山北路 3 号')).toBeVisible();
    const filings: number[] = [];
    page.on('response', (response) => { if (response.url().endsWith('/transitions')) filings.push(response.status()); });
    await next(page).dblclick();
    await heading(page, '投诉已收到');
    expect(filings).toEqual([201]);
    await expect(second.getByText('这份草稿已经提交，不能再改')).toBeVisible();
    await page.goBack();
    await page.waitForLoadState('networkidle');
    await page.goto('/file');
    await expect(page.locator('#f-complainant-name')).toHaveValue('');
    await page.goto('/receipt');
    await expect(page.getByTestId('number')).toBeVisible();
});

test('composing Chinese neither submits nor loses a character', async ({ page }) => {
    await page.goto('/file');
    const client = await page.context().newCDPSession(page);
    await page.locator('#f-complainant-name').focus();
    for (const text of ['n', 'nan', 'nanjing']) await client.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length });
    // Enter chooses a candidate while composing: the form must not take it for its own.
    await page.locator('#f-complainant-name').evaluate((element) => element.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', isComposing: true, keyCode: 229, bubbles: true, cancelable: true })));
    await client.send('Input.insertText', { text: '南京𠮷祥机械有限公司' });
    await expect(page.locator('#f-complainant-name')).toHaveValue('南京𠮷祥机械有限公司');
    await expect(page.locator('.summary')).toHaveCount(0);
    await heading(page, '你的企业');
    await saved(page);
    await page.reload();
    await expect(page.locator('#f-complainant-name')).toHaveValue('南京𠮷祥机械有限公司');
});

test('the complaint letter and the receipt print on A4 without the screen around them', async ({ page }) => {
    await fillForm(page, values() as never);
    const popup = page.waitForEvent('popup');
    await page.getByRole('link', { name: '打印投诉书' }).click();
    const letter = await popup;
    const sheet = letter.getByTestId('letter');
    for (const text of ['保障中小企业款项支付投诉书', '护栏采购合同', '186,500.00 元（壹拾捌万陆仟伍佰元整）', '签字', '盖公章', '被投诉人', '四、投诉请求', '六、声明']) await expect(sheet).toContainText(text);
    await letter.emulateMedia({ media: 'print' });
    await expect(letter.locator('header.top')).toBeHidden();
    await expect(letter.getByRole('button', { name: '打印' })).toBeHidden();
    await expect(sheet).toBeVisible();
    const pages = (await letter.pdf({ preferCSSPageSize: true })).toString('latin1').match(/\/Type\s*\/Page\b/g)?.length ?? 0;
    expect(pages).toBeGreaterThanOrEqual(1);
    expect(pages).toBeLessThanOrEqual(4);
    await letter.close();
    await upload(page, ['complaint_letter', 'licence', 'contract', 'debt_proof']);
    await tickAll(page);
    await next(page).click();
    await heading(page, '核对并提交');
    await next(page).click();
    await heading(page, '投诉已收到');
    await page.emulateMedia({ media: 'print' });
    await expect(page.locator('header.top')).toBeHidden();
    await expect(page.getByTestId('number')).toBeVisible();
    await expect(page.getByTestId('hash')).toBeVisible();
});

/** Where every piece that the page sends begins. */
function offsetsOf(page: Page): number[] {
    const offsets: number[] = [];
    page.on('request', (request) => { if (request.method() === 'PATCH' && request.url().includes('/uploads/')) offsets.push(Number(request.headers()['upload-offset'])); });
    return offsets;
}

test('after the page was closed in the middle of an upload the same file goes on where it broke', async ({ browser, baseURL }) => {
    const line = await cutLine(baseURL ?? '');
    const context = await browser.newContext({ baseURL: line.url });
    const first = await context.newPage();
    await fillForm(first, values() as never);
    const content = pdf('Contract', 4_000_000);
    const choose = (page: Page, buffer: Buffer) => page.locator('#file-contract').setInputFiles([{ name: '合同.pdf', mimeType: 'application/pdf', buffer }], { timeout: 60_000 });
    line.cutAfter(2_500_000);
    await choose(first, content);
    await expect(first.locator('.files li')).toHaveAttribute('data-state', 'stopped', { timeout: 30_000 });
    await first.close();
    line.mend();

    const page = await context.newPage();
    const offsets = offsetsOf(page);
    await page.goto('/file');
    await heading(page, '材料与声明');
    const row = page.locator('.files li').first();
    await expect(row).toHaveAttribute('data-state', 'unfinished');
    await expect(row).toContainText(/传到 \d+ %，重新选这个文件就接着传/);
    // Another file of the same name and size is another file.
    const other = Buffer.from(content);
    other[content.length - 2000] = 0x79;
    await choose(page, other);
    await expect(page.locator('.files li')).toHaveCount(2);
    await expect(page.locator('.files li').nth(1)).toHaveAttribute('data-state', 'received', { timeout: 60_000 });
    expect(offsets).toEqual([0]);
    await choose(page, content);
    await expect(row).toHaveAttribute('data-state', 'received', { timeout: 60_000 });
    expect(offsets[1]).toBeGreaterThan(1_000_000);
    await context.close();
    await line.close();
});

test('on a phone an upload that the line cuts goes on by itself, and the complaint is filed', async ({ browser, baseURL }) => {
    const line = await cutLine(baseURL ?? '');
    const context = await browser.newContext({ baseURL: line.url, viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true });
    const page = await context.newPage();
    const offsets = offsetsOf(page);
    await fillForm(page, values() as never);
    await expect(page.getByRole('button', { name: '拍照' }).first()).toBeVisible();
    await expect(page.locator('#camera-contract')).toHaveAttribute('capture', 'environment');
    // After three megabytes the line is dead: what was sent never arrives, and nobody answers.
    line.cutAfter(3_000_000);
    await page.locator('#file-contract').setInputFiles([{ name: '合同.pdf', mimeType: 'application/pdf', buffer: pdf('Contract', 8_000_000) }]);
    const row = page.locator('.files li', { hasText: '合同.pdf' });
    await expect(row).toHaveAttribute('data-state', 'stopped', { timeout: 30_000 });
    await expect(row).toContainText('连接断了，会自动接着传');
    line.mend();
    await expect(row).toHaveAttribute('data-state', 'received', { timeout: 90_000 });
    expect(Math.max(...offsets), 'what had arrived is not sent again').toBeGreaterThan(1_000_000);
    await row.getByText('校验值').click();
    await expect(row.locator('code')).toHaveText(/^[0-9a-f]{64}$/);
    for (const kind of ['complaint_letter', 'licence', 'debt_proof']) await page.locator(`#file-${kind}`).setInputFiles([{ name: `${kind}.pdf`, mimeType: 'application/pdf', buffer: pdf(kind) }]);
    await expect(page.locator('.files li[data-state=received]')).toHaveCount(4, { timeout: 30_000 });
    await tickAll(page);
    await next(page).tap();
    await heading(page, '核对并提交');
    await next(page).tap();
    await heading(page, '投诉已收到');
    // The contract is there once.
    await expect(page.locator('.hashes li')).toHaveCount(4);
    await context.close();
    await line.close();
});
