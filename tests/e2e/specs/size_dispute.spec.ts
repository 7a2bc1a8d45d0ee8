import { expect, test } from '@playwright/test';
import { state, step } from '../support/act';
import { look } from '../support/look';
import { as, office, trackCase } from '../support/office';
import { intake } from '../support/people';

test('a dispute on the size goes to the department at the firm\'s place; the review term stands still and goes on', async ({ page }) => {
    const filed = await office.file();
    await as(page, intake, filed.number);
    await step(page, 'open_size_dispute', { claimed_class: 'small', size_body: '320100-GXJ', reason: '被投诉人认为投诉人签约时是大型企业。' });
    const track = page.locator('[data-track=size_dispute]');
    await expect(track).toContainText(/规〔\d{4}〕\d+号/);
    await expect(track).toContainText('南京市工业和信息化局');
    await expect(track).toContainText('小型');
    await expect(page.locator('.case-head .chip')).toContainText('停计');
    await look(page, 'the size is being determined');
    // Neither acceptance nor ground N05 comes before the opinion (art. 29(2)).
    const early = await office.refused('shouli', filed.number, 'accept', {});
    expect(early.reasons[0].code).toBe('track_open');
    expect(early.reasons[0].sentences['zh-CN']).toContain('规模认定中');
    const n05 = await office.refused('shouli', filed.number, 'propose_refusal', { ground: 'N05', reason: '投诉人签约时不是中小企业。', open_channel: 'court' });
    expect(n05.reasons[0].code).toBe('size_opinion_pending');
    expect(n05.reasons[0].sentences['zh-CN']).toContain('第二十九条第二款');

    await step(page, 'record_size_opinion', { size_class: 'small', opinion: '按签约时的从业人员和营业收入，属于小型企业。' });
    const review = async () => (await office.list('shouli', filed.number, 'clocks')).find((each: { kind: string }) => each.kind === 'review');
    const clock = await review();
    expect(clock.state).toBe('running');
    const [, month, day] = clock.due_legal.split('-').map(Number);
    await page.locator('.case-head .chip').first().click();
    await expect(page.locator('.day-count:visible').first().locator('tbody tr').last()).toContainText(`${month}月${day}日`);
    await trackCase(page, filed);
    await expect(page.locator('main')).toContainText('规模');
    await as(page, intake, filed.number);
    await step(page, 'accept');
    await state(page, 'ACCEPTED');
});
