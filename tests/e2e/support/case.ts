import { expect, type Page } from '@playwright/test';

/** Opens a case by its number. */
export async function openCase(page: Page, number: string): Promise<void> {
    await page.goto(`/desk/c/${number}`);
    await expect(page.getByRole('heading', { level: 1, name: number })).toBeVisible();
}

/** Presses an action, fills it with `fill`, confirms where it asks, and waits for the state it leads to. */
export async function act(page: Page, action: string, state: string, fill: (field: (name: string) => string) => Promise<void> = async () => {}): Promise<void> {
    await page.locator(`[data-action=${action}]`).click();
    await fill((name) => `[id="a-${action}-${name}"]`);
    await page.locator('.action-form button[type=submit]').click();
    const dialog = page.getByRole('dialog');
    // Irreversible steps ask once more, naming what happens and who is told.
    if (await dialog.waitFor({ state: 'visible', timeout: 1500 }).then(() => true, () => false)) {
        await expect(dialog.getByText('办理后不能撤回。')).toBeVisible();
        await dialog.locator('.el-button--primary').click();
    }
    await expect(page.locator(`.state-label[data-code=${state}]`)).toBeVisible();
}
