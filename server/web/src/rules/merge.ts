/** One draft in two tabs: for each field the later writer counts, so that neither tab undoes what the other typed. */
import type { Typed, TypedForm, TypedItem } from './form';

/** When a field was last changed by somebody, by its pointer: /complainant/name, /debts/0/due_on; /debts for its length. */
export type Touched = Record<string, number>;

export interface Shared {
    typed: TypedForm;
    touched: Touched;
}

const same = (left: unknown, right: unknown) => JSON.stringify(left) === JSON.stringify(right);
// A field left empty reads alike, however it is written.
const blank = (value: unknown) => (value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0) ? '' : value);
const items = (value: TypedItem | TypedItem[] | undefined): TypedItem[] => (Array.isArray(value) ? value : value ? [value] : []);
const pointer = (section: string, value: unknown, index: number, key: string) => (Array.isArray(value) ? `/${section}/${index}/${key}` : `/${section}/${key}`);

/** The pointers of what differs between two states of a form. */
export function changedFields(before: TypedForm, after: TypedForm): string[] {
    return Object.entries(after).flatMap(([section, value]) => {
        const [old, now] = [items(before[section]), items(value)];
        const length = old.length === now.length ? [] : [`/${section}`];
        return [...length, ...now.flatMap((item, index) => Object.keys(item)
            .filter((key) => !same(item[key], old[index]?.[key])).map((key) => pointer(section, value, index, key)))];
    });
}

/** `mine` with everything of `theirs` that was changed later. */
export function merged(mine: Shared, theirs: Shared): Shared {
    const later = (at: string) => (theirs.touched[at] ?? 0) > (mine.touched[at] ?? 0);
    const touched = { ...mine.touched };
    for (const [at, when] of Object.entries(theirs.touched)) touched[at] = Math.max(when, touched[at] ?? 0);
    const typed: TypedForm = {};
    for (const [section, value] of Object.entries(mine.typed)) {
        const other = theirs.typed[section];
        // Entries were added or dropped: whoever did it last knows which ones there are.
        if (items(value).length !== items(other).length) typed[section] = other && later(`/${section}`) ? other : value;
        else {
            const fields = items(value).map((item, index) => Object.fromEntries(Object.entries({ ...items(other)[index], ...item }).map(([key, own]) => {
                const given = items(other)[index]?.[key];
                return [key, given !== undefined && later(pointer(section, value, index, key)) ? given : own];
            })));
            typed[section] = Array.isArray(value) ? fields : (fields[0] ?? {});
        }
    }
    return { typed, touched };
}

/** A field that two people wrote differently. */
export interface Difference {
    pointer: string;
    section: string;
    index: number;
    key: string;
    mine: Typed | undefined;
    theirs: Typed | undefined;
    /** Whose is taken; at first of whoever alone changed it, mine where both did. */
    take: 'mine' | 'theirs';
    both: boolean;
}

/**
 * Where two states of a form differ, field by field; `before` is what both came from, null where it is not known.
 * Entries that one side alone has (a second contract) come as one difference with an empty key: all of them go together.
 */
export function differing(before: TypedForm | null, mine: TypedForm, theirs: TypedForm): Difference[] {
    return Object.entries(mine).flatMap(([section, value]) => {
        const [own, other, old] = [items(value), items(theirs[section]), items(before?.[section])];
        const judge = (changedHere: boolean, changedThere: boolean) => ({ take: changedThere && !changedHere && before ? ('theirs' as const) : ('mine' as const), both: !before || (changedHere && changedThere) });
        if (own.length !== other.length) {
            return [{ pointer: `/${section}`, section, index: 0, key: '', mine: String(own.length), theirs: String(other.length), ...judge(!same(own, old), !same(other, old)) }];
        }
        return own.flatMap((item, index) => Object.keys(item).filter((key) => !same(blank(item[key]), blank(other[index]?.[key]))).map((key) => ({
            pointer: pointer(section, value, index, key), section, index, key, mine: item[key], theirs: other[index]?.[key],
            ...judge(!same(blank(item[key]), blank(old[index]?.[key])), !same(blank(other[index]?.[key]), blank(old[index]?.[key]))),
        })));
    });
}

/** `mine` with what was chosen of `theirs`. */
export function withTaken(mine: TypedForm, theirs: TypedForm, choices: readonly Difference[]): TypedForm {
    const result = JSON.parse(JSON.stringify(mine)) as TypedForm;
    for (const { section, index, key, take } of choices) {
        if (take === 'mine') continue;
        if (!key) result[section] = theirs[section] ?? [];
        else {
            const item = items(result[section])[index];
            if (item) item[key] = items(theirs[section])[index]?.[key] ?? '';
        }
    }
    return result;
}
