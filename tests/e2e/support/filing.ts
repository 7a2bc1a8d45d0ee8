import { expect, type Page } from '@playwright/test';
import { completeForm, pdf } from '../../support/complaint.mjs';

export interface Filed {
    number: string;
    code: string;
    tail: string;
    /** Of the respondent's credit code. */
    respondentTail: string;
    mobile: string;
    email: string;
    name: string;
}

interface Field {
    key: string;
    type: string;
    unit?: string;
    choices?: { code: string; label: Record<string, string> }[];
}
interface Form {
    sections: { key: string; repeat?: object; fields: Field[] }[];
    materials: { kind: string; required: boolean }[];
    declarations: { code: string }[];
}
type Values = Record<string, unknown>;

export async function formOf(page: Page): Promise<Form> {
    return (await (await page.request.get('/api/v1/forms/complaint')).json()) as Form;
}

/** Fills one field as a person would, by its type. */
export async function fillField(page: Page, id: string, field: Field, value: unknown): Promise<void> {
    const group = page.locator(`[id="${id}"]`);
    const labelOf = (code: string) => field.choices?.find((choice) => choice.code === code)?.label['zh-CN'] ?? code;
    const tick = (text: string) => group.locator('label', { hasText: text }).filter({ hasText: new RegExp(`^\\s*${text.replace(/[()（）？?]/g, '.')}\\s*$`) }).first().click();
    if (field.type === 'boolean') await tick(value ? '是' : '否');
    else if (field.type === 'choice' && (field.choices?.length ?? 0) > 8) await group.selectOption(String(value));
    else if (field.type === 'choice') await tick(labelOf(String(value)));
    else if (field.type === 'choices') for (const code of value as string[]) await tick(labelOf(code));
    else if (field.type === 'dated_entries') {
        for (const [index, entry] of (value as { on: string; how: string }[]).entries()) {
            await group.locator(`[id="${id}-add"]`).click();
            await page.locator(`[id="${id}-${index}-on"]`).fill(entry.on);
            await page.locator(`[id="${id}-${index}-how"]`).fill(entry.how);
        }
    } else if (field.type === 'division') {
        const code = String(value);
        const selects = group.locator('select');
        await selects.nth(0).selectOption(`${code.slice(0, 2)}0000`);
        await selects.nth(1).selectOption(`${code.slice(0, 4)}00`);
        if (!code.endsWith('00')) await selects.nth(2).selectOption(code);
    } else if (field.type === 'money') await group.fill(String(Number(value) / (field.unit === 'wan' ? 1e6 : 100)));
    else await group.fill(String(value));
}

/** Fills what the page asks for of the sections; a folded group is opened when a value lies in it. */
export async function fillSections(page: Page, keys: string[], values: Record<string, Values | Values[]>): Promise<void> {
    const form = await formOf(page);
    await page.locator(keys.map((key) => `[id^="f-${key}-"]`).join(',')).first().waitFor();
    for (const section of form.sections.filter((each) => keys.includes(each.key))) {
        const given = values[section.key];
        for (const [index, item] of (Array.isArray(given) ? given : [given ?? {}]).entries()) {
            // What shows or fills other fields comes first as it does in the definition.
            for (const field of section.fields.filter((each) => item[each.key] !== undefined)) {
                const id = section.repeat ? `f-${section.key}-${index}-${field.key}` : `f-${section.key}-${field.key}`;
                if (!(await page.locator(`[id="${id}"]`).count())) continue;
                await page.locator(`[id="${id}"]`).evaluate((element) => element.closest('details')?.setAttribute('open', ''));
                await fillField(page, id, field, item[field.key]);
            }
        }
    }
}

export const next = (page: Page) => page.locator('.sticky-bar button[type=submit]');

export async function heading(page: Page, name: string | RegExp): Promise<void> {
    await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
}

/** Uploads PDFs for the materials the form requires, one each, the same two files for all. */
export async function upload(page: Page, kinds: string[]): Promise<void> {
    const files = ['合同.pdf', '对账单.pdf'].map((name) => ({ name, mimeType: 'application/pdf', buffer: pdf(name === '合同.pdf' ? 'Contract' : 'Statement') }));
    for (const [index, kind] of kinds.entries()) await page.locator(`#file-${kind}`).setInputFiles([files[index % 2] ?? files[0]!]);
    await expect(page.locator('.files li[data-state=received]')).toHaveCount(kinds.length, { timeout: 30_000 });
}

export async function tickAll(page: Page): Promise<void> {
    const form = await formOf(page);
    for (const { code } of form.declarations) await page.locator(`#d-${code} .el-checkbox__inner`).click();
}

/** The pages of a firm's form, by their headings, with the sections each asks for. */
export const formPages = [
    ['你的企业', 'complainant'], ['企业规模', 'complainant'], ['欠款方', 'respondent'], ['欠款', 'debts'], ['请求与事实', 'claim'],
] as const;

/** Fills the form up to the page with the materials. */
export async function fillForm(page: Page, values: Record<string, Values | Values[]>): Promise<void> {
    await page.goto('/file');
    for (const [title, section] of formPages) {
        await heading(page, new RegExp(`^${title}$`));
        await fillSections(page, [section], values);
        await next(page).click();
    }
    await heading(page, '材料与声明');
}

/** A complaint filed through the screens, from the first page to the receipt. */
export async function file(page: Page): Promise<Filed> {
    const values = completeForm() as unknown as Record<string, Values>;
    await fillForm(page, values);
    await upload(page, (await formOf(page)).materials.filter((material) => material.required).map((material) => material.kind));
    await tickAll(page);
    await next(page).click();
    await heading(page, '核对并提交');
    await next(page).dblclick();
    await heading(page, '投诉已收到');
    const complainant = values['complainant'] as Record<string, string>;
    return {
        number: (await page.getByTestId('number').innerText()).trim(), code: (await page.getByTestId('code').innerText()).trim(),
        tail: complainant['credit_code']!.slice(-6),
        respondentTail: (values['respondent'] as Record<string, string>)['credit_code']!.slice(-6), mobile: complainant['mobile']!, email: complainant['email']!, name: complainant['name']!,
    };
}

export async function track(page: Page, filed: Filed): Promise<void> {
    await page.context().clearCookies();
    await page.goto('/track');
    await page.getByLabel('查询码').fill(filed.code);
    await page.getByLabel('信用代码后六位').fill(filed.tail);
    await page.getByRole('button', { name: '查看' }).click();
    await expect(page.getByRole('heading', { level: 1, name: filed.number })).toBeVisible();
}
