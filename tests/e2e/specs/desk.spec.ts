import { expect, test } from '@playwright/test';
import { act, openCase } from '../support/case';
import { formPages, heading, next, tickAll, track } from '../support/filing';
import { received } from '../support/office';
import { colleague, head, intake, signIn } from '../support/people';

test('the queue is worked with the keyboard alone', async ({ page }) => {
    await signIn(page, intake);
    const rows = page.locator('.queue-table tbody tr');
    await expect(rows.first()).toBeVisible();
    await page.locator('body').press('j');
    await expect(page.locator('#row-0')).toBeFocused();
    await page.keyboard.press('j');
    await expect(page.locator('#row-1')).toBeFocused();
    const number = await page.locator('#row-1').innerText();
    await page.keyboard.press('k');
    await page.keyboard.press('j');
    await page.keyboard.press('o');
    await expect(page.getByRole('heading', { level: 1, name: number })).toBeVisible();
    await page.keyboard.press('u');
    await expect(page).toHaveURL(/\/desk$/);
    await page.locator('body').press('/');
    await expect(page.locator('#queue-search')).toBeFocused();
    await page.keyboard.type('jk');
    await expect(page.locator('#queue-search')).toHaveValue('jk');
});

test('tabs, filters and the count agree, and paging leads there and back', async ({ page }) => {
    await signIn(page, head);
    await page.getByRole('link', { name: /待审查/ }).click();
    await expect(page).toHaveURL(/tab=to_review/);
    const states = page.locator('.queue-table .col-state').filter({ hasText: '待审查' });
    await expect(states.first()).toBeVisible();
    const shown = Number(/\d[\d,]*/.exec(await page.locator('.queue-count [role=status]').innerText())?.[0]?.replace(',', ''));
    expect(await page.locator('.queue-table tbody tr').count()).toBe(Math.min(50, shown));
    await page.locator('#queue-sort').selectOption('-arrears');
    await expect(page).toHaveURL(/sort=-arrears/);
    await page.goto('/desk');
    const first = await page.locator('#row-0').innerText();
    const forward = page.getByRole('button', { name: '下一页' });
    if (await forward.isEnabled()) {
        await forward.click();
        await expect(page.getByText('第 2 页')).toBeVisible();
        await expect(page.locator('#row-0')).not.toHaveText(first);
        await page.getByRole('button', { name: '上一页' }).click();
        await expect(page.locator('#row-0')).toHaveText(first);
    }
    await page.locator('#queue-search').fill('没有这样的企业');
    await page.keyboard.press('Enter');
    await expect(page.getByText('没有找到')).toBeVisible();
});

test('a colleague\'s change is shown and keeps what was typed', async ({ page, browser }) => {
    const filed = await received();
    const other = await browser.newContext();
    const second = await other.newPage();
    await signIn(page, intake);
    await openCase(page, filed.number);
    await page.locator('[data-action=propose_refusal]').click();
    const reason = page.locator('[id="a-propose_refusal-reason"]');
    await reason.fill('被投诉人不属于机关、事业单位或者大型企业，依法不予受理。');

    await signIn(second, colleague);
    await openCase(second, filed.number);
    await act(second, 'accept', 'ACCEPTED');
    await other.close();

    for (const name of ['ground', 'open_channel']) {
        await page.locator(`[id="a-propose_refusal-${name}"] input, select[id="a-propose_refusal-${name}"]`).first().evaluate((element) => element instanceof HTMLSelectElement
            ? (element.selectedIndex = 1, element.dispatchEvent(new Event('change', { bubbles: true })))
            : (element as HTMLInputElement).click());
    }
    await page.locator('.action-form button[type=submit]').click();
    const conflict = page.getByRole('dialog', { name: '内容刚被别人改过' });
    await expect(conflict).toContainText('已受理，待转交');
    await conflict.getByRole('button', { name: '看现在的' }).click();
    await expect(reason).toHaveValue('被投诉人不属于机关、事业单位或者大型企业，依法不予受理。');
    await expect(page.locator('.state-label[data-code=ACCEPTED]')).toBeVisible();
});

test('a session that ended is renewed in place, and the step goes on', async ({ page }) => {
    const filed = await received();
    await signIn(page, intake);
    await openCase(page, filed.number);
    await page.locator('[data-action=note]').click();
    await page.locator('[id="a-note-text"]').fill('已电话核实联系人。');
    await page.context().clearCookies();
    await page.locator('.action-form button[type=submit]').click();
    const dialog = page.getByRole('dialog', { name: '登录已过期' });
    await dialog.getByLabel('账号').fill(intake.login);
    await dialog.getByLabel('密码').fill(intake.password);
    await dialog.getByRole('button', { name: '登录' }).click();
    await expect(page.locator('.timeline')).toContainText('添加备注');
});

test('a supplement is asked for, made in the form and submitted again', async ({ page }) => {
    const filed = await received();
    await signIn(page, intake);
    await openCase(page, filed.number);
    await act(page, 'request_supplement', 'SUPPLEMENT', async (field) => {
        const id = field('items').slice(5, -2);
        await page.locator(`[id="${id}-0-defect"]`).fill('合同缺少盖章页');
        await page.locator(`[id="${id}-0-cure"]`).fill('补交盖章页扫描件');
    });
    await track(page, filed);
    await expect(page.getByText('合同缺少盖章页').first()).toBeVisible();
    await page.locator('[data-action=resubmit]').click();
    await heading(page, '你的企业');
    await page.locator('#f-complainant-address').fill('南京市鼓楼区中山北路 2 号');
    for (const [title] of formPages.slice(1)) {
        await next(page).click();
        await heading(page, new RegExp(`^${title}$`));
    }
    await next(page).click();
    await heading(page, '材料与声明');
    await tickAll(page);
    await next(page).click();
    await heading(page, '核对并提交');
    await next(page).click();
    await heading(page, '投诉已收到');
    await track(page, filed);
    await expect(page.locator('.state-label')).toHaveText('待审查');
});
