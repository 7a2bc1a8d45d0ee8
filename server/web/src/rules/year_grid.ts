/** The days of a month in weeks that begin on Monday; null where a week belongs to another month. */
export function weeksOf<T extends { day: string }>(days: readonly T[]): (T | null)[][] {
    const first = days[0];
    if (!first) return [];
    const before = (new Date(`${first.day}T00:00:00Z`).getUTCDay() + 6) % 7;
    const cells: (T | null)[] = [...Array.from({ length: before }, () => null), ...days];
    while (cells.length % 7) cells.push(null);
    return Array.from({ length: cells.length / 7 }, (_, at) => cells.slice(at * 7, at * 7 + 7));
}
