import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { layersOf, layOut, pathOf } from './workflow_layout';

interface Definition { states: { code: string; terminal?: boolean; initial?: boolean }[]; actions: { from: string[] | '*'; to?: string }[] }
const read = (name: string) => JSON.parse(readFileSync(new URL(`../../../../schemas/workflows/${name}.json`, import.meta.url), 'utf8')) as Definition;

for (const name of ['complaint', 'appeal']) {
    const definition = read(name);
    const states = definition.states.map((state) => ({ code: state.code, terminal: state.terminal ?? false }));
    const moves = definition.actions.filter((action) => action.to && action.to !== 'previous' && Array.isArray(action.from)).map((action) => ({ from: action.from as string[], to: [action.to ?? ''] }));
    const first = definition.states.find((state) => state.initial)?.code ?? '';

    test(`${name}: every state has a place of its own, and none lies over another`, () => {
        const { boxes, width, height } = layOut(states, moves, first);
        expect(boxes.map((box) => box.code).sort()).toEqual(states.map((state) => state.code).sort());
        for (const one of boxes) {
            expect(one.x).toBeGreaterThanOrEqual(0);
            expect(one.x + one.width).toBeLessThanOrEqual(width);
            expect(one.y + one.height).toBeLessThanOrEqual(height);
            for (const other of boxes) {
                if (one === other) continue;
                expect(one.x + one.width <= other.x || other.x + other.width <= one.x || one.y + one.height <= other.y || other.y + other.height <= one.y, `${one.code} over ${other.code}`).toBe(true);
            }
        }
    });

    test(`${name}: every move goes along a line from its state to the next`, () => {
        const { lines } = layOut(states, moves, first);
        moves.forEach((move, at) => {
            for (const from of move.from) {
                const line = lines.find((each) => (each.from === from && move.to.includes(each.to) && each.forth.includes(at)) || (each.to === from && move.to.includes(each.from) && each.back.includes(at)));
                expect(line, `${from} → ${move.to.join()}`).toBeDefined();
            }
        });
    });

    test(`${name}: no line goes through a box that is not its own`, () => {
        const { boxes, lines } = layOut(states, moves, first);
        for (const line of lines) {
            for (let at = 1; at < line.points.length; at += 1) {
                const [one, other] = [line.points[at - 1], line.points[at]];
                if (!one || !other) continue;
                // Between layers a line is free; along a layer it stands still in its lane.
                for (const box of boxes.filter((each) => each.code !== line.from && each.code !== line.to)) {
                    const beside = one.x === other.x && one.y >= box.y && other.y <= box.y + box.height;
                    if (beside) expect(one.x < box.x || one.x > box.x + box.width, `${line.from} → ${line.to} through ${box.code}`).toBe(true);
                }
            }
        }
    });
}

test('ends stand below everything, a way back makes no layer', () => {
    const layers = layersOf([{ code: 'A', terminal: false }, { code: 'B', terminal: false }, { code: 'C', terminal: false }, { code: 'Z', terminal: true }], [{ from: ['A'], to: ['B'] }, { from: ['B'], to: ['C'] }, { from: ['C'], to: ['A'] }, { from: ['A'], to: ['Z'] }], 'A');
    expect(Object.fromEntries(layers)).toEqual({ A: 0, B: 1, C: 2, Z: 3 });
});

test('a path begins and ends where its points do', () => {
    expect(pathOf([{ x: 1, y: 2 }, { x: 5, y: 10 }])).toBe('M1 2 C1 6 5 6 5 10');
    expect(pathOf([])).toBe('');
});
