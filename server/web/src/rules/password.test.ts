import { expect, test } from 'vitest';
import { drawPassword } from './password';

test('a drawn password is long, in groups, without letters that look alike, and never the same', () => {
    const drawn = new Set(Array.from({ length: 200 }, () => drawPassword()));
    expect(drawn.size).toBe(200);
    for (const one of drawn) expect(one).toMatch(/^([a-hj-km-np-z2-9]{4}-){3}[a-hj-km-np-z2-9]{4}$/);
});

test('no letter is favoured: bytes beyond whole alphabets are thrown away', () => {
    let call = 0;
    const bytes = () => new Uint8Array(32).fill(call++ === 0 ? 255 : 0);
    expect(drawPassword(bytes)).toBe('aaaa-aaaa-aaaa-aaaa');
    expect(call).toBe(2);
});
