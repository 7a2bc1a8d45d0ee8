import { expect, test } from '@playwright/test';
import { step } from '../support/act';
import { look } from '../support/look';
import { as, inquired, office, trackCase } from '../support/office';
import { handler, handlingHead, head, intake, supervisor } from '../support/people';

const facts = '被投诉人负责人当面威胁，称不撤回投诉就取消后续合同。';

test('a report of retaliation is seen by its reporter, the head of intake and the supervisor, and by nobody else', async ({ page }) => {
    const { filed, code } = await inquired();
    const before = await office.read('nanjing', filed.number);
    await trackCase(page, filed);
    await step(page, 'report_retaliation', { facts });
    await expect(page.locator('main')).toContainText('打击报复');
    await look(page, 'the firm after its report of retaliation');

    const hidden = /打击报复线索|举报打击报复|当面威胁/;
    for (const who of [intake, handler, handlingHead]) {
        await as(page, who, filed.number);
        await expect(page.locator('.case-main')).not.toContainText(hidden);
        await page.getByRole('tab', { name: /消息/ }).click();
        await expect(page.locator('.case-main')).not.toContainText(hidden);
    }
    for (const login of ['shouli', 'nanjing', 'nanjing_fzr']) {
        const seen = JSON.stringify([await office.read(login, filed.number), await office.list(login, filed.number, 'events'), await office.list(login, filed.number, 'messages')]);
        expect(seen.includes('当面威胁'), login).toBe(false);
        expect(seen.includes('retaliation_reported'), login).toBe(false);
    }
    const theirs = filed.respondent(code);
    expect(JSON.stringify([await office.read(theirs, filed.number), await office.list(theirs, filed.number, 'events'), await office.list(theirs, filed.number, 'messages')])).not.toMatch(/retaliation|RETALIATION|当面威胁/);
    // Nothing in a list betrays that something happened.
    expect((await office.read('nanjing', filed.number)).updated_at).toBe(before.updated_at);

    await as(page, supervisor, filed.number);
    await expect(page.locator('[data-track=retaliation]')).toContainText('打击报复线索');
    await expect(page.locator('.timeline')).toContainText(facts);
    await look(page, 'the supervisor sees the report');
    await as(page, head, filed.number);
    await step(page, 'settle_retaliation', { result: 'referred', reason: '已移送被投诉人的主管机关处理。' });
    await trackCase(page, filed);
    await expect(page.locator('main')).toContainText('已移送有关机关');
});
