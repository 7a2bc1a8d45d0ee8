import { expect, test } from 'vitest';
import { chartHeight, chartOption, chartRows, percent, topAndRest, type ChartFacts } from './chart';

const facts: ChartFacts = { kind: 'lines', categories: ['2026-10', '2026-11'], series: [{ name: '受理', values: [3, 4] }, { name: '办结', values: [1, 2] }], show: (value) => `${value} 件` };
const colours = { series: ['#1F5A96', '#B3560B'], text: '#1B2430', quiet: '#566171', line: '#D5DBE2', surface: '#fff' };

test('the table behind a chart has its rows and its units', () => {
    expect(chartRows(facts, '月份')).toEqual({ head: ['月份', '受理', '办结'], rows: [['2026-10', '3 件', '1 件'], ['2026-11', '4 件', '2 件']] });
});

test('a chart is zero-based, describes itself and draws its tooltips without HTML', () => {
    const option = chartOption(facts, colours, '一句话', true) as Record<string, Record<string, unknown>>;
    expect(option['yAxis']?.['min']).toBe(0);
    expect(option['aria']).toMatchObject({ enabled: true, label: { description: '一句话' } });
    expect(option['tooltip']?.['renderMode']).toBe('richText');
    expect(option['animation']).toBe(false);
});

test('lines differ in symbol and dash, bars of several series in decal', () => {
    const lines = (chartOption(facts, colours, '', true)['series'] as { symbol: string; lineStyle: { type: unknown } }[]);
    expect(new Set(lines.map((line) => line.symbol)).size).toBe(2);
    expect(new Set(lines.map((line) => line.lineStyle.type)).size).toBe(2);
    const bars = chartOption({ ...facts, kind: 'bars' }, colours, '', true) as Record<string, Record<string, unknown>>;
    expect(bars['aria']).toMatchObject({ decal: { show: true } });
    expect(bars['xAxis']?.['min']).toBe(0);
    expect(chartHeight({ ...facts, kind: 'bars' })).toBeGreaterThanOrEqual(120);
});

test('what is too long for a chart is one row more, and nothing is lost', () => {
    const rows = Array.from({ length: 20 }, (_, at) => 20 - at);
    const shown = topAndRest(rows, 15, (left) => left.reduce((sum, each) => sum + each, 0));
    expect(shown).toHaveLength(16);
    expect(shown.reduce((sum, each) => sum + each, 0)).toBe(210);
    expect(topAndRest(rows.slice(0, 16), 15, () => -1)).toEqual(rows.slice(0, 16));
});

test('a share is never rounded up, and there is none of nothing', () => {
    expect(percent(2, 3)).toBe('66.6 %');
    expect(percent(9999, 10000)).toBe('99.9 %');
    expect(percent(0, 5)).toBe('0.0 %');
    expect(percent(1, 0)).toBeNull();
});
