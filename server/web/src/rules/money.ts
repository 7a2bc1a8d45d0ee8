import { halfWidth } from './text';

/** The largest amount taken: 10^14 分, one trillion yuan. Far below 2^53, so a number holds it exactly. */
export const maxFen = 100_000_000_000_000;

export type MoneyUnit = 'yuan' | 'wan';

/**
 * Reads an amount as people paste it: full width, spaces, commas from a spreadsheet, ￥ in front, 元 behind.
 * Nothing for signs, more decimals than the unit has 分, or more than maxFen.
 */
export function parseMoney(typed: string, unit: MoneyUnit = 'yuan'): number | null {
    const bare = halfWidth(typed).replace(/[\s,，]/g, '').replace(/^(¥|￥|人民币|RMB|CNY)/i, '').replace(/整$/, '');
    // A unit that stands behind the number counts, whatever the field is for: 18.65万元 are 186,500 yuan.
    const said = /(万元|万|元)$/.exec(bare)?.[0];
    const text = said ? bare.slice(0, -said.length) : bare;
    const match = /^(\d{1,15})(?:\.(\d*))?$/.exec(text);
    if (!match) return null;
    const digits = (said ? said !== '元' : unit === 'wan') ? 6 : 2;
    const decimals = (match[2] ?? '').replace(/0+$/, '');
    if (decimals.length > digits) return null;
    const fen = Number(match[1]) * 10 ** digits + Number(decimals.padEnd(digits, '0'));
    return fen <= maxFen ? fen : null;
}

/** 分 as "186,500.00". */
export function formatFen(fen: number): string {
    const sign = fen < 0 ? '-' : '';
    const size = Math.abs(fen);
    const yuan = Math.floor(size / 100).toString().replace(/\B(?=(\d{3})+$)/g, ',');
    return `${sign}${yuan}.${(size % 100).toString().padStart(2, '0')}`;
}

/** 分 as a person would type it back: "186500", "0.5"; in 万元 "18.65". */
export function typedFen(fen: number, unit: MoneyUnit = 'yuan'): string {
    const digits = unit === 'wan' ? 6 : 2;
    const text = fen.toString().padStart(digits + 1, '0');
    const decimals = text.slice(-digits).replace(/0+$/, '');
    return text.slice(0, -digits) + (decimals ? `.${decimals}` : '');
}

const numerals = '零壹贰叁肆伍陆柒捌玖';

function capitalGroup(group: number): string {
    let text = '';
    let zero = false;
    for (const [power, unit] of [[1000, '仟'], [100, '佰'], [10, '拾'], [1, '']] as const) {
        const digit = Math.floor(group / power) % 10;
        if (digit === 0) {
            zero = text !== '';
            continue;
        }
        text += (zero ? '零' : '') + numerals[digit] + unit;
        zero = false;
    }
    return text;
}

function capitalWhole(yuan: number): string {
    let text = '';
    let gap = false;
    for (const [power, unit] of [[1e12, '万'], [1e8, '亿'], [1e4, '万'], [1, '']] as const) {
        const group = Math.floor(yuan / power) % 10_000;
        if (group === 0) {
            gap = text !== '';
            // 万亿: the 亿 stands even where its own group is empty.
            if (power === 1e8 && text) text += '亿';
            continue;
        }
        if (text && (gap || group < 1000)) text += '零';
        gap = false;
        text += capitalGroup(group) + unit;
    }
    return text;
}

/** An amount in capital figures (大写金额, 支付结算办法 附件一): "壹拾捌万陆仟伍佰元整". */
export function capitalFen(fen: number): string {
    if (!Number.isInteger(fen) || fen < 0 || fen > maxFen) return '';
    const jiao = Math.floor(fen / 10) % 10;
    const cent = fen % 10;
    let text = capitalWhole(Math.floor(fen / 100));
    if (text) text += '元';
    if (jiao === 0 && cent === 0) return `${text || '零元'}整`;
    if (jiao !== 0) text += `${numerals[jiao]}角`;
    else if (text) text += '零';
    return cent === 0 ? `${text}整` : `${text}${numerals[cent]}分`;
}
