import { expect, test, type Page } from '@playwright/test';
import { state, step } from '../support/act';
import { look } from '../support/look';
import { as, defied, handled, office } from '../support/office';
import { handler, handlingHead, head, supervisor } from '../support/people';

const inDays = (days: number) => new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' }).format(Date.now() + days * 86_400_000);
const track = (page: Page, kind: string) => page.locator(`[data-track=${kind}]`);
const interview = { held_on: inDays(7), place: '市工信局三楼会议室', attendees: '被投诉人主要负责人', topics: '拖欠款项的清偿安排' };
const circular = { recipients: '各设区市工信局', facts: '督办之后仍未说明依据，也没有付款安排，现予通报。' };
const order = { breach: '条例第九条第一款', measures: '限期支付无争议部分并报告结果。' };
const finding = { degree: 'serious', facts: '有能力支付而拒不支付，经约谈通报仍不改正。', provision: '保障中小企业款项支付条例第二十六条' };

test('no further step before its condition: each is refused with its code, its article and what would be right', async ({ page }) => {
    const filed = await handled();
    const table: [string, string, object, string, RegExp][] = [
        ['nanjing', 'draft_supervision_letter', { demand: '请于五个工作日内书面答复。' }, 'supervision_unfounded', /第二十五条第三款/],
        ['nanjing_fzr', 'issue_supervision_letter', {}, 'track_missing', /督办/],
        ['nanjing_fzr', 'summon_interview', interview, 'pressure_unfounded', /先发督办书.*第二十五条第三款/],
        ['nanjing_fzr', 'circulate', circular, 'pressure_unfounded', /先发督办书/],
        ['nanjing_fzr', 'order_rectification', order, 'pressure_unfounded', /先发督办书/],
        ['duban', 'propose_dishonesty', finding, 'not_pressed', /约谈、通报或者责令整改之后/],
        ['duban', 'expose', { medium: '厅门户网站', content: '有能力支付而拒不支付，现予公开曝光。' }, 'not_pressed', /之后才能/],
    ];
    for (const [who, action, input, code, words] of table) {
        const problem = await office.refused(who, filed.number, action, input);
        expect(problem.code, action).toBe('action_not_possible');
        expect(problem.reasons[0].code, action).toBe(code);
        expect(problem.reasons[0].sentences['zh-CN'], action).toMatch(words);
        expect(problem.basis, action).toMatch(/保障中小企业款项支付条例第二十[五六]条/);
    }
    // The screen says the same, and offers none of them.
    await as(page, handlingHead, filed.number);
    await page.locator('.impossible summary').click();
    await expect(page.locator('.impossible')).toContainText('先发督办书');
    await expect(page.locator('[data-action=summon_interview]')).toHaveCount(0);
    await look(page, 'what cannot be done yet');
});

test('interview, circular, rectification, finding of dishonesty after a hearing by another hand, and exposure, all by the screens', async ({ page }) => {
    const filed = await defied();
    await as(page, handlingHead, filed.number);
    await expect(track(page, 'supervision').first()).toContainText(/督〔\d{4}〕\d+号/);
    await step(page, 'summon_interview', interview);
    await expect(track(page, 'interview')).toContainText(/约〔\d{4}〕\d+号/);
    await step(page, 'circulate', circular);
    await step(page, 'order_rectification', order);
    await expect(track(page, 'rectification').locator('.chip')).toContainText('个工作日');
    await look(page, 'three measures under way');

    await as(page, handler, filed.number);
    await step(page, 'record_interview', { result: 'ignored', statement: '未到场，也没有说明理由。' });
    await step(page, 'record_circular', { result: 'ignored' });
    await step(page, 'record_rectification', { result: 'partly', statement: '只支付了一小部分。' });
    await page.locator('.tracks details summary').click();
    await expect(track(page, 'interview')).toContainText('仍拒不配合');
    await expect(track(page, 'rectification')).toContainText('部分办理');

    await as(page, supervisor, filed.number);
    await step(page, 'propose_dishonesty', finding);
    await expect(track(page, 'dishonesty')).toContainText(/信告〔\d{4}〕\d+号/);
    await expect(track(page, 'dishonesty').locator('.chip')).toContainText('个工作日');
    const alone = await office.refused('duban', filed.number, 'approve_dishonesty', { decision: '认定为严重失信，记入信用记录。' });
    expect(alone.reasons.map((each: { code: string }) => each.code)).toEqual(['same_officer', 'not_heard']);
    await step(page, 'record_hearing', { hearing: 'held', statement: '称资金困难，请求暂缓。' });
    await as(page, head, filed.number);
    await step(page, 'approve_dishonesty', { decision: '认定为严重失信，记入信用记录。', published_until: inDays(365) });
    await step(page, 'expose', { medium: '厅门户网站', content: '有能力支付而拒不支付，现予公开曝光。' });
    await state(page, 'HANDLING');
    await page.getByRole('tab', { name: /文书/ }).click();
    for (const type of ['supervision_letter', 'interview_notice', 'circular', 'rectification_order', 'dishonesty_notice', 'dishonesty_decision', 'exposure_notice']) {
        await expect(page.locator(`[data-document=${type}]`), type).toContainText(/〔\d{4}〕\d+号/);
    }
    await look(page, 'the papers of a case');
});
