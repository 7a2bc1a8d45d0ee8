import { expect, test, type Browser, type Page } from '@playwright/test';
import { startOffice, type Office } from '../../support/walk.mjs';
import { fillForm, send, state, step } from '../support/act';
import { openCase } from '../support/case';
import { file, track, type Filed } from '../support/filing';

// One case by the screens alone, day by day, with a clock that the test sets: what each person reads there of dates,
// messages, documents and the account. tests/contract/whole_way.test.mjs asks the same over HTTP.
const interview = { held_on: '2026-12-28', place: '市工信局三楼会议室', attendees: '被投诉人主要负责人', topics: '拖欠款项的清偿安排' };
const plan = [{ due: '2027-01-15', amount: '80000' }, { due: '2027-02-10', amount: '106500' }];
const result = { result: '经核查，欠款属实，被投诉人已支付首期款，其余按计划支付。', outcome: 'O2', verified: '186500', undisputed: '186500', disputed: '0', paid: '80000', planned: '106500' };

/** The page, the program behind it, and the day it is. */
class Walk {
    private who = '';
    private constructor(readonly page: Page, readonly office: Office) {}

    static async begin(browser: Browser, day: string): Promise<Walk> {
        const office = await startOffice({ day });
        const context = await browser.newContext({ baseURL: office.url, locale: 'zh-CN', timezoneId: 'Asia/Shanghai', viewport: { width: 1366, height: 768 } });
        const walk = new Walk(await context.newPage(), office);
        await walk.at(day);
        return walk;
    }

    /** Ten in the morning of that day; `dawn` also does what came due in the night. */
    async at(day: string, dawn = false): Promise<void> {
        if (dawn) await this.office.dawn(day);
        else this.office.at(day);
        await this.page.clock.setFixedTime(`${day}T10:00:00+08:00`);
        this.who = '';
    }

    /** The case as that officer has it before him. */
    async as(login: string, number: string): Promise<void> {
        if (this.who !== login) {
            await this.page.context().clearCookies();
            const [name = '', value = ''] = (await this.office.as(login)).split(/=(.*)/s);
            await this.page.context().addCookies([{ name, value, url: this.office.url }]);
            this.who = login;
        }
        await openCase(this.page, number);
    }

    async own(filed: Filed): Promise<void> {
        this.who = '';
        await track(this.page, filed);
    }
}

const chip = (page: Page, label: string) => page.locator('.case-head .chip', { hasText: label });
const newest = (page: Page) => page.locator('.timeline > li').first();
const running = (page: Page, kind: string) => page.locator(`[data-track=${kind}]:not([data-state=ended])`);
const told = (page: Page) => page.locator('.messages .message-text');

async function tab(page: Page, name: string): Promise<void> {
    await page.getByRole('tab', { name }).click();
}

/** The days a term counts, as its chip explains them. */
async function counted(page: Page, label: string, first: string, last: string, rows: number): Promise<void> {
    await chip(page, label).hover();
    const days = page.locator('.count-popper:visible tbody tr');
    await expect(days.first()).toContainText(first);
    await expect(days.last()).toContainText(last);
    await expect(days).toHaveCount(rows);
    await page.mouse.move(0, 0);
}

async function fileAndAccept(at: Walk): Promise<Filed> {
    const { page } = at;
    const filed = await file(page);
    expect(filed.number).toMatch(/^JSTS20261123\d{6}$/);
    await expect(page.locator('.receipt')).toContainText('2026年12月7日');

    await at.at('2026-11-24');
    await at.as('shouli', filed.number);
    await expect(chip(page, '审查期限')).toContainText('还剩 9 个工作日 · 12月7日');
    await counted(page, '审查期限', '11月23日', '12月7日', 15);
    await page.locator('[data-action=request_supplement]').click();
    await page.locator('[id="a-request_supplement-items-0-defect"]').fill('没有公章');
    await page.locator('[id="a-request_supplement-items-0-cure"]').fill('加盖公章');
    await send(page);
    await state(page, 'SUPPLEMENT');
    await expect(chip(page, '审查期限')).toContainText('计时已停');
    await expect(chip(page, '补正期限')).toContainText('12月8日');

    await at.at('2026-11-26');
    await at.own(filed);
    await expect(page.locator('.card.notice').first()).toContainText('没有公章 → 加盖公章');
    await page.locator('[data-action=resubmit]').click();
    await resubmit(page);
    await expect(page.locator('.receipt')).toContainText('2026年12月10日');

    await at.at('2026-11-27');
    await at.as('shouli', filed.number);
    await expect(chip(page, '审查期限').first()).toContainText('12月10日');
    await step(page, 'accept');
    await expect(chip(page, '转交期限')).toContainText('12月11日');
    await expect(newest(page)).toContainText('审查期限完成，按时');
    await tab(page, '消息');
    await expect(told(page).filter({ hasText: '2026年12月11日' }).first()).toBeVisible();
    return filed;
}

/** Through the pages of the supplement to its end; what was filled in stands there. */
async function resubmit(page: Page): Promise<void> {
    const next = page.locator('.sticky-bar button[type=submit]');
    for (let turn = 0; turn < 9; ++turn) {
        const title = await page.getByRole('heading', { level: 1 }).innerText();
        if (title.includes('核对')) break;
        if (title.includes('材料')) {
            const unticked = page.locator('[id^="d-"] .el-checkbox:not(.is-checked) .el-checkbox__inner, .el-checkbox[id^="d-"]:not(.is-checked) .el-checkbox__inner');
            while (await unticked.count()) await unticked.first().click();
        }
        await next.click();
        await expect(page.getByRole('heading', { level: 1 })).not.toHaveText(title);
    }
    await next.click();
    await expect(page).toHaveURL(/\/receipt$/);
}

async function transferTwice(walk: Walk, filed: Filed): Promise<void> {
    const { page } = walk;
    await walk.at('2026-11-30');
    await walk.as('shouli', filed.number);
    await page.locator('[data-action=transfer]').click();
    await expect(page.getByTestId('route')).toContainText('按规则应转');
    await fillForm(page, 'transfer', { handling_body: '320500-GXJ', override_reason: '合同履行地在苏州，先请苏州核实。' });
    await send(page);
    await state(page, 'TRANSFERRED');
    await expect(chip(page, '签收期限')).toContainText('12月2日');
    await expect(chip(page, '转交期限')).toContainText('11月30日完成，按时');

    await walk.at('2026-12-01');
    await walk.as('suzhou', filed.number);
    await step(page, 'return', { reason: '被投诉人由南京市管理，不属于本部门职责。' });
    await walk.as('shouli', filed.number);
    await state(page, 'RETURNED');
    await page.locator('[data-action=reroute]').click();
    await page.getByTestId('route').getByRole('button', { name: '采用' }).click();
    await send(page);
    // The term to transfer does not begin anew.
    await expect(chip(page, '转交期限')).toHaveCount(1);
    await expect(chip(page, '签收期限').first()).toContainText('12月3日');

    await walk.at('2026-12-02');
    await walk.as('nanjing', filed.number);
    await step(page, 'sign_for');
    await state(page, 'HANDLING');
    await expect(chip(page, '处理期限')).toContainText('2027年1月1日');
    await expect(chip(page, '处理期限')).toContainText('暂定');
}

async function press(walk: Walk, filed: Filed): Promise<void> {
    const { page } = walk;
    await walk.as('nanjing', filed.number);
    await page.locator('.impossible summary').click();
    await expect(page.locator('.impossible')).toContainText('第二十五条第三款');
    await step(page, 'inquire', { extract: '投诉人反映：2025 年 8 月 31 日交付护栏，尚欠货款 186,500 元。', questions: '合同是否属实？尚欠多少？何时支付？' });
    await expect(running(page, 'inquiry').locator('.chip')).toContainText('12月16日');
    await expect(page.getByTestId('access-code')).toContainText('只显示这一次');

    // Nobody answers: the day after the term the letter proposes itself, and the head signs it.
    await walk.at('2026-12-17', true);
    await walk.as('nanjing', filed.number);
    await expect(page.locator('.timeline')).toContainText('提示发督办书');
    await step(page, 'draft_supervision_letter', { demand: '请在五个工作日内书面答复并提出清偿安排。' });
    await walk.as('nanjing_fzr', filed.number);
    await step(page, 'issue_supervision_letter');
    await expect(running(page, 'supervision').locator('.chip')).toContainText('12月24日');
    await running(page, 'supervision').getByRole('link', { name: /督〔2026〕1号/ }).click();
    const letter = page.getByTestId('document');
    await expect(letter).toContainText('于2026年12月2日向你单位发出');
    await expect(letter).toContainText('请于2026年12月24日前（含当日）');
    await expect(letter).toContainText('请在五个工作日内书面答复并提出清偿安排。');
    await expect(letter).not.toContainText('多次催要无果');

    await walk.at('2026-12-25', true);
    await walk.as('nanjing_fzr', filed.number);
    await page.locator('.tracks details summary').click();
    await expect(page.locator('[data-track=supervision]')).toContainText('督〔2026〕1号');
    await step(page, 'summon_interview', interview);
    await expect(running(page, 'interview')).toContainText(/约〔2026〕1号/);
}

async function extend(walk: Walk, filed: Filed): Promise<void> {
    const { page } = walk;
    await walk.at('2026-12-28');
    await walk.as('nanjing', filed.number);
    await step(page, 'record_interview', { result: 'complied', statement: '承诺分两期付清全部货款。' });
    await page.locator('[data-action=propose_extension]').click();
    await expect(page.locator('[id="a-propose_extension-new_date-hint"]')).toContainText('2027年3月2日');
    await fillForm(page, 'propose_extension', { new_date: '2027-03-03', cause: 'complex', reason: '双方正在对账，金额较大，情况复杂。' });
    await page.locator('.action-form button[type=submit]').click();
    await expect(page.locator('.action-form .summary')).toContainText('2027年3月2日');
    await page.locator('[id="a-propose_extension-new_date"]').fill('2027-02-26');
    await send(page);
    await walk.as('nanjing_fzr', filed.number);
    await step(page, 'approve_extension');
    await expect(chip(page, '处理期限')).toContainText('2027年2月26日');
    await expect(newest(page)).toContainText('2027年1月1日 → 2027年2月26日');
    await tab(page, '消息');
    await expect(told(page).filter({ hasText: '2027年2月26日' }).filter({ hasText: '暂定' }).first()).toBeVisible();
}

async function planAndPay(walk: Walk, filed: Filed): Promise<void> {
    const { page } = walk;
    await walk.at('2026-12-30');
    await walk.as('nanjing', filed.number);
    await page.locator('[data-action=record_plan]').click();
    await fillForm(page, 'record_plan', { plan });
    await expect(page.locator('.plan-input')).toContainText('壹拾捌万陆仟伍佰元整');
    await send(page);
    await expect(chip(page, '本期付款日')).toContainText('2027年1月15日');

    await walk.at('2027-01-14');
    await walk.as('nanjing', filed.number);
    await step(page, 'prove_instalment', { instalment: '1', amount: '80000', paid_on: '2027-01-13', proof: { file: '回单1.pdf' } });
    await tab(page, '账目与还款');
    await expect(page.locator('[data-instalment="1"]')).toHaveAttribute('data-state', 'paid');
    await expect(page.getByTestId('remaining')).toContainText('106,500.00');
    await expect(chip(page, '本期付款日').first()).toContainText('2月10日');
}

async function replyRedoAndClose(walk: Walk, filed: Filed): Promise<void> {
    const { page } = walk;
    await walk.at('2027-01-18');
    await walk.as('nanjing', filed.number);
    await step(page, 'reply', result);
    await state(page, 'REPLIED');
    await expect(chip(page, '处理期限')).toContainText('1月18日完成，按时');
    await expect(chip(page, '办结期限')).toContainText('1月25日');

    await walk.at('2027-01-19');
    await walk.own(filed);
    await expect(page.getByText('核实 186,500.00 元，已付 80,000.00 元')).toBeVisible();
    await step(page, 'evaluate', { rating: '2', resolved: false, remark: '希望写明其余款项的付款方式。' });
    await walk.at('2027-01-20');
    await walk.as('shenhe', filed.number);
    await expect(page.locator('.case-parties')).toContainText('评价');
    await step(page, 'redo', { redo_ground: 'unsatisfied', reason: '反馈没有写明其余款项的付款方式，请补充核实。', new_date: '2027-02-26' });
    await state(page, 'HANDLING');

    await walk.at('2027-02-05');
    await walk.as('nanjing', filed.number);
    await step(page, 'prove_instalment', { instalment: '2', amount: '106500', paid_on: '2027-02-05', proof: { file: '回单2.pdf' } });
    await walk.at('2027-02-22');
    await walk.as('nanjing', filed.number);
    await step(page, 'reply', { ...result, result: '经核查，欠款属实，被投诉人已分两期付清全部货款。', outcome: 'O1', paid: '186500', planned: '0' });
    await walk.at('2027-02-23');
    await walk.as('shouli', filed.number);
    await step(page, 'close', { outcome: 'O1', callback: 'reached' });
    await state(page, 'CLOSED');
}

test('a case by the screens from its filing to its closure, every date, message, document and sum in its place', async ({ browser }) => {
    test.setTimeout(300_000);
    const walk = await Walk.begin(browser, '2026-11-23');
    const { page } = walk;
    try {
        const filed = await fileAndAccept(walk);
        await transferTwice(walk, filed);
        await press(walk, filed);
        await extend(walk, filed);
        await planAndPay(walk, filed);
        await replyRedoAndClose(walk, filed);

        await tab(page, '账目与还款');
        await expect(page.locator('[data-entry]')).toHaveText([
            /投诉主张186,500\.00/, /计划支付186,500\.00/, /已付80,000\.00.*回单1/, /计划支付-80,000\.00/, /核实金额186,500\.00/, /无争议金额186,500\.00/,
            /已付106,500\.00.*回单2/, /计划支付-106,500\.00/,
        ]);
        await expect(page.getByTestId('remaining')).toContainText('0.00');
        await tab(page, '文书');
        const papers = ['补〔2026〕1号', '受〔2026〕1号', '转〔2026〕1号', '退〔2026〕1号', '转〔2026〕2号', '核〔2026〕1号', '督〔2026〕1号', '约〔2026〕1号', '谈〔2026〕1号', '延〔2026〕1号', '延审〔2026〕1号', '还〔2026〕1号', '复〔2027〕1号', '复〔2027〕2号', '结〔2027〕1号', '卷〔2027〕1号'];
        await expect(page.locator('[data-document] th a')).toHaveText(papers.map((number) => new RegExp(`${number}$`)));
        await page.getByRole('link', { name: /结〔2027〕1号/ }).click();
        await expect(page.getByTestId('document')).toContainText('全额清偿');

        // The firm reads in its own pages what it was told on the way, in this order.
        await walk.own(filed);
        await expect(page.locator('.state-label')).toHaveText('办结');
        await expect(page.locator('.timeline')).toContainText('延期');
        await page.getByRole('link', { name: /复〔2027〕2号/ }).first().click();
        await expect(page.getByTestId('document')).toContainText('被投诉人已分两期付清全部货款。');
        expect((await walk.office.audit()).sound).toBe(true);
    } finally {
        await walk.office.stop();
        await page.context().close();
    }
});
