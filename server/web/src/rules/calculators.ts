/** What is typed into a calculator, as the server takes it. */
import { parseDay } from './dates';
import { formatFen, parseMoney } from './money';
import { halfWidth } from './text';

/** An ISO day; empty when nothing stands there; what cannot be read stays for the server to name. */
export function dayText(typed: string): string | null {
    const text = halfWidth(typed).trim();
    if (!text) return null;
    const day = parseDay(text);
    return typeof day === 'string' ? day : text;
}

/** A number without separators, unit and full width; null when nothing stands there. */
export function numberText(typed: string): string | null {
    const text = halfWidth(typed).replace(/[\s,%％元天人]/g, '');
    return text || null;
}

/** A whole number, or null where there is none. NaN for what is no whole number. */
export function wholeNumber(typed: string): number | null {
    const text = numberText(typed);
    if (text === null) return null;
    return /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
}

/** Yuan as "486000.00"; what cannot be read stays. */
export function yuanText(typed: string): string {
    const fen = parseMoney(typed);
    return fen === null ? halfWidth(typed).trim() : formatFen(fen).replaceAll(',', '');
}

/** "40338.00" for reading: 40,338.00. */
export function readable(yuan: string): string {
    const [whole = '', cents = '00'] = yuan.split('.');
    return `${whole.replace(/\B(?=(\d{3})+$)/g, ',')}.${cents}`;
}

/** Days from one ISO day to another. */
export function daysBetween(from: string, to: string): number {
    return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000);
}

/** The id of the control that a pointer of the question names: /payments/0/amount is payments-0-amount. */
export function controlOf(pointer: string): string {
    return pointer.slice(1).replaceAll('/', '-');
}
