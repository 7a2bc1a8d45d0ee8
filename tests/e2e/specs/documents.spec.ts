import { expect, test, type Page } from '@playwright/test';
import { look } from '../support/look';
import { as, inquired, office, trackCase } from '../support/office';
import { handler, handlingHead } from '../support/people';

const demand = '请于五个工作日内说明依据，并就无争议部分安排付款。';
const paper = (page: Page) => page.getByTestId('document');

async function openDesk(page: Page, code: string, tail: string): Promise<void> {
    await page.context().clearCookies();
    await page.goto('/respond');
    await page.getByLabel('核查码').fill(code);
    await page.getByLabel('信用代码后六位').fill(tail);
    await page.getByRole('button', { name: '打开' }).click();
    await expect(page.locator('#case-title')).toBeVisible();
}

test('each side reads and prints the documents addressed to it, and no others; nobody the complaint letter', async ({ page }) => {
    const { filed, code } = await inquired();
    const tail = filed.form.respondent.credit_code.slice(-6);
    await office.act(filed.respondent(code), filed.number, 'answer', { contract_admitted: true, admitted: 0, disputed: 18_650_000, reason: '对货物质量有不同意见，暂不支付。' });
    await office.act('nanjing', filed.number, 'reject_answer', { reason: '没有说明质量争议的依据，也没有付款安排。' });
    await office.act('nanjing', filed.number, 'draft_supervision_letter', { demand });
    const issued = await office.act('nanjing_fzr', filed.number, 'issue_supervision_letter');
    const documents = issued.complaint.documents as { uid: string; type: string; number: string }[];
    const uid = (type: string) => documents.find((document) => document.type === type)!.uid;

    // From the course it belongs to, to the page, to paper.
    await as(page, handlingHead, filed.number);
    await page.locator('[data-track=supervision]').first().getByRole('link').click();
    await expect(page).toHaveTitle(/督办书/);
    await expect(paper(page)).toContainText('没有说明质量争议的依据，也没有付款安排。');
    await expect(paper(page)).toContainText(demand);
    await expect(paper(page)).toContainText('保障中小企业款项支付条例第二十五条第三款');
    await expect(paper(page).locator('.official-sign')).toContainText('负责人：');
    await expect(paper(page).locator('.official-foot')).toContainText('抄送：江苏省中小企业发展中心');
    await look(page, 'a supervision letter');
    const pdf = await page.pdf({ preferCSSPageSize: true });
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    await page.emulateMedia({ media: 'print' });
    await expect(page.getByTestId('print')).toBeHidden();
    await expect(page.locator('header.top')).toBeHidden();
    await expect(paper(page)).toBeVisible();
    await page.emulateMedia({ media: null });

    // The timeline and the list lead there, too.
    await as(page, handler, filed.number);
    await page.locator('.timeline').getByRole('link', { name: /核〔\d{4}〕\d+号/ }).click();
    await expect(paper(page)).toContainText('尚欠货款 186,500 元');
    await page.getByRole('link', { name: '返回案件' }).click();
    await page.getByRole('tab', { name: /文书/ }).click();
    await page.locator('[data-document=transfer_letter] a').click();
    await expect(paper(page)).toContainText('移送材料清单');
    await expect(paper(page)).toContainText('投诉书（签字并加盖公章）：材料.pdf');

    await openDesk(page, issued.access_code, tail);
    await expect(page.getByTestId('papers').locator('[data-document]')).toHaveCount(2);
    await page.getByTestId('papers').locator('[data-document=supervision_letter] a').click();
    await expect(paper(page)).toContainText(demand);
    await expect(paper(page)).not.toContainText('多次催要无果');
    await expect(paper(page)).not.toContainText(/139\d{8}/);
    await look(page, 'the letter as the respondent reads it');
    for (const type of ['acceptance_notice', 'transfer_letter']) {
        expect((await page.request.get(`/api/v1/complaints/${filed.number}/documents/${uid(type)}`)).status(), type).toBe(404);
    }

    await trackCase(page, filed);
    await expect(page.locator('[data-document=inquiry_notice] th a')).toHaveCount(0);
    await page.locator('[data-document=acceptance_notice] th a').click();
    await expect(paper(page)).toContainText('决定自');
    await expect(paper(page)).toContainText(`《护栏采购合同》（HL-2025-01），2025年6月20日签订，反映尚欠186,500.00元`);
    for (const type of ['transfer_letter', 'inquiry_notice', 'supervision_letter']) {
        expect((await page.request.get(`/api/v1/complaints/${filed.number}/documents/${uid(type)}`)).status(), type).toBe(404);
    }
});
