/** What a file is by its first bytes, whatever its name says. */
export type FileKind = 'pdf' | 'jpeg' | 'png' | 'zip' | 'program' | 'heic' | 'avif' | 'empty' | 'unknown';

export const maxFileBytes = 20 * 1024 * 1024;
export const takenKinds: ReadonlySet<FileKind> = new Set<FileKind>(['pdf', 'jpeg', 'png']);

const signatures: [FileKind, number, string][] = [
    ['pdf', 0, '%PDF-'], ['jpeg', 0, '\xff\xd8\xff'], ['png', 0, '\x89PNG\r\n'], ['zip', 0, 'PK\x03\x04'],
    ['program', 0, 'MZ'], ['program', 0, '\x7fELF'], ['heic', 4, 'ftyphei'], ['heic', 4, 'ftyphev'], ['heic', 4, 'ftypmif1'],
    ['heic', 4, 'ftypmsf1'], ['avif', 4, 'ftypavif'], ['avif', 4, 'ftypavis'],
];

export function fileKind(head: Uint8Array): FileKind {
    if (head.length === 0) return 'empty';
    const text = String.fromCharCode(...head.slice(0, 32));
    return signatures.find(([, at, mark]) => text.startsWith(mark, at))?.[0] ?? 'unknown';
}

/** 3.4 MB, 812 KB. */
export function sizeWords(bytes: number): string {
    if (bytes >= 1024 * 1024) return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
    return bytes >= 1024 ? `${Math.round(bytes / 1024)} KB` : `${bytes} B`;
}
