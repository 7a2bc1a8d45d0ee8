import type { Page } from '@playwright/test';
import { Office } from '../../support/walk.mjs';
import { openCase } from './case';
import type { Filed } from './filing';
import { handlingBody, signIn } from './people';

/** Colleagues who work over the API, so that a spec clicks through its own subject alone. */
export const office = new Office(process.env['QINGQIAN_E2E_URL'] ?? 'http://127.0.0.1:8080');

export type Case = Awaited<ReturnType<typeof office.file>>;

/** A complaint filed over the API, for specs whose subject is what comes after. */
export async function received(): Promise<Filed> {
    const { number, own, form } = await office.file();
    const { credit_code: code, mobile, email, name } = form.complainant;
    return {
        number, code: own.receipt_code, tail: code.slice(-6), respondentTail: form.respondent.credit_code.slice(-6), mobile, email, name,
    };
}

/** A case that Nanjing has signed for. */
export async function handled(change?: (form: ReturnType<typeof import('../../support/complaint.mjs').completeForm>) => void): Promise<Case> {
    const filed = await office.file(change);
    await office.act('shouli', filed.number, 'accept');
    await office.act('shouli', filed.number, 'transfer', { handling_body: handlingBody, override_reason: '被投诉人由南京市工信部门主管。' });
    await office.act('nanjing', filed.number, 'sign_for');
    return filed;
}

/** The same with an inquiry under way; the respondent's code. */
export async function inquired(): Promise<{ filed: Case; code: string }> {
    const filed = await handled();
    const { access_code: code } = await office.act('nanjing', filed.number, 'inquire', {
        extract: '投诉人反映：2025 年 8 月 31 日交付护栏，尚欠货款 186,500 元。', questions: '合同是否属实？尚欠多少？何时支付？',
    });
    return { filed, code };
}

/** The same with a 督办书 that the respondent answered in vain, so that further steps are open. */
export async function defied(): Promise<Case> {
    const { filed, code } = await inquired();
    const answer = { contract_admitted: true, admitted: 0, disputed: 18_650_000, reason: '对货物质量有不同意见，暂不支付。' };
    await office.act(filed.respondent(code), filed.number, 'answer', answer);
    await office.act('nanjing', filed.number, 'reject_answer', { reason: '没有说明质量争议的依据，也没有付款安排。' });
    await office.act('nanjing', filed.number, 'draft_supervision_letter', { demand: '请于五个工作日内说明依据并安排付款。' });
    const { access_code: second } = await office.act('nanjing_fzr', filed.number, 'issue_supervision_letter');
    await office.act(filed.respondent(second), filed.number, 'answer', answer);
    await office.act('nanjing', filed.number, 'reject_answer', { reason: '督办之后仍未说明依据，也没有付款安排。' });
    return filed;
}

export async function as(page: Page, who: { login: string; password: string }, number: string): Promise<void> {
    await signIn(page, who);
    await openCase(page, number);
}

/** Opens the page of one's own complaint by receipt code. */
export async function trackCase(page: Page, filed: Case): Promise<void> {
    await page.context().clearCookies();
    await page.goto('/track');
    await page.getByLabel(/查询码|Receipt code/).fill(filed.own.receipt_code);
    await page.getByLabel(/信用代码后六位|Last six/).fill(filed.own.credit_code_tail);
    await page.locator('main form button[type=submit]').first().click();
    await page.getByRole('heading', { level: 1, name: filed.number }).waitFor();
}
