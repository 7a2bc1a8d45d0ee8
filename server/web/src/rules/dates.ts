import { halfWidth } from './text';

const zone = 'Asia/Shanghai';

export type DayFault = { fault: 'no_such_day'; year: number; month: number; day: number } | { fault: 'unreadable' };

function pad(value: number): string {
    return value.toString().padStart(2, '0');
}

function daysIn(year: number, month: number): number {
    return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

/** Reads 2026-12-07, 2026/12/7, 2026.12.7, 20261207 or 2026年12月7日 as an ISO date. */
export function parseDay(typed: string): string | DayFault {
    // A spreadsheet adds the time of day: 2026/12/7 0:00:00.
    const text = halfWidth(typed).trim().replace(/\s+\d{1,2}:\d{2}(:\d{2})?$/, '').replace(/\s/g, '');
    const match = /^(\d{4})(?:[-/.年](\d{1,2})[-/.月](\d{1,2})[日号]?|(\d{2})(\d{2}))$/.exec(text);
    if (!match) return { fault: 'unreadable' };
    const year = Number(match[1]);
    const month = Number(match[2] ?? match[4]);
    const day = Number(match[3] ?? match[5]);
    if (year < 1900 || year > 2100 || month < 1 || month > 12 || day < 1) return { fault: 'unreadable' };
    if (day > daysIn(year, month)) return { fault: 'no_such_day', year, month, day };
    return `${year}-${pad(month)}-${pad(day)}`;
}

/** Today as a legal day (Asia/Shanghai). */
export function today(now: number = Date.now()): string {
    return new Intl.DateTimeFormat('sv-SE', { timeZone: zone }).format(now);
}

/** 12月7日 within the current year, else 2027年1月14日; en: 7 Dec, 14 Jan 2027. */
export function shortDay(iso: string, locale: string, thisYear: string = today().slice(0, 4)): string {
    const [year = '', month = '', day = ''] = iso.split('-');
    if (locale === 'zh-CN') {
        const monthDay = `${Number(month)}月${Number(day)}日`;
        return year === thisYear ? monthDay : `${year}年${monthDay}`;
    }
    const name = new Intl.DateTimeFormat('en-GB', { month: 'short', timeZone: 'UTC' }).format(Date.UTC(2000, Number(month) - 1, 1));
    return year === thisYear ? `${Number(day)} ${name}` : `${Number(day)} ${name} ${year}`;
}

/** 2026年12月7日 or 7 December 2026, for running text. */
export function longDay(iso: string, locale: string): string {
    const [year = '', month = '', day = ''] = iso.split('-');
    if (locale === 'zh-CN') return `${year}年${Number(month)}月${Number(day)}日`;
    return new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(`${iso}T00:00:00Z`));
}

const weekdaysZh = '日一二三四五六';

/** 一 … 日; en: Mon … Sun. */
export function weekday(iso: string, locale: string): string {
    const date = new Date(`${iso}T00:00:00Z`);
    if (locale === 'zh-CN') return weekdaysZh[date.getUTCDay()] ?? '';
    return new Intl.DateTimeFormat('en-GB', { weekday: 'short', timeZone: 'UTC' }).format(date);
}

/** The legal day an instant falls on. */
export function dayOf(milliseconds: number): string {
    return today(milliseconds);
}

/** 10:32 in Shanghai. */
export function clockTime(milliseconds: number): string {
    return new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit', hour12: false }).format(milliseconds);
}

/** 11月23日 10:32, for timelines. */
export function moment(milliseconds: number, locale: string): string {
    return `${shortDay(dayOf(milliseconds), locale)} ${clockTime(milliseconds)}`;
}

/** 2026-11-23 10:32, for tables. */
export function stamp(milliseconds: number): string {
    return `${dayOf(milliseconds)} ${clockTime(milliseconds)}`;
}
