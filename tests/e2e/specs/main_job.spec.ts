import { expect, test } from '@playwright/test';
import { act, openCase } from '../support/case';
import { file, track } from '../support/filing';
import { handler, handlingBody, intake, signIn } from '../support/people';

const sandbox = process.env['SANDBOX_URL'];

test('a complaint is filed, accepted, transferred, signed for, answered and closed; each step is told', async ({ page }) => {
    const filed = await file(page);

    await signIn(page, intake);
    await page.locator('#queue-search').fill(filed.number);
    await page.keyboard.press('Enter');
    await expect(page.getByText('共 1 件')).toBeVisible();
    await page.getByRole('link', { name: filed.number }).click();
    await expect(page.getByText(/139\*{4}\d{4}/)).toBeVisible();
    await expect(page.getByText(filed.mobile)).toHaveCount(0);
    await expect(page.locator('[data-action=sign_for]')).toHaveCount(0);

    await page.getByRole('tab', { name: /材料/ }).click();
    await page.getByRole('button', { name: '合同.pdf' }).first().click();
    await expect(page.locator('canvas[data-pages="1"]')).toBeVisible();

    await act(page, 'accept', 'ACCEPTED');
    await act(page, 'transfer', 'TRANSFERRED', async (field) => {
        await page.locator(field('handling_body')).selectOption(handlingBody);
    });

    await signIn(page, handler);
    await openCase(page, filed.number);
    await act(page, 'sign_for', 'HANDLING');
    await page.locator('[data-action=reply]').click();
    await page.locator('.action-form button[type=submit]').click();
    await expect(page.locator('.action-form .summary')).toBeFocused();
    await page.locator('.action-form').getByRole('button', { name: '返回' }).click();
    await act(page, 'reply', 'REPLIED', async (field) => {
        await page.locator(field('result')).fill('经核实，欠款属实。被投诉人已于 12 月 1 日付清全部欠款 186,500 元。');
        await page.locator(`${field('outcome')} input, select${field('outcome')}`).first().evaluate((element) => element instanceof HTMLSelectElement
            ? (element.selectedIndex = 1, element.dispatchEvent(new Event('change', { bubbles: true })))
            : (element as HTMLInputElement).click());
        for (const [name, sum] of [['verified', '186500'], ['undisputed', '186500'], ['disputed', '0'], ['paid', '186500'], ['planned', '0']] as const) {
            const input = page.locator(field(name));
            if (await input.count()) await input.fill(sum);
        }
    });

    await signIn(page, intake);
    await openCase(page, filed.number);
    await act(page, 'close', 'CLOSED', async (field) => {
        for (const name of ['outcome', 'callback']) {
            await page.locator(`${field(name)} input, select${field(name)}`).first().evaluate((element) => element instanceof HTMLSelectElement
                ? (element.selectedIndex = 1, element.dispatchEvent(new Event('change', { bubbles: true })))
                : (element as HTMLInputElement).click());
        }
    });

    await track(page, filed);
    await expect(page.locator('.state-label')).toHaveText('办结');
    await expect(page.getByText('被投诉人已于 12 月 1 日付清').first()).toBeVisible();
    await expect(async () => {
        await page.reload();
        await expect(page.locator('.messages li[data-channel=sms][data-state=delivered]')).toHaveCount(6, { timeout: 3000 });
    }).toPass({ timeout: 60_000 });
    if (sandbox) {
        const answer = await page.request.get(`${sandbox}/sandbox/messages.json?to=${encodeURIComponent(`+86${filed.mobile}`)}&limit=50`);
        expect(((await answer.json()) as { messages?: unknown[] }).messages?.length ?? 0).toBe(6);
    }
});
