/** Public figures as rows and as CSV. */
import type { FigureCell } from '@/api/public';

/** A value of a CSV file (RFC 4180); what a spreadsheet would take for a formula is made text. */
export function csvField(value: string): string {
    const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
    return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Rows as CSV with a byte order mark, so that a spreadsheet reads Chinese. */
export function csv(rows: string[][]): string {
    return `\ufeff${rows.map((row) => row.map(csvField).join(',')).join('\r\n')}\r\n`;
}

/** The largest told cells first, hidden ones last; the rest of a long table in one row, hidden if a part of it is. */
export function longest(cells: readonly FigureCell[], most: number): FigureCell[] {
    const sorted = [...cells].sort((a, b) => (b.cases ?? -1) - (a.cases ?? -1));
    if (sorted.length <= most) return sorted;
    const rest = sorted.slice(most - 1);
    const sum = rest.some((cell) => cell.cases === null) ? null : rest.reduce((total, cell) => total + (cell.cases ?? 0), 0);
    return [...sorted.slice(0, most - 1), { code: 'rest', cases: sum }];
}

/** How long a bar is, in percent of the longest. */
export function share(cell: FigureCell, cells: readonly FigureCell[]): number {
    const most = Math.max(...cells.map((each) => each.cases ?? 0), 1);
    return Math.round(((cell.cases ?? 0) / most) * 100);
}
