/** Full-width letters, digits and signs as half-width ones; the ideographic space as a plain one. */
export function halfWidth(text: string): string {
    return text.replace(/[！-～]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0)).replace(/　/g, ' ');
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
