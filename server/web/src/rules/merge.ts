/** One draft in two tabs: for each field the later writer counts, so that neither tab undoes what the other typed. */
import type { TypedForm, TypedItem } from './form';

/** When a field was last changed by somebody, by its pointer: /complainant/name, /debts/0/due_on; /debts for its length. */
export type Touched = Record<string, number>;

export interface Shared {
    typed: TypedForm;
    touched: Touched;
}

const same = (left: unknown, right: unknown) => JSON.stringify(left) === JSON.stringify(right);
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
            const fields = items(value).map((item, index) => Object.fromEntries(Object.entries(item).map(([key, own]) => {
                const given = items(other)[index]?.[key];
                return [key, given !== undefined && later(pointer(section, value, index, key)) ? given : own];
            })));
            typed[section] = Array.isArray(value) ? fields : (fields[0] ?? {});
        }
    }
    return { typed, touched };
}
