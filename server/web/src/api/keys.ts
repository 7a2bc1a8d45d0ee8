const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** A random key of 6 bits a character; 43 characters hold more than 256 bits. Works on plain HTTP, too. */
export function drawKey(length = 43): string {
    return Array.from(crypto.getRandomValues(new Uint8Array(length)), (byte) => alphabet[byte & 63]).join('');
}
