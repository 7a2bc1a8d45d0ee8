import { expect, test, type Page } from '@playwright/test';
import { office } from '../support/office';
import { handler, handlingBody, intake } from '../support/people';

/** Tabs on until the focus stands on what is looked for, as a person without a mouse does. */
async function tabTo(page: Page, selector: string, most = 120): Promise<void> {
    for (let tries = 0; tries < most; ++tries) {
        if (await page.evaluate((wanted) => document.activeElement?.matches(wanted) ?? false, selector)) return;
        await page.keyboard.press('Tab');
    }
    throw new Error(`the keyboard does not reach ${selector}`);
}

async function signInByKeys(page: Page, who: { login: string; password: string }): Promise<void> {
    await page.context().clearCookies();
    await page.goto('/desk/login');
    await tabTo(page, '#s-first');
    await page.keyboard.type(who.login);
    await page.keyboard.press('Tab');
    await page.keyboard.type(who.password);
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(/\/desk$/);
    await expect(page.locator('.queue-table tbody tr').first()).toBeVisible();
}

/** From the queue to the case: / to the search, its number, j to the row, o to open it. */
async function openByKeys(page: Page, number: string): Promise<void> {
    await page.keyboard.press('/');
    await expect(page.locator('#queue-search')).toBeFocused();
    await page.keyboard.type(number);
    await page.keyboard.press('Enter');
    await expect(page.locator('.queue-table tbody tr')).toHaveCount(1);
    await page.locator('body').evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
    await page.keyboard.press('j');
    await page.keyboard.press('o');
    await expect(page.getByRole('heading', { level: 1, name: number })).toBeVisible();
}

/** Fills a control by the keys that work on its kind. */
async function fillByKeys(page: Page, id: string, value: string): Promise<void> {
    const control = page.locator(`[id="${id}"]`);
    const tag = await control.evaluate((element) => element.tagName);
    if (tag === 'SELECT') {
        await tabTo(page, `[id="${id}"]`);
        const labels = await control.locator('option').allInnerTexts();
        const values = await control.locator('option').evaluateAll((options) => (options as HTMLOptionElement[]).map((option) => option.value));
        const at = values.indexOf(value);
        expect(at, `${id} has no ${value} among ${labels.join()}`).toBeGreaterThanOrEqual(0);
        const now = await control.evaluate((element) => (element as HTMLSelectElement).selectedIndex);
        for (let step = 0; step < Math.abs(at - now); ++step) await page.keyboard.press(at > now ? 'ArrowDown' : 'ArrowUp');
        await expect(control).toHaveValue(value);
    } else if (tag === 'FIELDSET') {
        await tabTo(page, `[id="${id}"] input`);
        for (let tries = 0; tries < 12; ++tries) {
            await page.keyboard.press('Space');
            if (await control.locator(`input[value="${value}"]`).isChecked()) return;
            await page.keyboard.press('ArrowDown');
            if (await control.locator(`input[value="${value}"]`).isChecked()) return;
        }
        throw new Error(`the keys do not choose ${value} of ${id}`);
    } else {
        await tabTo(page, `[id="${id}"]`);
        await page.keyboard.press('Control+A');
        await page.keyboard.type(value);
    }
}

/** a to the actions, Tab to the one, its fields, Ctrl+Enter, and the confirmation where one is asked. */
async function actByKeys(page: Page, action: string, state: string, fields: Record<string, string> = {}): Promise<void> {
    await page.locator('body').evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
    await page.keyboard.press('a');
    await tabTo(page, `[data-action=${action}]`);
    await page.keyboard.press('Enter');
    await expect(page.locator('.action-form')).toBeVisible();
    for (const [name, value] of Object.entries(fields)) {
        if (await page.locator(`[id="a-${action}-${name}"]`).count()) await fillByKeys(page, `a-${action}-${name}`, value);
    }
    await page.keyboard.press('Control+Enter');
    const sure = page.getByRole('dialog', { name: /^确认/ });
    if (await sure.waitFor({ state: 'visible', timeout: 1_500 }).then(() => true, () => false)) {
        await expect(sure.getByRole('button', { name: '返回' })).toBeFocused();
        await tabTo(page, '.el-dialog__footer .el-button--primary');
        await page.keyboard.press('Enter');
    }
    await expect(page.locator(`.state-label[data-code=${state}]`)).toBeVisible();
}

test('a case is worked by keyboard alone from the queue to its closure', async ({ page }) => {
    const { number } = await office.file();
    await signInByKeys(page, intake);
    await openByKeys(page, number);
    await actByKeys(page, 'accept', 'ACCEPTED');
    await actByKeys(page, 'transfer', 'TRANSFERRED', { handling_body: handlingBody });
    await signInByKeys(page, handler);
    await openByKeys(page, number);
    await actByKeys(page, 'sign_for', 'HANDLING');
    await actByKeys(page, 'reply', 'REPLIED', {
        result: '经核实，欠款属实。被投诉人已于 12 月 1 日付清全部欠款 186,500 元。', outcome: 'O1', verified: '186500', undisputed: '186500', disputed: '0', paid: '186500', planned: '0',
    });
    await signInByKeys(page, intake);
    await openByKeys(page, number);
    await actByKeys(page, 'close', 'CLOSED', { outcome: 'O1', callback: 'reached' });
    expect((await office.read('shouli', number)).state).toBe('CLOSED');
});
