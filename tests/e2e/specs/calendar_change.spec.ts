import { expect, test } from '@playwright/test';
import { sandbox as startSandbox } from '../../support/program.mjs';
import { startOffice } from '../../support/walk.mjs';
import { look } from '../support/look';
import { administrator, intake, signIn } from '../support/people';

// 26 December becomes a working day, 31 December a rest day.
const days = [
    { day: '2026-12-26', off: false, name: '元旦' }, { day: '2026-12-31', off: true, name: '元旦' }, { day: '2027-01-01', off: true, name: '元旦' },
    { day: '2027-01-02', off: true, name: '元旦' },
];
const notice = {
    id: '2027', number: '国办发明电〔2026〕9号', title: '国务院办公厅关于2027年部分节假日安排的通知', address: 'https://www.gov.cn/2027', issued: '2026-11-24', year: 2027, days,
};

test('a notice loaded on the screen moves and announces the dates it should, and no others', async ({ browser }) => {
    const sandbox = await startSandbox();
    const office = await startOffice({ day: '2026-11-24', settings: sandbox.settings });
    try {
        const final = await office.file(); // ends 8 December
        await office.dawn('2026-12-11');
        const confirmed = await office.file(); // ends 25 December, provisional until the notice is there
        await office.dawn('2026-12-17');
        const moved = await office.file(); // ended 31 December
        const dates = async () => Promise.all([final, confirmed, moved].map((each) => office.due(each.number, 'review')));
        expect(await dates()).toEqual(['2026-12-08>2026-12-08 running', '2026-12-25>2026-12-25~ running', '2026-12-31>2026-12-31~ running']);

        const context = await browser.newContext({ baseURL: office.url, locale: 'zh-CN', viewport: { width: 1366, height: 768 } });
        const page = await context.newPage();
        await signIn(page, administrator);
        await page.goto('/admin/calendar');
        const choose = (content: object) => page.locator('#notice-file').setInputFiles([{ name: '2027.json', mimeType: 'application/json', buffer: Buffer.from(JSON.stringify(content)) }]);
        for (const [broken, where] of [
            [{ ...notice, days: [...days, days[0]] }, '/days/4'], [{ ...notice, days: [...days, { day: '2028-03-01', off: true, name: '元旦' }] }, '/days/4'],
            [{ ...notice, days: [] }, '/days'],
        ] as const) {
            await choose(broken);
            await page.locator('[data-action=load-notice]').click();
            await expect(page.locator('.summary')).toContainText(where);
        }
        expect(await dates()).toEqual(['2026-12-08>2026-12-08 running', '2026-12-25>2026-12-25~ running', '2026-12-31>2026-12-31~ running']);
        await choose(notice);
        await expect(page.locator('#notice-preview')).toContainText('元旦');
        await look(page, 'a notice before it is in force');
        await choose(notice);
        await page.locator('[data-action=load-notice]').click();
        await expect(page.getByTestId('change')).toContainText('2027');
        await expect(page.getByTestId('counted')).toContainText('✓', { timeout: 30_000 });

        expect(await dates()).toEqual(['2026-12-08>2026-12-08 running', '2026-12-25>2026-12-25 running', '2026-12-30>2026-12-30 running']);
        const events = async (number: string) => (await office.list('shenhe', number, 'events')).map((each: { type: string }) => each.type).slice(1).filter((type: string) => type !== 'deadline_passed');
        expect(await events(final.number)).toEqual([]);
        expect(await events(confirmed.number)).toEqual(['due_confirmed']);
        expect(await events(moved.number)).toEqual(['due_recomputed']);
        const told = async (number: string) => (await office.list('shenhe', number, 'messages')).filter((each: { event_name: string }) => each.event_name === 'DUE_CHANGED');
        expect(await told(final.number)).toEqual([]);
        expect(await told(confirmed.number)).toEqual([]);
        expect((await told(moved.number)).length).toBeGreaterThan(0);

        // The firm whose date moved has it on its telephone; the others were sent nothing of it.
        const texts = async (mobile: string) => {
            const answer = await page.request.get(`${sandbox.http}/sandbox/messages.json?to=${encodeURIComponent(`+86${mobile}`)}&limit=50`);
            return JSON.stringify((await answer.json() as { messages: unknown[] }).messages);
        };
        await expect.poll(() => texts(moved.form.complainant.mobile), { timeout: 30_000 }).toContain('2026年12月30日');
        for (const other of [final, confirmed]) expect(await texts(other.form.complainant.mobile)).not.toContain('放假安排');

        await signIn(page, intake);
        await page.goto(`/desk/c/${moved.number}`);
        await expect(page.locator('.case-head .chip').first()).toContainText('12月30日');
        await expect(page.locator('.timeline')).toContainText('重算期限');
        await look(page, 'a case whose date moved');
        await context.close();
        expect((await office.audit()).sound).toBe(true);
    } finally {
        await office.stop();
        await sandbox.stop();
    }
});
