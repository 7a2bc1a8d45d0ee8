const first = 1_000;
const longest = 60_000;

/** How long to wait after so many failures in a row, in ms: doubled each time, half of it by `dice` (0–1). */
export function afterFailures(failures: number, dice: number): number {
    const most = Math.min(longest, first * 2 ** Math.max(0, failures - 1));
    return Math.round(most / 2 + (most / 2) * dice);
}
