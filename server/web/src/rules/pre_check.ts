/**
 * Whether a complaint belongs here, by seven plain questions; no answer leaves the browser but what the calculators
 * need. Articles are those of the Regulation (保障中小企业款项支付条例, 2025). Decides nothing: a complaint may be
 * filed all the same, and an officer decides.
 */
import type { FormDef, TypedForm, TypedItem } from './form';
import { emptyForm } from './form';

export const questions = ['who', 'purchase', 'size', 'due', 'forum', 'central', 'earlier'] as const;
export type Question = (typeof questions)[number];

export const choices = {
    who: ['organ', 'institution', 'group', 'soe', 'private_large', 'foreign_large', 'sme', 'village', 'person', 'army', 'unknown'],
    purchase: ['goods', 'works', 'services', 'deposit', 'none', 'other'],
    forum: ['no', 'court', 'judged', 'authority'],
    central: ['no', 'central', 'elsewhere', 'unknown'],
    earlier: ['no', 'running', 'new_facts', 'nothing_new'],
} as const;

export type Who = (typeof choices.who)[number];
export type SizeClass = 'micro' | 'small' | 'medium' | 'large';
export const starts = ['delivery', 'inspection', 'deadline', 'settlement'] as const;
/** From which day the term of payment runs (articles 9 and 10); deadline: the buyer let the agreed inspection term pass. */
export type Start = (typeof starts)[number];

export interface SizeGiven {
    industry: string;
    employees: string;
    revenue_wan: string;
    assets_wan: string;
    /** What the calculator made of it; unknown where the standard leaves the industry out. */
    class: SizeClass | 'unknown';
}

export interface DueGiven {
    contract: string;
    start: Start;
    /** The day that the start names. */
    day: string;
    term_days: string;
    pay_when_paid: boolean;
    /** Last day to pay (ISO); empty where neither contract nor law names a term. */
    legal: string;
}

export interface Answers {
    who?: Who;
    purchase?: (typeof choices.purchase)[number];
    size?: SizeGiven;
    due?: DueGiven;
    forum?: (typeof choices.forum)[number];
    central?: (typeof choices.central)[number];
    earlier?: (typeof choices.earlier)[number];
}

/** Where to turn instead: an address as people type or dial it. Its name is in the messages, below check.at. */
export interface Address {
    name: string;
    url?: string;
    phone?: string;
}

const court: Address = { name: 'court', url: 'https://zxfw.court.gov.cn', phone: '12368' };
const legalAid: Address = { name: 'legal_aid', url: 'https://www.12348.gov.cn', phone: '12348' };
const hotline: Address = { name: 'hotline', phone: '12345' };
const labour: Address = { name: 'labour', phone: '12333' };
const national: Address = { name: 'national', url: 'https://sme-dj.miit.gov.cn' };
const sizeTest: Address = { name: 'size_test', url: 'https://baosong.miit.gov.cn/scaleTest' };

/** Another channel than this one: why, by which article, where to. Words in the messages, below check.stop. */
export interface Channel {
    code: string;
    /** Citation that the page shows with its text; empty where the Regulation says nothing. */
    article: string;
    /** Code of the ground on which such a complaint would be refused (不予受理理由). */
    ground: string;
    addresses: Address[];
    /** Where the answer leads within this site. */
    to?: 'track' | 'file';
}

const channels: Record<string, Omit<Channel, 'code'>> = {
    debtor_sme: { article: '条例第二条、第三条', ground: 'N06', addresses: [court, legalAid] },
    village: { article: '条例第二条', ground: 'N06', addresses: [hotline, court, legalAid] },
    person: { article: '条例第二条', ground: 'N06', addresses: [court, legalAid] },
    army: { article: '条例第三十六条第二款', ground: 'N11', addresses: [] },
    no_contract: { article: '条例第二十五条第四款', ground: 'N07', addresses: [legalAid, court] },
    not_purchase: { article: '条例第二条', ground: 'N01', addresses: [labour, court, hotline] },
    not_sme: { article: '条例第三条、第二十九条第二款', ground: 'N05', addresses: [sizeTest, court] },
    not_due: { article: '条例第九条', ground: 'N08', addresses: [], to: 'file' },
    court: { article: '', ground: 'N02', addresses: [court] },
    judged: { article: '', ground: 'N02', addresses: [court] },
    authority: { article: '', ground: 'N02', addresses: [hotline] },
    central: { article: '条例第二十四条第二款', ground: 'N10', addresses: [national] },
    elsewhere: { article: '条例第二十四条、第二十五条第一款', ground: 'N10', addresses: [national] },
    running: { article: '条例第二十五条第二款', ground: 'N03', addresses: [], to: 'track' },
    nothing_new: { article: '', ground: 'N03', addresses: [court, legalAid] },
};

/** Every code of a channel, for the messages to be checked against. */
export const channelCodes = Object.keys(channels);

function codeOf(question: Question, answers: Answers, today: string): string {
    switch (question) {
        case 'who': return ({ sme: 'debtor_sme', village: 'village', person: 'person', army: 'army' } as Partial<Record<Who, string>>)[answers.who ?? 'organ'] ?? '';
        case 'purchase': return ({ none: 'no_contract', other: 'not_purchase' } as Record<string, string>)[answers.purchase ?? ''] ?? '';
        case 'size': return answers.size?.class === 'large' ? 'not_sme' : '';
        case 'due': return answers.due?.legal && answers.due.legal >= today ? 'not_due' : '';
        case 'forum': return answers.forum && answers.forum !== 'no' ? answers.forum : '';
        case 'central': return answers.central === 'central' || answers.central === 'elsewhere' ? answers.central : '';
        case 'earlier': return answers.earlier === 'running' || answers.earlier === 'nothing_new' ? answers.earlier : '';
    }
}

/** The other channel that an answer leads to; nothing while the way to the form is open. */
export function channelOf(question: Question, answers: Answers, today: string): Channel | null {
    const code = codeOf(question, answers, today);
    const channel = channels[code];
    return channel ? { code, ...channel } : null;
}

/** The first question without an answer; nothing when all are answered. */
export function openQuestion(answers: Answers): Question | null {
    return questions.find((question) => answers[question] === undefined) ?? null;
}

/** As whom the overdue calculator takes the debtor. */
export function debtorOf(who: Who | undefined): 'public_body' | 'institution' | 'large_enterprise' {
    if (who === 'organ' || who === 'group') return 'public_body';
    return who === 'institution' ? 'institution' : 'large_enterprise';
}

/** What stays open although the form may be filled: the officer will ask. Words below check.note. */
export function notes(answers: Answers): string[] {
    return [
        ...(answers.who === 'unknown' ? ['who_unknown'] : []),
        ...(answers.size?.class === 'unknown' ? ['size_unknown'] : []),
        ...(answers.due && !answers.due.legal ? ['due_unknown'] : []),
        ...(answers.central === 'unknown' ? ['central_unknown'] : []),
        ...(answers.due?.pay_when_paid ? ['pay_when_paid'] : []),
        ...(answers.purchase === 'deposit' ? ['deposit'] : []),
    ];
}

const types: Partial<Record<Who, string>> = {
    organ: 'organ', institution: 'institution', group: 'group', soe: 'soe_local', private_large: 'private_large', foreign_large: 'foreign_large',
};
const dayFields: Partial<Record<Start, string>> = { delivery: 'delivered_on', inspection: 'inspected_on', settlement: 'settled_on' };
const settlements: Record<Start, string> = { delivery: 'once', inspection: 'inspection', deadline: 'inspection', settlement: 'progress' };

/** How the overdue calculator names the day that the term runs from. */
export const calculatorDays = {
    delivery: 'delivered', inspection: 'inspection_passed', deadline: 'inspection_deadline', settlement: 'settlement_confirmed',
} as const satisfies Record<Start, string>;

/** Writes what is not empty, where nothing of the writer's stands yet. */
function fill(item: TypedItem | undefined, values: Record<string, string | boolean | string[] | undefined>): void {
    if (!item) return;
    for (const [key, value] of Object.entries(values)) {
        const before = item[key];
        const free = before === '' || before === null || (Array.isArray(before) && before.length === 0);
        if (key in item && value !== undefined && value !== '' && free) item[key] = value;
    }
}

/** The form with the answers in their fields; what somebody typed before stays. */
export function prefill(form: FormDef, answers: Answers, typed: TypedForm = emptyForm(form)): TypedForm {
    const one = (key: string) => { const value = typed[key]; return Array.isArray(value) ? value[0] : value; };
    const { size, due } = answers;
    const known = size && size.class !== 'unknown' ? size.class : undefined;
    fill(one('complainant'), {
        industry: size?.industry === 'none' ? undefined : size?.industry, employees: size?.employees, revenue_fen: size?.revenue_wan,
        assets_fen: size?.assets_wan, size: known, size_year: due?.contract.slice(0, 4),
    });
    const enterprise = ['soe', 'private_large', 'foreign_large'].includes(answers.who ?? '');
    fill(one('respondent'), {
        type: types[answers.who ?? 'unknown'], size: enterprise ? 'large' : undefined,
        central_soe: answers.central === 'no' ? false : undefined,
    });
    fill(one('debts'), {
        purchase: answers.purchase === 'deposit' ? 'works' : answers.purchase,
        signed_on: due?.contract, payment_days: due?.term_days, payment_term: due?.term_days ? 'days' : undefined, due_on: due?.legal,
        settlement: due ? (due.pay_when_paid ? 'pay_when_paid' : settlements[due.start]) : undefined,
        [(due && dayFields[due.start]) ?? '']: due?.day,
        reasons: answers.purchase === 'deposit' ? ['deposit'] : undefined,
        articles: answers.purchase === 'deposit' ? ['13'] : undefined,
    });
    fill(one('claim'), {
        in_court: answers.forum === 'no' ? 'no' : undefined,
        repeated: answers.earlier === 'no' ? 'no' : answers.earlier === 'new_facts' ? 'yes' : undefined,
    });
    return typed;
}
