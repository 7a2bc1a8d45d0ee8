import { expect, test } from '@playwright/test';
import { look } from '../support/look';
import { administrator, signIn } from '../support/people';

test('an administrator adds an account, which signs in, and shuts it again', async ({ page, browser, baseURL }) => {
    await signIn(page, administrator);
    await expect(page).toHaveURL(/\/admin\/system$/);
    await page.goto('/admin/people');
    await expect(page.locator('[data-login=nanjing]')).toContainText('处理经办岗');
    await look(page, 'people');
    const login = `e2e-${Date.now() % 1_000_000}`;
    await page.locator('[data-action=add-person]').click();
    await page.locator('form.card button[type=submit]').click();
    await expect(page.locator('.summary')).toContainText('填写姓名');
    await look(page, 'a new account with what is missing');
    await page.goto('/admin/people');
    await page.locator('[data-action=add-person]').click();
    await page.getByLabel('账号名').fill(login);
    await page.getByLabel('姓名').fill('新来的');
    await page.locator('#person-body').selectOption({ label: '南京市工业和信息化局' });
    await page.getByLabel('处理经办岗').check();
    await page.locator('form.card button[type=submit]').click();
    const password = await page.getByTestId('password').innerText();
    expect(password).toMatch(/^[a-z2-9]{4}(-[a-z2-9]{4}){3}$/);
    await look(page, 'the password of a new account');

    const other = await browser.newContext(baseURL ? { baseURL, locale: 'zh-CN' } : {});
    const theirs = await other.newPage();
    await signIn(theirs, { login, password });
    await page.goto('/admin/people');
    const row = page.locator(`[data-login="${login}"]`);
    await row.getByRole('button', { name: '停用 新来的' }).click();
    await row.getByRole('button', { name: '停用 新来的' }).click();
    await expect(row).toContainText('已停用');
    expect((await theirs.request.get('/api/v1/me')).status()).toBe(401);
    await other.close();
    // Nobody is offered to shut himself out.
    await expect(page.locator(`[data-login=${administrator.login}]`).getByRole('button', { name: /停用/ })).toHaveCount(0);
});

test('departments, rules, terms, the workflow and the state of the program each have their page', async ({ page }) => {
    const failures: string[] = [];
    page.on('pageerror', (error) => failures.push(error.message));
    await signIn(page, administrator);
    await expect(page.locator('[data-state=schema]')).toContainText('程序要求');
    await look(page, 'system');

    await page.goto('/admin/bodies');
    const suqian = page.locator('[data-code="321300-GXJ"]');
    await suqian.getByRole('button', { name: /修改 宿迁/ }).click();
    await page.getByLabel('停止接件日').fill('2026-02-30');
    await page.locator('form.card button[type=submit]').click();
    await expect(page.locator('.summary')).toContainText('日期');
    await page.getByLabel('停止接件日').fill('2026-01-01');
    await page.locator('form.card button[type=submit]').click();
    await expect(suqian).toContainText('2026-01-01 起停止接件');
    await look(page, 'bodies');

    await page.goto('/admin/routing');
    await page.locator('#try-type').selectOption('organ');
    await page.locator('#try-level').selectOption('city');
    await page.locator('#try-superior').fill('宿迁市人民政府');
    await page.getByRole('button', { name: '看转到哪里' }).click();
    await expect(page.getByTestId('routed')).toContainText('规则');
    await look(page, 'routing');
    await page.goto('/admin/bodies');
    await suqian.getByRole('button', { name: /修改 宿迁/ }).click();
    await page.getByLabel('停止接件日').fill('');
    await page.locator('form.card button[type=submit]').click();
    await expect(suqian).not.toContainText('停止接件');

    await page.goto('/admin/terms');
    await expect(page.getByRole('row', { name: /处理期限/ })).toContainText('30 天（自然日）');
    await look(page, 'terms');
    await page.goto('/admin/workflow');
    await expect(page.locator('svg.flow .flow-state')).toHaveCount(14);
    await look(page, 'workflow');
    await page.locator('#workflow-kind').selectOption('appeal');
    await expect(page.locator('svg.flow .flow-state')).toHaveCount(8);
    await look(page, 'workflow of appeals');
    await page.goto('/admin/calendar');
    await page.locator('#grid-year').selectOption('2026');
    const october = page.locator('[data-month="10"]');
    await expect(october.locator('td', { hasText: /^1/ }).first()).toContainText('假');
    await look(page, 'calendar of a year');
    expect(failures).toEqual([]);
});
