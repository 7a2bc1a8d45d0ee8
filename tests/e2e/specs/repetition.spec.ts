import { expect, test } from '@playwright/test';
import { step } from '../support/act';
import { look } from '../support/look';
import { as, office, trackCase } from '../support/office';
import { intake } from '../support/people';

test('a repeated complaint is shown, merged as an act, and a serial debtor is known by its code under any name', async ({ page }) => {
    const first = await office.file();
    const same = (form: typeof first.form) => {
        form.complainant = { ...first.form.complainant };
        form.respondent = { ...first.form.respondent };
        form.debts = structuredClone(first.form.debts);
    };
    const second = await office.file(same);
    // The same debtor under a new name, owing another firm.
    await office.file((form: typeof first.form) => { form.respondent = { ...first.form.respondent, name: '江苏某市交通运输与物流局' }; });

    await as(page, intake, second.number);
    await page.getByRole('tab', { name: /关联/ }).click();
    const related = page.locator('.related');
    await expect(related.getByRole('link', { name: first.number }).first()).toBeVisible();
    await expect(related).toContainText('合同');
    await expect(related).toContainText(/3 件/);
    await expect(related).toContainText('559,500.00');
    await expect(related).toContainText('江苏某市交通运输与物流局');
    await look(page, 'what is related to a case');

    const stranger = await office.file();
    const other = await office.refused('shouli', second.number, 'merge', { case: stranger.number, reason: '同一事项重复投诉，并案处理。' });
    expect(other.errors[0].code).toBe('other_parties');
    await step(page, 'merge', { case: first.number, reason: '同一合同同一欠款的重复投诉，并案处理。' });
    await expect(page.locator('.state-label[data-code=TERMINATED]')).toBeVisible();
    await as(page, intake, first.number);
    await page.getByRole('tab', { name: /关联/ }).click();
    await expect(page.locator('.related').getByRole('link', { name: second.number }).first()).toBeVisible();
    await trackCase(page, second);
    await expect(page.locator('main')).toContainText('并案');
});
