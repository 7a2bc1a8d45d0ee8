/** What somebody types for an action, and the JSON the server takes. */
import type { ActionField, Track } from '@/api/types';
import { parseDay } from './dates';
import type { Json } from './form';
import { parseMoney, typedFen } from './money';
import { countCharacters, halfWidth } from './text';

export interface Item {
    defect: string;
    cure: string;
}

/** One payment of a plan as typed. */
export interface PlanRow {
    due: string;
    amount: string;
}

export type ActionValue = string | string[] | Item[] | PlanRow[];
export type ActionInput = Record<string, ActionValue>;

export interface InputFault {
    name: string;
    /** Below the field's own pointer, as "/0/due"; empty for the field itself. */
    below: string;
    code: string;
    params: Record<string, string | number>;
}

type Finding = Omit<InputFault, 'name' | 'below'> & { below?: string };

const chosen = new Set(['choice', 'choices', 'body', 'bodies', 'boolean', 'officer', 'rating', 'attachment', 'attachments']);
const lists = new Set(['choices', 'bodies', 'attachments']);

export function emptyValue(field: ActionField): ActionValue {
    if (field.type === 'items') return [{ defect: '', cure: '' }];
    if (field.type === 'plan') return field.required ? [{ due: '', amount: '' }] : [];
    return lists.has(field.type) ? [] : '';
}

export function emptyInput(fields: readonly ActionField[]): ActionInput {
    return Object.fromEntries(fields.map((field) => [field.name, emptyValue(field)]));
}

/**
 * What the rules propose, and what a colleague proposed in a course that waits for a decision, as he would have typed it, so that the one who decides
 * need not type it again. His own words go only to the action that takes the whole proposal over, not to one that turns
 * it down.
 */
export function proposedInput(fields: readonly ActionField[], tracks: readonly Pick<Track, 'state' | 'ended_at' | 'data' | 'proposal'>[]): Partial<ActionInput> {
    const names = new Set(fields.map((field) => field.name));
    const waiting = tracks.filter((track) => track.state === 'open' && track.ended_at === null).map(({ data, proposal }) => {
        const kept = Object.keys(data);
        return (kept.length > 0 && kept.every((name) => names.has(name)) ? { ...data, ...proposal } : data) as Record<string, unknown>;
    });
    const input: Partial<ActionInput> = {};
    for (const { name, type, proposed } of fields) {
        if (proposed !== undefined) input[name] = proposed;
        const value = waiting.find((data) => data[name] !== undefined)?.[name];
        if (type === 'money' && typeof value === 'number') input[name] = typedFen(value);
        else if (['choice', 'choices', 'text', 'date'].includes(type) && value !== undefined) input[name] = value as ActionValue;
    }
    return input;
}

export function itemsOf(value: ActionValue | undefined): Item[] {
    return Array.isArray(value) ? value.filter((each): each is Item => typeof each === 'object' && 'defect' in each) : [];
}

export function rowsOf(value: ActionValue | undefined): PlanRow[] {
    return Array.isArray(value) ? value.filter((each): each is PlanRow => typeof each === 'object' && 'amount' in each) : [];
}

export function codesOf(value: ActionValue | undefined): string[] {
    return Array.isArray(value) ? value.filter((each): each is string => typeof each === 'string') : [];
}

const written = (item: Item) => item.defect.trim() !== '' || item.cure.trim() !== '';
const planned = (row: PlanRow) => row.due.trim() !== '' || row.amount.trim() !== '';

/** What the rows of a plan add up to, in 分; rows that cannot be read count nothing. */
export function planSum(rows: readonly PlanRow[]): number {
    return rows.reduce((sum, row) => sum + (parseMoney(row.amount) ?? 0), 0);
}

function whole(text: string): number | null {
    const digits = halfWidth(text).replace(/[\s,]/g, '');
    return /^\d{1,12}$/.test(digits) ? Number(digits) : null;
}

function textFault(field: ActionField, text: string): Finding[] {
    const length = countCharacters(text);
    if (field.min !== undefined && length < field.min) return [{ code: 'too_short', params: { min: field.min } }];
    if (field.max !== undefined && length > field.max) return [{ code: 'too_long', params: { max: field.max, over: length - field.max } }];
    return [];
}

function dateFault(field: ActionField, text: string): Finding[] {
    const day = parseDay(text);
    if (typeof day !== 'string') {
        return [day.fault === 'unreadable' ? { code: 'date_unreadable', params: {} } : { code: 'no_such_day', params: { month: day.month, day: day.day } }];
    }
    if (field.not_before && day < field.not_before) return [{ code: 'day_too_early', params: { first_day: field.not_before } }];
    if (field.not_after && day > field.not_after) return [{ code: 'day_too_late', params: { last_day: field.not_after } }];
    return [];
}

function moneyFault(field: ActionField, text: string): Finding[] {
    const fen = parseMoney(text);
    if (fen === null) return [{ code: 'amount_bad', params: {} }];
    return field.min !== undefined && field.min > 0 && fen < field.min ? [{ code: 'amount_not_positive', params: {} }] : [];
}

function integerFault(field: ActionField, text: string): Finding[] {
    const value = whole(text);
    if (value === null) return [{ code: 'whole_number', params: {} }];
    if (field.min !== undefined && value < field.min) return [{ code: 'too_small', params: { min: field.min } }];
    return field.max !== undefined && value > field.max ? [{ code: 'too_large', params: { max: field.max } }] : [];
}

function planFaults(rows: readonly PlanRow[]): Finding[] {
    let before = '';
    return rows.flatMap((row, at) => {
        if (!planned(row)) return [];
        const found: Finding[] = [];
        const day = parseDay(row.due);
        if (typeof day !== 'string') found.push({ below: `/${at}/due`, code: 'plan_day', params: { n: at + 1 } });
        else {
            if (before && day <= before) found.push({ below: `/${at}/due`, code: 'plan_order', params: { n: at + 1 } });
            before = day;
        }
        const fen = parseMoney(row.amount);
        if (fen === null || fen === 0) found.push({ below: `/${at}/amount_fen`, code: 'plan_amount', params: { n: at + 1 } });
        return found;
    });
}

function missing(field: ActionField): Finding[] {
    return field.required ? [{ code: chosen.has(field.type) ? 'required_choice' : 'required_named', params: {} }] : [];
}

function faultsOf(field: ActionField, value: ActionValue): Finding[] {
    if (field.type === 'items') {
        const items = itemsOf(value).filter(written);
        if (items.length === 0) return missing(field);
        return items.some((item) => !item.defect.trim() || !item.cure.trim()) ? [{ code: 'items_incomplete', params: {} }] : [];
    }
    if (field.type === 'plan') return rowsOf(value).some(planned) ? planFaults(rowsOf(value)) : missing(field);
    if (typeof value !== 'string') return value.length === 0 ? missing(field) : [];
    const text = value.trim();
    if (!text) return missing(field);
    switch (field.type) {
        case 'text': return textFault(field, text);
        case 'money': return moneyFault(field, text);
        case 'date': return dateFault(field, text);
        case 'integer': return integerFault(field, text);
        default: return [];
    }
}

export function inputFaults(fields: readonly ActionField[], input: ActionInput): InputFault[] {
    return fields.flatMap((field) =>
        faultsOf(field, input[field.name] ?? emptyValue(field)).map((finding) => ({ below: '', ...finding, name: field.name })));
}

function dayJson(text: string): Json | undefined {
    const day = parseDay(text);
    return typeof day === 'string' ? day : undefined;
}

function jsonOf(field: ActionField, value: ActionValue): Json | undefined {
    if (field.type === 'items') {
        const items = itemsOf(value).filter(written);
        return items.length ? items.map((item) => ({ defect: item.defect.trim(), cure: item.cure.trim() })) : undefined;
    }
    if (field.type === 'plan') {
        const rows = rowsOf(value).filter(planned);
        return rows.length ? rows.map((row) => ({ due: dayJson(row.due) ?? null, amount_fen: parseMoney(row.amount) })) : undefined;
    }
    if (typeof value !== 'string') return value.length ? codesOf(value) : undefined;
    const text = value.trim();
    if (!text) return undefined;
    switch (field.type) {
        case 'boolean': return text === 'true';
        case 'money': return parseMoney(text) ?? undefined;
        case 'integer': case 'rating': return whole(text) ?? undefined;
        case 'date': return dayJson(text);
        default: return text;
    }
}

export function toActionJson(fields: readonly ActionField[], input: ActionInput): Record<string, Json> {
    const result: Record<string, Json> = {};
    for (const field of fields) {
        const value = jsonOf(field, input[field.name] ?? emptyValue(field));
        if (value !== undefined) result[field.name] = value;
    }
    return result;
}

/** Where on the screen a server's pointer leads: "/input/plan/0/due" is field `plan`, below it "-0-due". */
export function placeOfPointer(pointer: string, fields: readonly ActionField[]): { name: string; below: string } | null {
    const parts = pointer.split('/').slice(1);
    const at = parts.findIndex((part) => fields.some((field) => field.name === part));
    return at < 0 ? null : { name: parts[at] ?? '', below: parts.slice(at + 1).map((part) => `-${part}`).join('') };
}
