import { expect, test } from '@playwright/test';
import { accessible } from '../support/axe';
import { as, handled, inquired } from '../support/office';
import { handler } from '../support/people';
import { shot } from '../support/shot';

test('an officer reads all that the form says, with the size that the figures give beside the one stated', async ({ page }) => {
    const filed = await handled((form) => { Object.assign(form.complainant, { employees: 1_200, revenue_fen: 50_000_000_000, size_reason: '集团合并口径。', told_sme: 'yes' }); });
    await as(page, handler, filed.number);
    await expect(page.locator('.party').first().locator('[data-key=legal_representative]')).toContainText('王建国');
    await expect(page.locator('.party').nth(1).locator('[data-key=level]')).toContainText('市');
    await page.getByRole('tab', { name: /投诉内容/ }).click();
    const facts = page.locator('#panel-facts');
    await expect(facts).toContainText('1200');
    await expect(facts).toContainText('50000');
    await expect(facts.getByTestId('size-answer')).toContainText('大型');
    await expect(facts.getByTestId('size-answer')).toContainText('和企业所填的规模不同');
    await expect(facts).toContainText('护栏采购合同');
    // Contacts stand masked on the cards, and nowhere whole.
    await expect(facts).not.toContainText(filed.form.complainant.mobile);
    await accessible(page, 'all that the form says');
    await shot(page, 'case-facts');
});

test('the history is read by kind, a paper is enlarged and turned, pages are turned fast, and the dossier prints whole', async ({ page }) => {
    await page.addInitScript(() => { window.print = () => undefined; });
    const faults: string[] = [];
    page.on('pageerror', (error) => faults.push(String(error)));
    const { filed } = await inquired();
    await as(page, handler, filed.number);
    const events = page.locator('.timeline > li');
    const all = await events.count();
    await page.locator('#timeline-kind').selectOption('papers');
    expect(await events.count()).toBeLessThan(all);
    await expect(events.first().locator('.timeline-papers').first()).toBeVisible();
    await page.locator('#timeline-kind').selectOption('parties');
    await expect(page.locator('.timeline')).toContainText(filed.form.complainant.name);
    await page.locator('#timeline-kind').selectOption('');
    await expect(events).toHaveCount(all);

    await page.getByRole('tab', { name: /材料/ }).click();
    await page.getByRole('button', { name: '材料.pdf' }).first().click();
    const canvas = page.locator('.pdf canvas');
    await expect(canvas).toHaveAttribute('data-drawn', '1');
    const before = (await canvas.boundingBox())!;
    await page.locator('[data-action=larger]').click();
    await expect.poll(async () => (await canvas.boundingBox())!.width).toBeGreaterThan(before.width * 1.2);
    // Pressed faster than a page is drawn.
    for (let turn = 0; turn < 3; ++turn) await page.locator('[data-action=rotate]').click();
    for (let step = 0; step < 3; ++step) await page.locator('[data-action=smaller]').click();
    await page.locator('[data-action=rotate]').click();
    await expect(page.locator('.pdf [role=status]')).toHaveText('50%');
    await expect.poll(async () => (await canvas.boundingBox())!.height).toBeLessThan(before.height);
    await accessible(page, 'the viewer');
    expect(faults).toEqual([]);

    await page.locator('[data-action=dossier]').click();
    await expect(page.getByTestId('dossier')).toBeAttached();
    await page.emulateMedia({ media: 'print' });
    const dossier = page.getByTestId('dossier');
    await expect(dossier).toBeVisible();
    for (const text of [filed.number, '护栏采购合同', '材料.pdf', 'SHA-256', '186,500.00']) await expect(dossier).toContainText(text);
    await expect(page.locator('.case-actions')).toBeHidden();
    await expect(page.locator('.top')).toBeHidden();
    await shot(page, 'case-dossier-print');
    await page.emulateMedia({ media: 'screen' });
    await page.evaluate(() => window.dispatchEvent(new Event('afterprint')));
    await expect(page.getByTestId('dossier')).toHaveCount(0);
});

test('the Regulation of 2020 stands beside the one in force', async ({ page }) => {
    await page.goto('/law#article-2020-8');
    await expect(page.locator('#article-2020-8')).toBeInViewport();
    await expect(page.locator('#article-2020-8')).toContainText('付款期限最长不得超过60日');
    await accessible(page, 'the law with the Regulation of 2020');
});
