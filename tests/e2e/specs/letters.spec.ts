import { createHmac, randomBytes } from 'node:crypto';
import { expect, test, type Page } from '@playwright/test';
import { accessible } from '../support/axe';
import { received } from '../support/office';
import { intake, signIn } from '../support/people';

const phone = { width: 360, height: 780 };
const desk = { width: 1366, height: 768 };
// The sandbox's account (tests/support/program.mjs).
const account = `AC${'0123456789abcdef'.repeat(2)}`;
const token = 'token-of-the-test';

/** An SMS as the carrier hands it over; its answer. */
async function sms(page: Page, from: string, body: string): Promise<string> {
    const url = `${process.env['QINGQIAN_E2E_URL'] ?? ''}/hooks/twilio/incoming`;
    const form: Record<string, string> = { AccountSid: account, Body: body, From: from, MessageSid: `SM${randomBytes(16).toString('hex')}`, To: '+8651200000000' };
    const signed = url + Object.keys(form).sort().map((name) => name + form[name]).join('');
    const signature = createHmac('sha1', token).update(signed).digest('base64');
    const answer = await page.request.post(url, { form, headers: { 'X-Twilio-Signature': signature } });
    expect(answer.status(), await answer.text()).toBe(200);
    return answer.text();
}

const unknownNumber = () => `+86137${String(Math.floor(Math.random() * 1e8)).padStart(8, '0')}`;

test('a text that fits no case waits in the tray, is put on its case, or aside', async ({ page }) => {
    const filed = await received();
    const invoice = `补充一张发票 ${filed.number.slice(-6)}`;
    const advert = `出售钢材 ${filed.number.slice(-6)}`;
    expect(await sms(page, unknownNumber(), invoice)).not.toContain(filed.number);
    await sms(page, unknownNumber(), advert);

    await signIn(page, intake);
    await page.goto('/desk/letters');
    const letter = page.getByRole('article', { name: invoice });
    await expect(letter).toContainText('号码不在任何投诉上');
    for (const size of [desk, phone]) {
        await page.setViewportSize(size);
        await accessible(page, `letters at ${size.width}`);
    }
    await page.setViewportSize(desk);

    await letter.locator('[data-action=assign]').click();
    await expect(letter.getByText('填写投诉编号')).toBeVisible();
    await letter.getByLabel('归入投诉（编号）').fill('JSTS20200101000001');
    await letter.locator('[data-action=assign]').click();
    await expect(letter.getByLabel('归入投诉（编号）')).toHaveAttribute('aria-invalid', 'true');
    await letter.getByLabel('归入投诉（编号）').fill(filed.number);
    await letter.getByLabel('归入投诉（编号）').press('Enter');
    await expect(letter).toHaveCount(0);

    const other = page.getByRole('article', { name: advert });
    await other.locator('[data-action=aside]').click();
    await expect(other).toHaveCount(0);

    await page.getByLabel('去向').selectOption('kept');
    const kept = page.getByRole('article', { name: invoice });
    await kept.getByRole('link', { name: filed.number }).click();
    await expect(page).toHaveURL(new RegExp(`/desk/c/${filed.number}$`));
    await expect(page.getByText(invoice).first()).toBeVisible();
});
