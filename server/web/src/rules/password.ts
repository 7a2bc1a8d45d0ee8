// Without letters and digits that look alike: a password is read off a screen and typed.
const alphabet = 'abcdefghjkmnpqrstuvwxyz23456789';

/** A password of 16 characters (some 79 bits) in groups of four, from the browser's own generator. */
export function drawPassword(random: (size: number) => Uint8Array = (size) => crypto.getRandomValues(new Uint8Array(size))): string {
    const most = 256 - (256 % alphabet.length);
    let text = '';
    while (text.length < 16) {
        // Bytes beyond a whole number of alphabets would favour its first letters.
        for (const byte of random(32)) if (byte < most && text.length < 16) text += alphabet[byte % alphabet.length];
    }
    return text.replace(/.{4}(?=.)/g, '$&-');
}
