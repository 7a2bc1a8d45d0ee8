import { expect, test } from 'vitest';
import { idleFor, minutesOf, warnsAt } from './idle';

test('a session ends after its last answer or at its own end, and two minutes before it is told', () => {
    expect(idleFor(1_000, 60_000, 500_000)).toBe(61_000);
    expect(idleFor(1_000, 60_000, 50_000)).toBe(50_000);
    expect(idleFor(1_000, undefined, undefined)).toBe(Infinity);
    expect(warnsAt(200_000)).toBe(80_000);
    expect([minutesOf(120_000), minutesOf(90_000), minutesOf(1)]).toEqual([2, 2, 1]);
});
