/** What an officer types for an action, and the JSON the server takes. */
import type { ActionField } from '@/api/types';
import { parseDay } from './dates';
import type { Json } from './form';
import { parseMoney } from './money';
import { countCharacters } from './text';

export interface Item {
    defect: string;
    cure: string;
}

export type ActionValue = string | string[] | boolean | Item[];
export type ActionInput = Record<string, ActionValue>;

export interface InputFault {
    name: string;
    code: string;
    params: Record<string, string | number>;
}

export function emptyInput(fields: readonly ActionField[]): ActionInput {
    return Object.fromEntries(fields.map((field) => [field.name, emptyValue(field)]));
}

function emptyValue(field: ActionField): ActionValue {
    switch (field.type) {
        case 'choices': return [];
        case 'boolean': return false;
        case 'items': return [{ defect: '', cure: '' }];
        default: return '';
    }
}

function isItems(value: ActionValue): value is Item[] {
    return Array.isArray(value) && typeof value[0] === 'object';
}

function textFault(field: ActionField, text: string): Omit<InputFault, 'name'> | null {
    const length = countCharacters(text);
    if (field.min !== undefined && length < field.min) return { code: 'too_short', params: { min: field.min } };
    if (field.max !== undefined && length > field.max) return { code: 'too_long', params: { max: field.max, over: length - field.max } };
    return null;
}

function faultOf(field: ActionField, value: ActionValue): Omit<InputFault, 'name'> | null {
    if (field.type === 'items') {
        const items = isItems(value) ? value.filter((item) => item.defect.trim() || item.cure.trim()) : [];
        if (items.length === 0) return field.required ? { code: 'required_named', params: {} } : null;
        return items.some((item) => !item.defect.trim() || !item.cure.trim()) ? { code: 'items_incomplete', params: {} } : null;
    }
    if (Array.isArray(value)) return field.required && value.length === 0 ? { code: 'required_choice', params: {} } : null;
    if (typeof value === 'boolean') return field.required && !value ? { code: 'required_tick', params: {} } : null;
    const text = value.trim();
    if (!text) {
        if (!field.required) return null;
        return { code: field.type === 'choice' || field.type === 'body' ? 'required_choice' : 'required_named', params: {} };
    }
    if (field.type === 'text') return textFault(field, text);
    if (field.type === 'money') return parseMoney(text) === null ? { code: 'amount_bad', params: {} } : null;
    if (field.type === 'date') return typeof parseDay(text) === 'string' ? null : { code: 'date_unreadable', params: {} };
    return null;
}

export function inputFaults(fields: readonly ActionField[], input: ActionInput): InputFault[] {
    return fields.flatMap((field) => {
        const fault = faultOf(field, input[field.name] ?? emptyValue(field));
        return fault ? [{ name: field.name, ...fault }] : [];
    });
}

function jsonOf(field: ActionField, value: ActionValue): Json | undefined {
    if (field.type === 'items') {
        const items = isItems(value) ? value.filter((item) => item.defect.trim() || item.cure.trim()) : [];
        return items.length ? items.map((item) => ({ defect: item.defect.trim(), cure: item.cure.trim() })) : undefined;
    }
    if (typeof value === 'boolean') return value;
    if (Array.isArray(value)) return value.length ? (value as string[]) : undefined;
    const text = value.trim();
    if (!text) return undefined;
    if (field.type === 'money') return parseMoney(text) ?? undefined;
    if (field.type === 'date') {
        const day = parseDay(text);
        return typeof day === 'string' ? day : undefined;
    }
    return text;
}

export function toActionJson(fields: readonly ActionField[], input: ActionInput): Record<string, Json> {
    const result: Record<string, Json> = {};
    for (const field of fields) {
        const value = jsonOf(field, input[field.name] ?? emptyValue(field));
        if (value !== undefined) result[field.name] = value;
    }
    return result;
}
