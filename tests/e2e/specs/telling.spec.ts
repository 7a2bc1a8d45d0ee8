import { expect, test, type Page } from '@playwright/test';
import { accessible } from '../support/axe';
import { track } from '../support/filing';
import { received } from '../support/office';
import { administrator, intake, signIn } from '../support/people';

const phone = { width: 360, height: 780 };
const desk = { width: 1366, height: 768 };

async function bothSizes(page: Page, what: string): Promise<void> {
    for (const size of [desk, phone]) {
        await page.setViewportSize(size);
        await accessible(page, `${what} at ${size.width}`);
    }
    await page.setViewportSize(desk);
}

async function openWording(page: Page, event: string): Promise<void> {
    await page.goto(`/admin/wordings/${event}`);
    await expect(page.locator('#wording-sms')).toBeVisible();
}

/** Codes reach people by the telephone of the sandbox. */
async function codeOf(page: Page, to: string): Promise<string> {
    const sandbox = process.env['SANDBOX_URL'];
    let code = '';
    await expect.poll(async () => {
        const answer = await page.request.get(`${sandbox}/sandbox/messages.json?to=${encodeURIComponent(to)}&limit=50`);
        const texts = ((await answer.json()) as { messages: { body: string }[] }).messages.map((each) => each.body);
        code = texts.map((text) => /验证码为(\d{6})/.exec(text)?.[1] ?? '').find(Boolean) ?? '';
        return code;
    }, { timeout: 20_000 }).not.toBe('');
    return code;
}

test('an administrator weighs a wording against a real case, saves it, and goes back', async ({ page }) => {
    const filed = await received();
    await signIn(page, administrator);
    await page.getByRole('navigation', { name: '主导航' }).getByRole('link', { name: '文案' }).click();
    await expect(page.getByRole('heading', { level: 1, name: '消息文案' })).toBeVisible();
    await page.locator('#wording-search').fill('CLOSED');
    await bothSizes(page, 'wordings');
    await openWording(page, 'CLOSED');
    await bothSizes(page, 'a wording');

    const sms = page.locator('#wording-sms');
    await page.locator('#wording-number').fill(filed.number);
    await page.locator('[data-action=preview]').click();
    await expect(page.locator('.preview [data-channel=sms]')).toContainText(filed.number);
    await expect(page.getByTestId('units')).toContainText('UCS-2');
    await sms.fill('请看 https://a.cn，催款{{debtor}}。');
    for (const code of ['wording_link', 'wording_forbidden', 'wording_unknown_place']) {
        await expect(page.locator(`.preview [data-code=${code}]`)).toBeVisible();
    }
    await page.locator('[data-action=save-wording]').click();
    await expect(page.locator('.summary')).toBeFocused();
    await expect(page.locator('#wording-sms-error')).toContainText('催款');
    await sms.fill('字'.repeat(80));
    await expect(page.locator('.preview [data-code=wording_sms_parts]')).toContainText('2 条');

    await sms.fill('编号{{number}}办完了。');
    await page.locator('#wording-note').fill('改短');
    await page.locator('[data-action=save-wording]').click();
    await expect(page.getByText('第 2 版', { exact: false }).first()).toBeVisible();
    const history = page.locator('.wording-editor .versions');
    await history.locator('summary').click();
    await expect(history.locator('[data-version="2"]')).toContainText('改短');
    await history.locator('[data-version="1"] [data-action=restore]').click();
    await expect(sms).toHaveValue(/已办结/);
});

test('a channel is taken from an audience and given back; a template id is kept', async ({ page }) => {
    await signIn(page, administrator);
    await openWording(page, 'CLOSED');
    const handler = page.locator('.route[data-audience=handler]');
    await handler.getByLabel('邮件').uncheck();
    await handler.locator('[data-action=save-route]').click();
    await expect(handler).toContainText('第 2 版');
    await handler.locator('.versions summary').click();
    await handler.locator('[data-version="1"] [data-action=restore]').click();
    await expect(handler.getByLabel('邮件')).toBeChecked();
    const complainant = page.locator('.route[data-audience=complainant]');
    await complainant.getByLabel('站内').uncheck();
    await complainant.locator('[data-action=save-route]').click();
    await expect(complainant.locator('[role=alert]')).toContainText('站内消息');
    await page.locator('#template-provider').fill('aliyun');
    await page.locator('#template-id').fill('SMS_1');
    await page.locator('[data-action=save-template]').click();
    await expect(page.locator('[data-provider=aliyun]')).toContainText('SMS_1');
});

test('the send log finds what was sent, opens it, and exports it', async ({ page }) => {
    const filed = await received();
    await signIn(page, intake);
    await page.getByRole('link', { name: '发送记录' }).click();
    await expect(page.getByRole('heading', { level: 1, name: '发送记录' })).toBeVisible();
    await page.locator('#log-number').fill(filed.number);
    await page.locator('[data-action=search]').click();
    const sms = page.locator('.sent-table tr[data-channel=sms]').first();
    await expect(sms).toContainText(filed.number);
    await expect(page.locator('.sent-table')).not.toContainText(filed.mobile);
    await sms.locator('[data-action=open]').click();
    await expect(page.getByTestId('sent-detail')).toContainText('已收到');
    await bothSizes(page, 'the send log');
    await page.goto('/desk/send-log');
    await page.locator('#log-address').fill(filed.mobile);
    await page.keyboard.press('Enter');
    await expect(page.locator('.sent-table')).toContainText(filed.number);
    expect(page.url()).not.toContain(filed.mobile);
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByTestId('export').click()]);
    expect(download.suggestedFilename()).toBe('send-log.csv');

    await signIn(page, administrator);
    await page.goto('/desk/send-log');
    await expect(page.getByText('不看内容')).toBeVisible();
    await page.locator('[data-action=open]').first().click();
    await expect(page.getByTestId('sent-detail')).not.toContainText('已收到');
});

test('an officer reads his messages; the number beside the word falls', async ({ page }) => {
    await received();
    await signIn(page, intake);
    const link = page.getByTestId('inbox-link');
    await expect(link.locator('.tab-count')).toBeVisible();
    await link.click();
    await expect(page.getByRole('heading', { level: 1, name: '站内消息' })).toBeVisible();
    const before = Number(/\d+/.exec(await page.getByTestId('unread').innerText())![0]);
    await page.locator('[data-action=read]').first().focus();
    await page.keyboard.press('Enter');
    await expect(page.getByTestId('unread')).toHaveText(`${before - 1} 条未读`);
    await bothSizes(page, 'the inbox');
    await page.locator('[data-action=read-all]').click();
    await expect(page.getByTestId('unread')).toHaveText('0 条未读');
    await expect(link.locator('.tab-count')).toHaveCount(0);
});

test('a complainant proves a new number, chooses a language, and reads what came', async ({ page }) => {
    const filed = await received();
    await track(page, filed);
    const contacts = page.getByTestId('contacts');
    const mobile = contacts.locator('[data-role=complainant] [data-channel=sms]');
    await expect(mobile).toContainText('未验证');
    await mobile.locator('[data-action=change]').click();
    const fresh = `139${String(Date.now()).slice(-8)}`;
    await page.locator('#contact-complainant-sms-address').fill(fresh);
    await page.keyboard.press('Enter');
    await expect(page.locator('#contact-complainant-sms-code')).toBeFocused();
    const code = await codeOf(page, `+86${fresh}`);
    await page.locator('#contact-complainant-sms-code').fill(code === '000000' ? '000001' : '000000');
    await page.keyboard.press('Enter');
    await expect(page.locator('#contact-complainant-sms-code-error')).toContainText('还可以试 4 次');
    await page.locator('#contact-complainant-sms-code').fill(code);
    await page.keyboard.press('Enter');
    await expect(mobile).toContainText(`139****${fresh.slice(-4)}`);
    await expect(mobile).toContainText('✓');
    await contacts.locator('#language-complainant').selectOption('en');
    await expect(contacts).toContainText('选定');
    await expect(page.locator('.inbox')).toContainText('投诉已收到');
    await bothSizes(page, 'the tracking page');
});

test('wordings, log and inbox speak English whole', async ({ page }) => {
    await signIn(page, administrator);
    for (const path of ['/admin/wordings', '/admin/wordings/CLOSED', '/desk/send-log', '/desk/inbox']) {
        await page.goto(`${path}?lang=en`);
        await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
        await page.waitForLoadState('networkidle');
        const foreign = await page.evaluate(() => {
            const walker = document.createTreeWalker(document.querySelector('main')!, NodeFilter.SHOW_TEXT);
            const found: string[] = [];
            for (let node = walker.nextNode(); node; node = walker.nextNode()) {
                const text = node.textContent ?? '';
                if (/[一-鿿]/.test(text) && !node.parentElement?.closest('[lang="zh-CN"]')) found.push(text.trim());
            }
            return found;
        });
        expect(foreign, path).toEqual([]);
    }
});
