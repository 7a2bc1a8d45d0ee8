import { expect, test, type Page } from '@playwright/test';
import { fillForm, send, state, step } from '../support/act';
import { accessible } from '../support/axe';
import { openCase } from '../support/case';
import { track, type Filed } from '../support/filing';
import { received } from '../support/office';
import { elsewhere, elsewhereBody, handler, handlingBody, handlingHead, intake, signIn } from '../support/people';

type Officer = typeof intake;

async function as(page: Page, who: Officer, number: string): Promise<void> {
    await signIn(page, who);
    await openCase(page, number);
}

const running = (page: Page, kind: string) => page.locator(`[data-track=${kind}]:not([data-state=ended])`);
/** A day so many days from now, as an ISO date in Shanghai. */
const inDays = (days: number) => new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' }).format(Date.now() + days * 86_400_000);
const weekday = (days: number): string => ([0, 6].includes(new Date(`${inDays(days)}T00:00:00Z`).getUTCDay()) ? weekday(days + 1) : inDays(days));

async function acceptAndRoute(page: Page, filed: Filed): Promise<void> {
    await as(page, intake, filed.number);
    await step(page, 'accept');
    await state(page, 'ACCEPTED');
    // The rules name the place of the respondent; another body needs a reason.
    await page.locator('[data-action=transfer]').click();
    const hint = page.getByTestId('route');
    await expect(hint).toContainText('按规则应转');
    await expect(page.locator('[id="a-transfer-override_reason"]')).toHaveCount(0);
    await fillForm(page, 'transfer', { handling_body: elsewhereBody, override_reason: '合同履行地在苏州，先请苏州核实。' });
    await send(page);
    await state(page, 'TRANSFERRED');

    await as(page, elsewhere, filed.number);
    await step(page, 'return', { reason: '被投诉人住所地在南京，不属于本部门职责。' });
    await as(page, intake, filed.number);
    await state(page, 'RETURNED');
    await page.locator('[data-action=reroute]').click();
    await page.getByTestId('route').getByRole('button', { name: '采用' }).click();
    await expect(page.locator('[id="a-reroute-handling_body"]')).toHaveValue(handlingBody);
    await send(page);
    await state(page, 'TRANSFERRED');
}

async function inquire(page: Page, filed: Filed): Promise<string> {
    await as(page, handler, filed.number);
    await step(page, 'sign_for');
    await state(page, 'HANDLING');
    await step(page, 'inquire', {
        extract: '投诉人反映：2025 年 8 月 31 日交付护栏，尚欠货款 186,500 元。', questions: '合同是否属实？尚欠多少？何时支付？',
    });
    await expect(running(page, 'inquiry')).toContainText('核');
    await expect(running(page, 'inquiry').locator('.chip')).toContainText('个工作日');
    const code = page.getByTestId('access-code');
    await expect(code).toContainText('只显示这一次');
    return (await code.locator('.number').innerText()).trim();
}

async function answer(page: Page, code: string, tail: string): Promise<void> {
    await page.context().clearCookies();
    await page.goto('/respond');
    await page.getByLabel('核查码').fill(code);
    await page.getByLabel('信用代码后六位').fill(tail);
    await page.getByRole('button', { name: '打开' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toContainText('前答复');
    await expect(page.getByText('尚欠货款 186,500 元').first()).toBeVisible();
    // The complaint itself and the complainant's contacts stay with the authority.
    await expect(page.locator('main')).not.toContainText('多次催要无果');
    await expect(page.locator('main')).not.toContainText(/139\d{8}/);
    await accessible(page, 'the respondent\'s desk');
    await fillForm(page, 'answer', { contract_admitted: true, admitted: '100,000', disputed: '86,500', reason: '资金紧张，部分货款有质量争议。' });
    await expect(page.getByText('壹拾万元整')).toBeVisible();
    await send(page);
    await expect(page.locator('.card.good', { hasText: '答复已提交' })).toBeVisible();
}

async function superviseAndExtend(page: Page, number: string): Promise<void> {
    await as(page, handler, number);
    await expect(page.locator('.timeline')).toContainText('100,000.00 元');
    await step(page, 'reject_answer', { reason: '未说明质量争议的依据，也没有付款安排。' });
    await step(page, 'draft_supervision_letter', { demand: '请于五个工作日内说明质量争议的依据，并就无争议部分安排付款。' });
    await expect(running(page, 'supervision')).toHaveAttribute('data-state', 'open');
    await page.locator('[data-action=propose_extension]').click();
    await expect(page.locator('[id="a-propose_extension-new_date-hint"]')).toContainText('可选');
    await fillForm(page, 'propose_extension', { new_date: inDays(400), cause: 'complex', reason: '质量争议需要委托鉴定，三十日内不能办结。' });
    await page.locator('.action-form button[type=submit]').click();
    await expect(page.locator('.action-form .summary')).toContainText('不能晚于');
    await page.locator('[id="a-propose_extension-new_date"]').fill(weekday(55));
    await send(page);
    await expect(running(page, 'extension')).toBeVisible();

    await as(page, handlingHead, number);
    await step(page, 'issue_supervision_letter');
    await expect(running(page, 'supervision')).toContainText(/督〔\d{4}〕\d+号/);
    await step(page, 'approve_extension');
    await expect(page.locator('.timeline')).toContainText('→');
    await page.getByRole('tab', { name: /文书/ }).click();
    await expect(page.locator('[data-document=extension_notice]')).toBeVisible();
    await expect(page.locator('[data-document=supervision_letter]')).toBeVisible();
}

async function replyAndRedo(page: Page, filed: Filed): Promise<void> {
    await as(page, handler, filed.number);
    await step(page, 'reply', {
        result: '被投诉人承认部分欠款，对其余部分有质量争议，建议通过司法途径解决。', outcome: 'O5',
        verified: '186500', undisputed: '100000', disputed: '86500', paid: '0', planned: '0',
    });
    await state(page, 'REPLIED');
    await track(page, filed);
    await expect(page.getByText('核实 186,500.00 元，已付 0.00 元')).toBeVisible();
    await step(page, 'evaluate', { rating: '1', resolved: false, remark: '没有收到任何款项。' });
    await as(page, intake, filed.number);
    await step(page, 'redo', { redo_ground: 'unsatisfied', reason: '无争议部分未督促支付，重新办理。', new_date: weekday(50) });
    await state(page, 'HANDLING');
}

const plan = [{ due: weekday(10), amount: '100000' }, { due: weekday(40), amount: '86500' }];

async function settleByPlan(page: Page, filed: Filed): Promise<void> {
    await as(page, handler, filed.number);
    await page.locator('[data-action=record_plan]').click();
    await fillForm(page, 'record_plan', { plan });
    await expect(page.locator('.plan-input')).toContainText('壹拾捌万陆仟伍佰元整');
    await send(page);
    await step(page, 'reply', {
        result: '经核实，欠款 186,500 元属实。双方已达成分期还款计划，分两期付清。', outcome: 'O3',
        verified: '186500', undisputed: '186500', disputed: '0', paid: '0', planned: '186500',
    });
    await state(page, 'REPLIED');
    await as(page, intake, filed.number);
    await step(page, 'agree_plan');
    await state(page, 'FOLLOWUP');
    for (const [index, row] of plan.entries()) {
        await step(page, 'prove_instalment', { instalment: String(index + 1), amount: row.amount, paid_on: inDays(0), proof: { file: `付款凭证${index + 1}.pdf` } });
        await page.getByRole('tab', { name: '账目与还款' }).click();
        await expect(page.locator(`[data-instalment="${index + 1}"]`)).toHaveAttribute('data-state', 'paid');
    }
    await expect(page.getByTestId('remaining')).toContainText('0.00');
    await expect(page.locator('[data-entry=paid]')).toHaveCount(2);
    await accessible(page, 'the account of a case');
}

test('return and re-route, inquiry and answer, supervision letter, extension, redo, plan and closure by the screens', async ({ page }) => {
    test.setTimeout(400_000);
    const filed = await received();
    await acceptAndRoute(page, filed);
    const code = await inquire(page, filed);
    await answer(page, code, filed.respondentTail);
    await superviseAndExtend(page, filed.number);
    await replyAndRedo(page, filed);
    await settleByPlan(page, filed);

    await track(page, filed);
    await expect(page.locator('.plan-table')).toContainText('已付');
    await step(page, 'evaluate', { rating: '5', resolved: true });
    await as(page, intake, filed.number);
    await step(page, 'close_plan', { outcome: 'O1', callback: 'reached' });
    await state(page, 'CLOSED');
    await track(page, filed);
    await expect(page.locator('.state-label')).toHaveText('办结');
});
