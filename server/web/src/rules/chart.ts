/** What a chart shows, apart from how it is drawn; the same rows stand in its table and its CSV. */
export interface ChartSeries {
    name: string;
    /** In the order of the categories. */
    values: readonly number[];
}

export interface ChartFacts {
    /** columns and lines run by month, bars by name from the top down. */
    kind: 'columns' | 'lines' | 'bars';
    categories: readonly string[];
    series: readonly ChartSeries[];
    /** How a value reads, with its unit. */
    show: (value: number) => string;
    /** The same in short, beside the axis. */
    mark?: (value: number) => string;
}

/** Colours of the page's theme. */
export interface ChartColours {
    series: readonly string[];
    text: string;
    quiet: string;
    line: string;
    surface: string;
}

// Lines are told apart by symbol and dash, not by colour alone.
const symbols = ['circle', 'diamond', 'triangle', 'rect'] as const;
const dashes = ['solid', 'dashed', 'dotted', [8, 3, 2, 3]] as const;

/** Options of ECharts: zero-based, with decals and a description, tooltips drawn as rich text for the policy. */
export function chartOption(facts: ChartFacts, colours: ChartColours, description: string, still: boolean): Record<string, unknown> {
    const bars = facts.kind === 'bars';
    const names = { type: 'category', data: [...facts.categories], inverse: bars, axisLabel: { color: colours.quiet, width: bars ? 150 : undefined, overflow: 'truncate', hideOverlap: true }, axisLine: { lineStyle: { color: colours.line } }, axisTick: { show: false } };
    const sizes = { type: 'value', min: 0, minInterval: 1, axisLabel: { color: colours.quiet, hideOverlap: true, formatter: facts.mark ?? facts.show }, splitLine: { lineStyle: { color: colours.line } } };
    return {
        aria: { enabled: true, decal: { show: facts.kind !== 'lines' && facts.series.length > 1 }, label: { description } },
        animation: !still,
        animationDuration: 150,
        color: [...colours.series],
        textStyle: { color: colours.text, fontFamily: 'inherit' },
        grid: { left: 8, right: 24, top: facts.series.length > 1 ? 36 : 12, bottom: 8, containLabel: true },
        legend: facts.series.length > 1 ? { top: 0, left: 0, textStyle: { color: colours.text }, itemWidth: 28 } : { show: false },
        tooltip: { trigger: 'axis', renderMode: 'richText', axisPointer: { type: facts.kind === 'lines' ? 'line' : 'shadow' }, backgroundColor: colours.surface, borderColor: colours.line, textStyle: { color: colours.text }, valueFormatter: (value: unknown) => facts.show(Number(value)) },
        xAxis: bars ? sizes : names,
        yAxis: bars ? names : sizes,
        series: facts.series.map((series, at) => ({
            name: series.name, data: [...series.values], type: facts.kind === 'lines' ? 'line' : 'bar',
            ...(facts.kind === 'lines' ? { symbol: symbols[at % symbols.length], symbolSize: 8, lineStyle: { width: 2, type: dashes[at % dashes.length] } } : { barMaxWidth: bars ? 18 : 28 }),
        })),
    };
}

/** Head and rows of the table behind a chart. */
export function chartRows(facts: ChartFacts, first: string): { head: string[]; rows: string[][] } {
    return {
        head: [first, ...facts.series.map((series) => series.name)],
        rows: facts.categories.map((category, at) => [category, ...facts.series.map((series) => facts.show(series.values[at] ?? 0))]),
    };
}

/** How many pixels a chart needs: bars by their number. */
export function chartHeight(facts: ChartFacts): number {
    return facts.kind === 'bars' ? Math.max(120, 40 + facts.categories.length * (facts.series.length > 1 ? 40 : 28)) : 260;
}

/** The largest first, at most `most` of them, and the rest as one more. */
export function topAndRest<T>(rows: readonly T[], most: number, rest: (left: readonly T[]) => T): T[] {
    return rows.length <= most + 1 ? [...rows] : [...rows.slice(0, most), rest(rows.slice(most))];
}

/** A share in percent with one decimal, of integers and without rounding up to whole; null where there is nothing to share. */
export function percent(part: number, whole: number): string | null {
    if (whole <= 0) return null;
    const tenths = Math.floor((part * 1000) / whole);
    return `${Math.trunc(tenths / 10)}.${Math.abs(tenths % 10)} %`;
}
