import { expect, type Page } from '@playwright/test';

/** Demo officers; others may be named as QINGQIAN_E2E_INTAKE=login:password and so on. */
function officer(name: string, login: string): { login: string; password: string } {
    const [given, password] = (process.env[`QINGQIAN_E2E_${name}`] ?? `${login}:qingqian-demo-2026`).split(':');
    return { login: given ?? login, password: password ?? '' };
}

export const intake = officer('INTAKE', 'shouli');
export const colleague = officer('COLLEAGUE', 'shouli2');
export const head = officer('HEAD', 'shenhe');
export const handler = officer('HANDLER', 'nanjing');
/** The head of that body, and the handler of another one. */
export const handlingHead = officer('HANDLING_HEAD', 'nanjing_fzr');
export const elsewhere = officer('ELSEWHERE', 'suzhou');
export const elsewhereBody = process.env['QINGQIAN_E2E_ELSEWHERE_BODY'] ?? '320500-GXJ';
export const caller = officer('CALLER', 'huifang');
export const supervisor = officer('SUPERVISOR', 'duban');
export const administrator = officer('ADMIN', 'guanli');
export const hotline = officer('HOTLINE', 'rexian');
/** The body whose handler `handler` is. */
export const handlingBody = process.env['QINGQIAN_E2E_BODY'] ?? '320100-GXJ';

export async function signIn(page: Page, who: { login: string; password: string }): Promise<void> {
    await page.context().clearCookies();
    await page.goto('/desk/login');
    await page.getByLabel(/账号|User name/).fill(who.login);
    await page.getByLabel(/密码|Password/).fill(who.password);
    await page.locator('main form button[type=submit]').click();
    // Each begins where his work is: the queue, the figures, the state of the program.
    await expect(page).toHaveURL(/\/(desk|desk\/figures|admin\/system)$/);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
}
