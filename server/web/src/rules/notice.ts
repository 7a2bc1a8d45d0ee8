/** A notice of holidays as a file holds it, read only as far as it can be shown; the server checks it. */
export interface NoticeDay {
    day: string;
    off: boolean;
    name: string;
}

export interface NoticeGroup {
    name: string;
    off: string[];
    work: string[];
}

function isDay(value: unknown): value is NoticeDay {
    const row = value as Partial<NoticeDay> | null;
    return typeof row === 'object' && row !== null && typeof row.day === 'string' && typeof row.off === 'boolean' && typeof row.name === 'string';
}

/** The JSON of a file, or nothing when it is none that could be a notice. */
export function readNotice(text: string): Record<string, unknown> | null {
    try {
        const value = JSON.parse(text) as unknown;
        return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : null;
    } catch {
        return null;
    }
}

/** Its days by holiday, in the order of the file: what is off, and what is worked for it. */
export function groupDays(days: unknown): NoticeGroup[] {
    const groups = new Map<string, NoticeGroup>();
    for (const day of Array.isArray(days) ? days.filter(isDay) : []) {
        const group = groups.get(day.name) ?? { name: day.name, off: [], work: [] };
        (day.off ? group.off : group.work).push(day.day);
        groups.set(day.name, group);
    }
    return [...groups.values()];
}
