/** The complaint form as data: its definition, what was typed into it, and the JSON the server takes. */
import { parseDay } from './dates';
import { parseMoney, typedFen, type MoneyUnit } from './money';
import { tidyCode, tidyPhone } from './text';

export interface Sentences {
    'zh-CN': string;
    en: string;
}

export interface ChoiceDef {
    code: string;
    label: Sentences;
}

export type FieldType =
    | 'text' | 'long_text' | 'credit_code' | 'division' | 'postcode' | 'choice' | 'choices' | 'integer' | 'money'
    | 'date' | 'dated_entries' | 'boolean' | 'id_number' | 'mobile' | 'email' | 'landline' | 'phone';

export interface Condition {
    field: string;
    in?: string[];
    not_in?: string[];
    /** The class that the size standard makes of the figures, kept beside them as `size_standard`. */
    differs_from?: 'standard';
}

export interface FieldDef {
    key: string;
    type: FieldType;
    label: Sentences;
    required: boolean;
    required_when?: Condition;
    required_unless?: string[];
    min?: number;
    max?: number;
    unit?: MoneyUnit;
    past?: boolean;
    positive?: boolean;
    help?: Sentences;
    article?: string;
    choices?: ChoiceDef[];
    contact?: string;
}

export interface SectionDef {
    key: string;
    label: Sentences;
    item_label?: Sentences;
    repeat?: { min: number; max: number };
    fields: FieldDef[];
}

export interface MaterialDef {
    kind: string;
    required: boolean;
    required_when?: Condition;
    max: number;
    label: Sentences;
}

export interface DeclarationDef {
    code: string;
    version: number;
    article?: string;
    text: Sentences;
}

export interface FormDef {
    name: string;
    version: number;
    label: Sentences;
    sections: SectionDef[];
    declarations: DeclarationDef[];
    materials: MaterialDef[];
}

/** Something done on a day, as typed. */
export interface DatedEntry {
    on: string;
    how: string;
}

/** A value as it stands on the screen: numbers and dates are the text typed. */
export type Typed = string | string[] | DatedEntry[] | boolean | null;
export type TypedItem = Record<string, Typed>;
export type TypedForm = Record<string, TypedItem | TypedItem[]>;
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

export function emptyItem(section: SectionDef): TypedItem {
    return Object.fromEntries(section.fields.map((field) => [field.key, emptyValue(field)]));
}

function emptyValue(field: FieldDef): Typed {
    if (field.type === 'choices' || field.type === 'dated_entries') return [];
    return field.type === 'boolean' ? null : '';
}

export function emptyForm(form: FormDef): TypedForm {
    return Object.fromEntries(form.sections.map((section) => {
        const count = section.repeat?.min ?? 0;
        return [section.key, section.repeat ? Array.from({ length: count }, () => emptyItem(section)) : emptyItem(section)];
    }));
}

/** The entries of a section: one, or those of a section that repeats. */
export function itemsOf(typed: TypedForm, section: SectionDef): TypedItem[] {
    const value = typed[section.key];
    if (Array.isArray(value)) return value;
    return value ? [value] : [];
}

/** The pointer of a field: /complainant/name, /debts/0/payable_fen. */
export function pointerOf(section: SectionDef, index: number, key: string): string {
    return section.repeat ? `/${section.key}/${index}/${key}` : `/${section.key}/${key}`;
}

export function isEmpty(value: Typed | undefined): boolean {
    if (value === null || value === undefined) return true;
    if (typeof value === 'boolean') return false;
    return Array.isArray(value) ? value.every((each) => typeof each !== 'string' && isBlank(each)) : value.trim() === '';
}

/** A line of entries in which nothing stands yet. */
export function isBlank(entry: DatedEntry): boolean {
    return entry.on.trim() === '' && entry.how.trim() === '';
}

/** The entries of a field as typed, those left empty too. */
export function entriesOf(value: Typed | undefined): DatedEntry[] {
    return Array.isArray(value) ? value.filter((each): each is DatedEntry => typeof each !== 'string') : [];
}

function holds(condition: Condition, item: TypedItem): boolean {
    const value = item[condition.field];
    if (condition.differs_from) return !isEmpty(value) && !isEmpty(item['size_standard']) && value !== item['size_standard'];
    if (condition.in && Array.isArray(value)) return value.some((each) => typeof each === 'string' && condition.in?.includes(each));
    if (condition.in) return typeof value === 'string' && condition.in.includes(value);
    if (condition.not_in) return typeof value === 'string' && value !== '' && !condition.not_in.includes(value);
    return !isEmpty(value);
}

export function isRequired(field: FieldDef, item: TypedItem): boolean {
    if (field.required) return true;
    if (field.required_when) return holds(field.required_when, item);
    if (field.required_unless) return field.required_unless.every((key) => isEmpty(item[key]));
    return false;
}

/** A field that only matters under a condition stays away until the condition holds or something stands in it. */
export function isShown(field: FieldDef, item: TypedItem): boolean {
    return !field.required_when || isRequired(field, item) || !isEmpty(item[field.key]);
}

export function materialRequired(material: MaterialDef, typed: TypedForm): boolean {
    if (material.required || !material.required_when) return material.required;
    const [section = '', key = ''] = material.required_when.field.split('.');
    const item = typed[section];
    return !!item && !Array.isArray(item) && holds({ ...material.required_when, field: key }, item);
}

/** The JSON of one value; undefined when nothing is there or it cannot be read yet. */
export function toJson(field: FieldDef, value: Typed | undefined): Json | undefined {
    if (isEmpty(value) || value === undefined || value === null) return undefined;
    if (Array.isArray(value)) return field.type === 'dated_entries' ? entriesOf(value).filter((each) => !isBlank(each)).map(entryJson) : value.map(String);
    if (typeof value !== 'string') return value;
    switch (field.type) {
        case 'money': return parseMoney(value, field.unit) ?? undefined;
        case 'integer': {
            const digits = tidyPhone(value).replace(/,/g, '');
            return /^\d{1,9}$/.test(digits) ? Number(digits) : undefined;
        }
        case 'date': {
            const day = parseDay(value);
            return typeof day === 'string' ? day : undefined;
        }
        case 'credit_code': case 'id_number': return tidyCode(value);
        case 'mobile': case 'landline': case 'phone': case 'postcode': return tidyPhone(value);
        case 'email': return tidyPhone(value);
        default: return value.trim();
    }
}

function entryJson(entry: DatedEntry): Json {
    const day = parseDay(entry.on);
    return {
        ...(entry.on.trim() ? { on: typeof day === 'string' ? day : entry.on.trim() } : {}),
        ...(entry.how.trim() ? { how: entry.how.trim() } : {}),
    };
}

/** Entries as the server keeps them, or a line each of the one text that older complaints have in their place. */
function typedEntries(value: unknown): DatedEntry[] {
    if (typeof value === 'string') {
        return value.split('\n').filter((line) => line.trim()).map((line) => {
            const [, on = '', how = ''] = /^\s*(\d{4}(?:-|\/|\.|年)\d{1,2}(?:-|\/|\.|月)\d{1,2}[日号]?)?[\s：:，,、]*(.*)$/.exec(line) ?? [];
            const day = parseDay(on);
            return on && typeof day === 'string' ? { on: day, how: how.trim() } : { on: '', how: line.trim() };
        });
    }
    if (!Array.isArray(value)) return [];
    return value.map((each: unknown) => {
        const entry = (each ?? {}) as Record<string, unknown>;
        return { on: String(entry['on'] ?? ''), how: String(entry['how'] ?? '') };
    });
}

function toTyped(field: FieldDef, value: unknown): Typed {
    if (value === undefined || value === null) return emptyValue(field);
    if (field.type === 'money' && typeof value === 'number') return typedFen(value, field.unit);
    if (field.type === 'dated_entries') return typedEntries(value);
    if (field.type === 'choices') return Array.isArray(value) ? value.map(String) : [];
    if (field.type === 'boolean') return typeof value === 'boolean' ? value : null;
    return String(value);
}

/** The form as the server takes it. Values at the pointers of `leaveOut` are left out. */
export function toForm(form: FormDef, typed: TypedForm, leaveOut: ReadonlySet<string> = new Set()): Record<string, Json> {
    const result: Record<string, Json> = {};
    for (const section of form.sections) {
        const items = itemsOf(typed, section).map((item, index) => {
            const object: Record<string, Json> = {};
            for (const field of section.fields) {
                const value = toJson(field, item[field.key]);
                if (value !== undefined && !leaveOut.has(pointerOf(section, index, field.key))) object[field.key] = value;
            }
            return object;
        });
        result[section.key] = section.repeat ? items : (items[0] ?? {});
    }
    return result;
}

/** Whether a term was agreed was no question of its own before: where one was given, it was. */
export function withTerm(item: TypedItem): TypedItem {
    if (!('payment_term' in item) || !isEmpty(item['payment_term'])) return item;
    const term = !isEmpty(item['payment_days']) ? 'days' : !isEmpty(item['payment_date']) ? 'date' : '';
    return { ...item, payment_term: term };
}

/** What a browser kept of a form before the form's definition changed, in the shape it has now. */
export function renewed(form: FormDef, typed: TypedForm): TypedForm {
    const entries = (field: FieldDef, value: Typed | undefined) => (field.type === 'dated_entries' && typeof value === 'string' ? typedEntries(value) : value ?? emptyValue(field));
    const item = (section: SectionDef, kept: TypedItem): TypedItem =>
        withTerm({ ...kept, ...Object.fromEntries(section.fields.map((field) => [field.key, entries(field, kept[field.key])])) });
    const fresh = emptyForm(form);
    return Object.fromEntries(form.sections.map((section) => {
        const value = typed[section.key] ?? fresh[section.key] ?? {};
        return [section.key, Array.isArray(value) ? value.map((each) => item(section, each)) : item(section, value)];
    }));
}

/** What the screen shows of a form that the server keeps. */
export function fromForm(form: FormDef, stored: Record<string, unknown>): TypedForm {
    const typed = emptyForm(form);
    for (const section of form.sections) {
        const read = (source: unknown): TypedItem => {
            const object = (source ?? {}) as Record<string, unknown>;
            return withTerm(Object.fromEntries(section.fields.map((field) => [field.key, toTyped(field, object[field.key])])));
        };
        const value = stored[section.key];
        if (section.repeat) {
            if (Array.isArray(value) && value.length > 0) typed[section.key] = value.map(read);
        } else typed[section.key] = read(value);
    }
    return typed;
}
