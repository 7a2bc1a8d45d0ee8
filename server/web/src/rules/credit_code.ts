import { tidyCode } from './text';

const alphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const weights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
const shape = /^[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}$/;

/** The 18th character for the first 17 of a unified social credit code (GB 32100-2015). */
export function checkCharacter(first17: string): string {
    const sum = weights.reduce((total, weight, i) => total + weight * alphabet.indexOf(first17[i] ?? '0'), 0);
    return alphabet[(31 - (sum % 31)) % 31] ?? '0';
}

export type CreditCodeState = 'empty' | 'short' | 'wrong' | 'right';

/** What can be said about a code while it is being typed. Full width, lower case and spaces are understood. */
export function creditCodeState(typed: string): CreditCodeState {
    const code = tidyCode(typed);
    if (code === '') return 'empty';
    if (code.length < 18) return /^[0-9A-HJ-NPQRTUWXY]*$/.test(code) ? 'short' : 'wrong';
    return shape.test(code) && checkCharacter(code.slice(0, 17)) === code[17] ? 'right' : 'wrong';
}
