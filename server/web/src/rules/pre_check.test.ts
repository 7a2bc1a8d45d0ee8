import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import regulation from '../law/regulation.json';
import type { FormDef } from './form';
import { citations, cited } from './law';
import { channelCodes, channelOf, choices, debtorOf, notes, openQuestion, prefill, questions, type Answers } from './pre_check';

// As text: the plugin that precompiles messages would hand over its own tree.
const messages = (language: string) => JSON.parse(readFileSync(new URL(`../locales/${language}/check.json`, import.meta.url), 'utf8')) as { check: { stop: Record<string, object> } };
const today = '2026-11-23';
const form = JSON.parse(readFileSync(new URL('../../../../schemas/forms/complaint.json', import.meta.url), 'utf8')) as FormDef;
const good: Answers = {
    who: 'organ', purchase: 'goods', forum: 'no', central: 'no', earlier: 'no',
    size: { industry: 'industry', employees: '42', revenue_wan: '5000', assets_wan: '', class: 'small' },
    due: { contract: '2025-06-20', start: 'delivery', day: '2025-08-31', term_days: '30', pay_when_paid: false, legal: '2025-09-30' },
};

test('seven questions are asked one after the other', () => {
    expect(questions).toHaveLength(7);
    expect(openQuestion({})).toBe('who');
    expect(openQuestion({ who: 'organ', purchase: 'goods' })).toBe('size');
    expect(openQuestion(good)).toBeNull();
    expect(questions.map((question) => channelOf(question, good, today))).toEqual(Array(7).fill(null));
});

test('who is outside the Regulation is led elsewhere (articles 2, 3, 36)', () => {
    const stop = (answers: Answers) => channelOf('who', answers, today);
    expect(stop({ who: 'sme' })).toMatchObject({ code: 'debtor_sme', ground: 'N06', article: '条例第二条、第三条' });
    expect(stop({ who: 'village' })).toMatchObject({ code: 'village', ground: 'N06' });
    expect(stop({ who: 'person' })).toMatchObject({ ground: 'N06' });
    expect(stop({ who: 'army' })).toMatchObject({ ground: 'N11', article: '条例第三十六条第二款' });
    for (const who of ['organ', 'institution', 'group', 'soe', 'private_large', 'foreign_large', 'unknown'] as const) expect(stop({ who })).toBeNull();
});

test('a debt from no purchase or without a contract is led elsewhere (articles 2, 25(4))', () => {
    expect(channelOf('purchase', { purchase: 'none' }, today)).toMatchObject({ ground: 'N07', article: '条例第二十五条第四款' });
    expect(channelOf('purchase', { purchase: 'other' }, today)).toMatchObject({ ground: 'N01' });
    expect(channelOf('purchase', { purchase: 'deposit' }, today)).toBeNull();
});

test('a large complainant is told where to dispute its size (article 29)', () => {
    const size = { ...good.size!, class: 'large' as const };
    expect(channelOf('size', { size }, today)).toMatchObject({ ground: 'N05', article: '条例第三条、第二十九条第二款' });
    expect(channelOf('size', { size: { ...size, class: 'medium' } }, today)).toBeNull();
    expect(channelOf('size', { size: { ...size, class: 'unknown' } }, today)).toBeNull();
});

test('payment is late from the day after the last one (article 9)', () => {
    const due = (legal: string) => channelOf('due', { due: { ...good.due!, legal } }, today);
    expect(due('2026-11-22')).toBeNull();
    expect(due('2026-11-23')).toMatchObject({ ground: 'N08' });
    expect(due('2027-01-14')).toMatchObject({ code: 'not_due', to: 'file' });
    expect(due('')).toBeNull();
});

test('courts, other authorities, central debtors, other provinces and repetitions have their channels', () => {
    for (const forum of ['court', 'judged', 'authority'] as const) expect(channelOf('forum', { forum }, today)).toMatchObject({ code: forum, ground: 'N02' });
    expect(channelOf('central', { central: 'central' }, today)?.addresses[0]).toMatchObject({ url: 'https://sme-dj.miit.gov.cn' });
    expect(channelOf('central', { central: 'elsewhere' }, today)).toMatchObject({ ground: 'N10' });
    expect(channelOf('earlier', { earlier: 'running' }, today)).toMatchObject({ to: 'track', ground: 'N03' });
    expect(channelOf('earlier', { earlier: 'nothing_new' }, today)).toMatchObject({ ground: 'N03' });
    expect(channelOf('earlier', { earlier: 'new_facts' }, today)).toBeNull();
});

test('every article that a channel names stands in the Regulation, every channel has an address or a next step', () => {
    for (const code of channelCodes) {
        const found = questions.flatMap((question) => allAnswers(question).map((answers) => channelOf(question, answers, today)))
            .find((channel) => channel?.code === code);
        expect(found, code).toBeTruthy();
        for (const citation of citations(found!.article)) expect(cited(regulation, citation).length, code).toBeGreaterThan(0);
        expect(code === 'army' || found!.addresses.length > 0 || found!.to !== undefined, code).toBe(true);
        for (const language of ['zh-CN', 'en']) expect(messages(language).check.stop[code], code).toMatchObject({ title: expect.any(String), why: expect.any(String), do: expect.any(String) });
    }
});

function allAnswers(question: (typeof questions)[number]): Answers[] {
    if (question === 'size') return [{ size: { ...good.size!, class: 'large' } }];
    if (question === 'due') return [{ due: { ...good.due!, legal: '2099-01-01' } }];
    return choices[question].map((choice) => ({ [question]: choice }));
}

test('the answers stand in the form, and what was typed before stays', () => {
    const typed = prefill(form, good);
    expect(typed['complainant']).toMatchObject({ industry: 'industry', employees: '42', revenue_fen: '5000', size: 'small', size_year: '2025', name: '' });
    expect(typed['respondent']).toMatchObject({ type: 'organ', size: '', central_soe: false });
    expect(typed['debts']).toMatchObject([{ purchase: 'goods', signed_on: '2025-06-20', delivered_on: '2025-08-31', payment_days: '30', settlement: 'once', due_on: '2025-09-30' }]);
    expect(typed['claim']).toMatchObject({ in_court: 'no', repeated: 'no' });
    (typed['complainant'] as Record<string, string>)['employees'] = '40';
    expect(prefill(form, { ...good, who: 'soe' }, typed)['complainant']).toMatchObject({ employees: '40' });
});

test('a deposit, a pay-when-paid clause and what nobody knows are carried on with a note', () => {
    const answers: Answers = {
        ...good, who: 'unknown', purchase: 'deposit', central: 'unknown', size: { ...good.size!, class: 'unknown' },
        due: { ...good.due!, start: 'settlement', pay_when_paid: true, legal: '' },
    };
    expect(notes(answers)).toEqual(['who_unknown', 'size_unknown', 'due_unknown', 'central_unknown', 'pay_when_paid', 'deposit']);
    const typed = prefill(form, answers);
    expect(typed['debts']).toMatchObject([{ purchase: 'works', settlement: 'pay_when_paid', settled_on: '2025-08-31', due_on: '', reasons: ['deposit'], articles: ['13'] }]);
    expect(typed['respondent']).toMatchObject({ type: '', central_soe: null });
    expect(debtorOf('group')).toBe('public_body');
    expect(debtorOf('institution')).toBe('institution');
    expect(debtorOf('soe')).toBe('large_enterprise');
});
