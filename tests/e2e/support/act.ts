import { expect, type Page } from '@playwright/test';
import { pdf } from '../../support/complaint.mjs';

type Value = string | boolean | { due: string; amount: string }[] | { file: string };

/** Fills one field of an action as a person would, by the control that stands there. */
async function fill(page: Page, id: string, value: Value): Promise<void> {
    const at = (part: string) => page.locator(`[id="${id}${part}"]`);
    if (Array.isArray(value)) {
        for (const [index, row] of value.entries()) {
            if (!(await at(`-${index}-due`).count())) await at('-add').click();
            await at(`-${index}-due`).fill(row.due);
            await at(`-${index}-amount_fen`).fill(row.amount);
        }
        return;
    }
    if (typeof value === 'object') {
        await page.locator(`[id="${id}-file"]`).setInputFiles([{ name: value.file, mimeType: 'application/pdf', buffer: pdf(value.file) }]);
        await expect(at('').locator('label', { hasText: value.file }).locator('input')).toBeChecked({ timeout: 20_000 });
        return;
    }
    if (typeof value === 'boolean') return at('').locator('label', { hasText: value ? '是' : '否' }).click();
    const control = at('');
    const tag = await control.evaluate((element) => element.tagName);
    if (tag === 'SELECT') await control.selectOption(value);
    else if (tag === 'FIELDSET') await control.locator(`input[value="${value}"]`).evaluate((element: HTMLInputElement) => element.click());
    else await control.fill(value);
}

/** Presses an action, fills its fields, confirms where it asks, and waits until the history tells of it. */
export async function step(page: Page, action: string, values: Record<string, Value> = {}): Promise<void> {
    const form = page.locator('.action-form');
    await page.locator(`[data-action=${action}]`).click();
    await expect(form).toBeVisible();
    for (const [name, value] of Object.entries(values)) await fill(page, `a-${action}-${name}`, value);
    await send(page);
}

/** Sends the form that stands open. */
export async function send(page: Page): Promise<void> {
    const form = page.locator('.action-form');
    const answer = page.waitForResponse((response) => response.request().method() === 'POST' && response.url().endsWith('/transitions'));
    const submit = form.locator('button[type=submit]');
    const reviewed = /核对并提交|Check and send/.test(await submit.innerText());
    await submit.click();
    // A respondent reads his answer once more before it goes.
    if (reviewed) {
        await expect(form.getByTestId('review')).toBeVisible();
        await form.locator('button[type=submit]').click();
    }
    const sure = page.getByRole('dialog', { name: /^确认/ });
    const first = await Promise.race([answer.then(() => 'answer'), sure.waitFor({ state: 'visible' }).then(() => 'dialog', () => 'none')]);
    if (first === 'dialog') await sure.locator('.el-button--primary').click();
    const { status, text } = { status: (await answer).status(), text: await (await answer).text() };
    expect(status, text.slice(0, 600)).toBe(201);
}

/** Fills the fields of a form that stands on the page by itself. */
export async function fillForm(page: Page, action: string, values: Record<string, Value>): Promise<void> {
    for (const [name, value] of Object.entries(values)) await fill(page, `a-${action}-${name}`, value);
}

export async function state(page: Page, code: string): Promise<void> {
    await expect(page.locator(`.state-label[data-code=${code}]`)).toBeVisible();
}
