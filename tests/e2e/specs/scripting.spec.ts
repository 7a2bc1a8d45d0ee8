// Stored and reflected scripting: markup that wants to run in every text that people type, seen by everybody who reads
// it. Nothing may run, and nothing may even become an element that the content policy then has to stop.
import { expect, test, type Page } from '@playwright/test';
import { pdf, key } from '../../support/complaint.mjs';
import { openCase } from '../support/case';
import { as, office, trackCase } from '../support/office';
import { handler, handlingBody, intake, signIn, supervisor } from '../support/people';

const attacks = [
    '<img src=x onerror=window.struck=1>', '"><svg onload=window.struck=1>', "'-window.struck=1-'", '</script><script>window.struck=1</script>',
    '{{constructor.constructor("window.struck=1")()}}', '<a href="javascript:window.struck=1">x</a>', '<iframe srcdoc="<script>parent.struck=1</script>">',
    '&#x3c;img src=x onerror=window.struck=1&#x3e;', '<math><mtext></form><form><mglyph><style></math><img src onerror=window.struck=1>',
];
let turn = 0;
/** Another attack each time, not longer than the field. */
const attack = (most = 200) => {
    for (;;) {
        const next = attacks[turn++ % attacks.length] ?? '';
        if (next.length <= most) return next;
    }
};

type Part = Record<string, unknown>;
interface Definition { sections: { key: string; fields: { key: string; type: string; min?: number; max?: number }[] }[] }

/** An attack in every free text of the form that is there in any case. */
function poison(form: Record<string, Part | Part[]>, definition: Definition): void {
    const rare = new Set(['credit_code_unknown_reason', 'earlier_number', 'new_facts', 'agent_name', 'size_reason']);
    for (const { key: section, fields } of definition.sections) {
        for (const part of [form[section] ?? []].flat()) {
            for (const field of fields.filter((each) => ['text', 'long_text'].includes(each.type) && !rare.has(each.key))) {
                let text = attack(field.max);
                while (text.length < (field.min ?? 0)) text += ` ${attack()}`;
                part[field.key] = text;
            }
        }
    }
}

/** Watches a page for anything that ran or was stopped by the content policy. */
function watch(page: Page): string[] {
    const alarms: string[] = [];
    page.on('dialog', (dialog) => { alarms.push(`dialog ${dialog.message()}`); void dialog.dismiss(); });
    page.on('pageerror', (error) => alarms.push(`error ${error.message}`));
    page.on('console', (message) => { if (/Content Security Policy|Refused to/.test(message.text())) alarms.push(message.text()); });
    return alarms;
}

async function unstruck(page: Page, alarms: string[], where: string): Promise<void> {
    // The live line never rests: time enough for a page to draw and for an attack to run.
    await page.locator('main h1, main h2').first().waitFor();
    await page.waitForTimeout(600);
    const found = await page.evaluate(() => ({
        struck: 'struck' in window,
        elements: document.querySelectorAll('img[src="x"], [onerror], [onload], iframe[srcdoc], a[href^="javascript:"], mglyph').length,
    }));
    expect(found, where).toEqual({ struck: false, elements: 0 });
    expect(alarms, where).toEqual([]);
}

test('markup in every text stays text, for officers, enterprise and respondent', async ({ page }) => {
    const definition = await office.get('shouli', '/api/v1/forms/complaint') as Definition;
    const filed = await office.file((form) => poison(form as unknown as Record<string, Part | Part[]>, definition));
    const { number } = filed;
    await office.act('shouli', number, 'accept');
    await office.act('shouli', number, 'transfer', { handling_body: handlingBody, override_reason: attack() });
    await office.act('nanjing', number, 'sign_for');
    await office.act('nanjing', number, 'note', { text: attack() });
    const { access_code: code } = await office.act('nanjing', number, 'inquire', { extract: `${attack()} ${attack()}`, questions: attack() });
    await office.act(filed.respondent(code), number, 'answer', { contract_admitted: true, admitted: 0, disputed: 18_650_000, reason: `${attack()} ${attack()}` });
    const name = '"><img src=x onerror=window.struck=1>.pdf';
    await office.call('POST', `/api/v1/complaints/${number}/attachments?kind=other&name=${encodeURIComponent(name)}`, {
        body: pdf('scripting'), cookie: await office.as('nanjing'), headers: { 'Idempotency-Key': key(), 'Content-Type': 'application/octet-stream' },
    });
    await office.call('POST', '/api/v1/calls', { cookie: await office.as('shouli'), headers: { 'Idempotency-Key': key() }, expect: 201,
        json: { kind: 'phone', caller_name: attack(50), caller_phone: '13912345678', firm: attack(100), summary: attack(), advice: attack() } });

    const alarms = watch(page);
    await as(page, handler, number);
    await unstruck(page, alarms, 'the handler\'s case page');
    await page.goto(`/desk?q=${encodeURIComponent('<img src=x onerror=window.struck=1>')}`);
    await unstruck(page, alarms, 'a search for markup');
    await page.goto(`/desk?q=${number}`);
    await unstruck(page, alarms, 'the queue');
    await signIn(page, supervisor);
    await openCase(page, number);
    await unstruck(page, alarms, 'the supervisor\'s case page');
    await signIn(page, intake);
    for (const path of ['/desk/calls', '/desk/letters', `/desk/send-log?number=${number}`, '/desk/inbox', `/verify?number=${encodeURIComponent(attack())}`]) {
        await page.goto(path);
        await unstruck(page, alarms, path);
    }
    await trackCase(page, filed);
    await unstruck(page, alarms, 'the enterprise\'s page');
    await page.context().clearCookies();
    await page.goto('/respond');
    await page.getByLabel('核查码').fill(code);
    await page.getByLabel(/信用代码后六位|Last six/).fill(filed.respondent(code).credit_code_tail);
    await page.locator('main form button[type=submit]').first().click();
    await page.locator('#case-title').waitFor();
    await unstruck(page, alarms, 'the respondent\'s page');
});
