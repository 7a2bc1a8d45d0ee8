import { describe, expect, it } from 'vitest';
import { fileKind, sizeWords } from './files';

const bytes = (text: string) => Uint8Array.from(text, (c) => c.charCodeAt(0));

describe('files by their first bytes', () => {
    it.each([
        ['%PDF-1.7\n', 'pdf'], ['\xff\xd8\xff\xe0', 'jpeg'], ['\x89PNG\r\n\x1a\n', 'png'], ['PK\x03\x04', 'zip'],
        ['MZ\x90', 'program'], ['\x00\x00\x00\x18ftypheic', 'heic'], ['\x00\x00\x00\x18ftyphevc', 'heic'],
        ['\x00\x00\x00\x18ftypmsf1', 'heic'], ['\x00\x00\x00\x1cftypavif', 'avif'], ['\x00\x00\x00\x1cftypavis', 'avif'], ['', 'empty'], ['hello', 'unknown'],
    ])('%j is %s', (head, kind) => expect(fileKind(bytes(head))).toBe(kind));
    it('says sizes as people do', () => {
        expect([sizeWords(512), sizeWords(4096), sizeWords(3_565_158)]).toEqual(['512 B', '4 KB', '3.4 MB']);
    });
});
