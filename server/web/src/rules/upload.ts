/** A broken line, a moment without a session, a busy server: after these an upload goes on, after others it is over. */
export function goesOn(status: number, code: string): boolean {
    return status >= 500 || [401, 408, 423, 429, 460].includes(status) || (code.startsWith('upload_') && code !== 'upload_too_long');
}
