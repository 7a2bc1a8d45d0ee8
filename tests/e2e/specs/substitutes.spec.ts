import { expect, test } from '@playwright/test';
import { accessible } from '../support/axe';
import { office } from '../support/office';
import { colleague, head, intake, signIn } from '../support/people';
import { shot } from '../support/shot';

const today = () => new Date(Date.now() + 8 * 3600e3).toISOString().slice(0, 10);

test('a head names who stands in, the substitute finds the cases, and the arrangement is ended', async ({ page }) => {
    const { number } = await office.file();
    await office.act(intake.login, number, 'claim');
    await signIn(page, head);
    await page.getByRole('link', { name: '代办安排' }).click();
    await expect(page.getByRole('heading', { level: 1, name: '代办安排' })).toBeVisible();
    await page.locator('#substitute-officer').selectOption(intake.login);
    await page.locator('#substitute-substitute').selectOption(colleague.login);
    await page.locator('#substitute-from').fill(today());
    await page.locator('#substitute-until').fill(today());
    // What is typed outlives a reload.
    await page.locator('#substitute-reason').fill('出差两天');
    await page.reload();
    await expect(page.locator('#substitute-reason')).toHaveValue('出差两天');
    await expect(page.locator('#substitute-officer')).toHaveValue(intake.login);
    await page.getByRole('button', { name: '保存' }).first().click();
    const line = page.locator('.substitute-line').filter({ hasText: '出差两天' });
    await expect(line).toBeVisible();
    await accessible(page, 'substitutes');
    await shot(page, 'desk-substitutes-named');

    await signIn(page, colleague);
    await page.goto('/desk?tab=substitute');
    await expect(page.locator('.queue-table tbody tr').filter({ hasText: number })).toBeVisible();

    await signIn(page, head);
    await page.goto('/desk/substitutes');
    await page.locator('#hand-over-from').selectOption(intake.login);
    await page.locator('#hand-over-to').selectOption(colleague.login);
    await page.locator('#hand-over-note').fill('调岗');
    await page.reload();
    await expect(page.locator('#hand-over-note')).toHaveValue('调岗');
    await line.getByRole('button').click();
    await expect(line).toHaveCount(0);
    await expect(page.locator('#substitutes-list')).toBeFocused();
});
