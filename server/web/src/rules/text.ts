/**
 * What WeChat, browsers and Windows put around copied text and nobody sees: zero-width characters, marks and overrides of
 * direction, the byte-order mark, soft hyphens. The same as the server's.
 */
const invisible = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]/g;

/** Full-width letters, digits and signs as half-width ones, the ideographic space as a plain one, nothing invisible. */
export function halfWidth(text: string): string {
    return text.replace(invisible, '').replace(/[！-～]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0)).replace(/　/g, ' ');
}

/** A code as typed or pasted: half width, without spaces and separators, upper case. */
export function tidyCode(text: string): string {
    return halfWidth(text).replace(/[\s-]/g, '').toUpperCase();
}

/** A telephone number as typed: half width, without spaces. */
export function tidyPhone(text: string): string {
    return halfWidth(text).replace(/\s/g, '');
}

/** Characters as a reader counts them: 𠮷 is one, though UTF-16 needs two units for it. */
export function countCharacters(text: string): number {
    return [...text].length;
}
