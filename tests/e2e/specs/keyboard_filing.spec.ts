import { expect, test, type FileChooser, type Page } from '@playwright/test';
import { completeForm, pdf } from '../../support/complaint.mjs';
import { formOf, formPages, heading } from '../support/filing';

type Item = Record<string, unknown>;
interface Field { key: string; type: string; unit?: string; choices?: { code: string }[] }

/** Tab until the focus lies in the element; it must be reachable that way, and visible. */
async function tabTo(page: Page, selector: string): Promise<void> {
    for (let presses = 0; presses < 160; ++presses) {
        const there = await page.evaluate((wanted) => !!document.activeElement?.closest(wanted), selector);
        if (there) return;
        await page.keyboard.press('Tab');
    }
    throw new Error(`${selector} is not reached by Tab`);
}

/** Presses an arrow until the radio with this value is checked; Space where it is focused but not yet checked. */
async function choose(page: Page, group: string, value: string): Promise<void> {
    const checked = () => page.evaluate(([within, wanted]) => document.querySelector<HTMLInputElement>(`${within} input[value="${wanted}"]`)?.checked ?? false, [group, value] as const);
    await page.keyboard.press('Space');
    for (let presses = 0; presses < 12 && !(await checked()); ++presses) await page.keyboard.press('ArrowDown');
    expect(await checked(), `${group} ${value}`).toBe(true);
}

/** Types into a select until it shows the option, as a keyboard does. */
async function select(page: Page, value: string): Promise<void> {
    for (let presses = 0; presses < 160; ++presses) {
        if ((await page.evaluate(() => (document.activeElement as HTMLSelectElement).value)) === value) return;
        await page.keyboard.press('ArrowDown');
    }
    throw new Error(`no option ${value}`);
}

async function enter(page: Page, id: string, field: Field, value: unknown): Promise<void> {
    const selector = `[id="${id}"]`;
    if (field.type === 'division') {
        const code = String(value);
        const codes = [`${code.slice(0, 2)}0000`, `${code.slice(0, 4)}00`, code];
        for (const [level, each] of codes.entries()) {
            await expect(page.locator(`${selector} select`).nth(level)).toBeVisible();
            await tabTo(page, `${selector} select:nth-of-type(${level + 1})`);
            await select(page, each);
        }
        return;
    }
    if (field.type === 'dated_entries') {
        for (const [index, entry] of (value as { on: string; how: string }[]).entries()) {
            await tabTo(page, `[id="${id}-add"]`);
            await page.keyboard.press('Enter');
            await expect(page.locator(`[id="${id}-${index}-on"]`)).toBeFocused();
            await page.keyboard.insertText(entry.on);
            await tabTo(page, `[id="${id}-${index}-how"]`);
            await page.keyboard.insertText(entry.how);
        }
        return;
    }
    // The article's button stands in the group, before its answers.
    const group = field.type === 'boolean' || field.type === 'choices' || (field.type === 'choice' && (field.choices?.length ?? 0) <= 8);
    await tabTo(page, group ? `${selector} input` : selector);
    if (field.type === 'boolean') return choose(page, selector, String(value));
    if (field.type === 'choice' && (field.choices?.length ?? 0) > 8) return select(page, String(value));
    if (field.type === 'choice') return choose(page, selector, String(value));
    if (field.type === 'choices') {
        for (const code of value as string[]) {
            await tabTo(page, `${selector} label:has(input[value="${code}"])`);
            await page.keyboard.press('Space');
        }
        return;
    }
    await page.keyboard.press('Control+a');
    await page.keyboard.insertText(field.type === 'money' ? String(Number(value) / (field.unit === 'wan' ? 1e6 : 100)) : String(value));
}

test('a complaint is filed by keyboard alone', async ({ page }) => {
    // Asked for from the start: a dialog that opens before the browser is told so would never be seen.
    const choosers: FileChooser[] = [];
    page.on('filechooser', (chooser) => choosers.push(chooser));
    test.setTimeout(300_000);
    const values = completeForm() as unknown as Record<string, Item | Item[]>;
    await page.goto('/file');
    const form = await formOf(page);
    for (const [title, key] of formPages) {
        await heading(page, new RegExp(`^${title}$`));
        const section = form.sections.find((each) => each.key === key)!;
        const given = values[key];
        const item = (Array.isArray(given) ? given[0] : given) ?? {};
        // In the order they stand on the page, which is the order Tab meets them in; answers may bring up further fields.
        const done = new Set<string>();
        for (;;) {
            const ids = await page.locator('.q-field').evaluateAll((fields) => fields.map((field) => field.id || field.querySelector('label')?.getAttribute('for') || ''));
            const id = ids.find((each) => each && !done.has(each));
            if (!id) break;
            done.add(id);
            const field = (section.fields as Field[]).find((each) => id === (section.repeat ? `f-${key}-0-${each.key}` : `f-${key}-${each.key}`));
            if (field && item[field.key] !== undefined) await enter(page, id, field, item[field.key]);
        }
        await tabTo(page, '.sticky-bar button[type=submit]');
        await page.keyboard.press('Enter');
    }
    await heading(page, '材料与声明');
    for (const kind of ['complaint_letter', 'licence', 'contract', 'debt_proof']) {
        await tabTo(page, `.upload:has(#file-${kind}) button`);
        await page.keyboard.press('Enter');
        await expect.poll(() => choosers.length).toBe(1);
        await choosers.pop()!.setFiles([{ name: `${kind}.pdf`, mimeType: 'application/pdf', buffer: pdf(kind) }]);
        await expect(page.locator(`.upload:has(#file-${kind}) li[data-state=received]`)).toHaveCount(1, { timeout: 20_000 });
    }
    for (const { code } of form.declarations) {
        await tabTo(page, `[id="d-${code}"] label`);
        await page.keyboard.press('Space');
    }
    await tabTo(page, '.sticky-bar button[type=submit]');
    await page.keyboard.press('Enter');
    await heading(page, '核对并提交');
    await tabTo(page, '.sticky-bar button[type=submit]');
    await page.keyboard.press('Enter');
    await heading(page, '投诉已收到');
    await expect(page.getByTestId('number')).toHaveText(/^[A-Z]{2}TS\d{14}$/);
});
