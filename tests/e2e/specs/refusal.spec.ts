import { expect, test } from '@playwright/test';
import { fillForm, send, state, step } from '../support/act';
import { look } from '../support/look';
import { as, office, trackCase } from '../support/office';
import { head, intake } from '../support/people';

const reason = '被投诉人是另一家中小企业，不在条例规定的范围内。';

/** Whether the server refuses the step to this person, by the first reason. */
const why = async (who: string, number: string, action: string, input: object) => {
    const problem = await office.refused(who, number, action, input);
    return problem.reasons?.[0]?.code ?? problem.code;
};

test('a refusal takes two: one proposes it with its grounds, another signs it, and the firm reads why', async ({ page }) => {
    const filed = await office.file();
    await as(page, intake, filed.number);
    await page.locator('[data-action=propose_refusal]').click();
    const form = page.locator('.action-form');
    await fillForm(page, 'propose_refusal', { ground: 'N06', reason: '不符合条件' });
    await form.locator('button[type=submit]').click();
    await expect(form.locator('.summary')).toContainText('10 个字');
    await fillForm(page, 'propose_refusal', { reason, open_channel: 'court' });
    await page.locator('[id="a-propose_refusal-further_grounds"] label', { hasText: '约定的付款期限未到' }).click();
    await look(page, 'proposing a refusal');
    if (!(await form.isVisible())) {
        await page.locator('[data-action=propose_refusal]').click();
        await fillForm(page, 'propose_refusal', { ground: 'N06', reason, open_channel: 'court' });
    }
    await send(page);
    const track = page.locator('[data-track=refusal]');
    await expect(track).toContainText('被投诉人不是机关、事业单位、大型企业');
    await expect(track).toContainText('向人民法院起诉');
    await state(page, 'SUBMITTED');
    // Whoever decided may not sign it; the screen does not even offer it.
    await expect(page.locator('[data-action=refuse]')).toHaveCount(0);
    expect(await why('shouli', filed.number, 'refuse', { ground: 'N06', reason, open_channel: 'court' })).toBe('wrong_role');

    await as(page, head, filed.number);
    await step(page, 'refuse', { ground: 'N06', reason, open_channel: 'court' });
    await state(page, 'REFUSED');
    await expect(page.locator('.card.bad')).toContainText(reason);
    await look(page, 'a refused case');
    await page.getByRole('tab', { name: /文书/ }).click();
    await expect(page.locator('[data-document=refusal_notice]')).toContainText(/不受〔\d{4}〕\d+号/);

    await trackCase(page, filed);
    await expect(page.locator('main')).toContainText(reason);
    await expect(page.locator('main')).toContainText('被投诉人不是机关、事业单位、大型企业');
    await expect(page.locator('main')).toContainText('向人民法院起诉');
    await look(page, 'the firm reads its refusal');
});

test('who proposed a refusal as an officer cannot sign it as the head; N10 guides to the platform; it can be turned down', async ({ page }) => {
    const filed = await office.file();
    const input = { ground: 'N10', reason: '被投诉人是在京的中央单位，不属于本省管辖。', open_channel: 'court' };
    const refused = await office.refused('shouli', filed.number, 'propose_refusal', input);
    expect(refused.errors.map((each: { code: string }) => each.code)).toEqual(['platform_needed']);
    expect(refused.errors[0].sentences['zh-CN']).toContain('国家投诉平台');
    expect(await why('shenhe', filed.number, 'refuse', { ...input, open_channel: 'national_platform' })).toBe('refusal_not_proposed');
    await office.act('shouli', filed.number, 'propose_refusal', { ...input, open_channel: 'national_platform' });

    await as(page, head, filed.number);
    await expect(page.locator('[data-track=refusal]')).toContainText('国家投诉平台');
    await step(page, 'turn_down_refusal', { reason: '被投诉人是省属国有企业，属于本省管辖。' });
    await expect(page.locator('[data-track=refusal]:not([data-state=ended])')).toHaveCount(0);
    await state(page, 'SUBMITTED');
    expect(await why('shenhe', filed.number, 'refuse', { ...input, open_channel: 'national_platform' })).toBe('refusal_not_proposed');
});
