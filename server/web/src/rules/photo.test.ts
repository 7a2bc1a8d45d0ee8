import { expect, test } from 'vitest';
import { maxFileBytes } from './files';
import { drawnName, drawnSize, kindOf, preparation } from './photo';

test('a photograph of more than 20 MB is drawn smaller, a PDF is not', () => {
    expect(preparation('jpeg', maxFileBytes)).toBe('as_it_is');
    expect(preparation('jpeg', maxFileBytes + 1)).toBe('redraw');
    expect(preparation('png', 25_000_000)).toBe('redraw');
    expect(preparation('pdf', maxFileBytes + 1)).toBe('refuse');
});

test('HEIC becomes JPEG where the browser can read it; archives and programs are refused', () => {
    expect(preparation('heic', 1000)).toBe('redraw');
    for (const kind of ['zip', 'program', 'empty', 'unknown'] as const) expect(preparation(kind, 1000)).toBe('refuse');
    expect(drawnName('合同 第1页.HEIC')).toBe('合同 第1页.jpg');
    expect(drawnName('无后缀')).toBe('无后缀.jpg');
});

test('the longer side has 3,000 pixels at most', () => {
    expect(drawnSize(8000, 6000)).toEqual({ width: 3000, height: 2250 });
    expect(drawnSize(1200, 900)).toEqual({ width: 1200, height: 900 });
    expect(drawnSize(100, 90_000)).toEqual({ width: 3, height: 3000 });
});

test('a file is what its first bytes say, whatever its name', async () => {
    expect(await kindOf(new Blob([new Uint8Array([0x50, 0x4b, 3, 4, 0, 0])]))).toBe('zip');
    expect(await kindOf(new Blob(['%PDF-1.7\n']))).toBe('pdf');
    expect(await kindOf(new Blob([new Uint8Array([0, 0, 0, 0x18]), 'ftypheic']))).toBe('heic');
    expect(await kindOf(new Blob([]))).toBe('empty');
});
