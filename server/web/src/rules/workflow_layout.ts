/** Lays a workflow out in layers, from its beginning down to its ends, as places for an SVG. */
export interface Move {
    from: readonly string[];
    to: readonly string[];
}

export interface Box { code: string; x: number; y: number; width: number; height: number }
/** A line between two states: where it passes, which moves go along it (their places in the list), and which ends have an arrow. */
export interface Line { from: string; to: string; points: { x: number; y: number }[]; forth: number[]; back: number[] }
export interface Layout { boxes: Box[]; lines: Line[]; width: number; height: number }

interface State { code: string; terminal: boolean }
interface Slot { name: string; layer: number; size: number; x: number }

const boxWidth = 148;
const boxHeight = 46;
const laneWidth = 30;
const gap = 22;
const layerHeight = 112;
const margin = 16;

interface Pair { above: string; below: string; forth: number[]; back: number[] }

/** How far each state is from the beginning along the moves that lead on; ends stand below everything else. */
export function layersOf(states: readonly State[], moves: readonly Move[], first: string): Map<string, number> {
    const next = new Map<string, Set<string>>();
    for (const move of moves) for (const from of move.from) for (const to of move.to) if (from !== to) next.set(from, (next.get(from) ?? new Set()).add(to));
    const layers = new Map<string, number>();
    const open = new Set<string>();
    // A move back to a state on the way here makes no layer; others push their target down.
    const visit = (code: string, layer: number): void => {
        if ((layers.get(code) ?? -1) >= layer) return;
        layers.set(code, layer);
        open.add(code);
        for (const to of next.get(code) ?? []) if (!open.has(to)) visit(to, layer + 1);
        open.delete(code);
    };
    visit(first, 0);
    const deepest = Math.max(0, ...states.filter((state) => !state.terminal).map((state) => layers.get(state.code) ?? 0));
    for (const state of states) {
        if (state.terminal) layers.set(state.code, deepest + 1);
        else if (!layers.has(state.code)) layers.set(state.code, 0);
    }
    return layers;
}

function pairsOf(moves: readonly Move[], layers: ReadonlyMap<string, number>): Pair[] {
    const pairs = new Map<string, Pair>();
    moves.forEach((move, at) => {
        for (const from of move.from) {
            for (const to of move.to) {
                if (from === to || !layers.has(from) || !layers.has(to)) continue;
                const down = (layers.get(from) ?? 0) < (layers.get(to) ?? 0) || ((layers.get(from) ?? 0) === (layers.get(to) ?? 0) && from < to);
                const [above, below] = down ? [from, to] : [to, from];
                const pair = pairs.get(`${above} ${below}`) ?? { above, below, forth: [], back: [] };
                (down ? pair.forth : pair.back).push(at);
                pairs.set(`${above} ${below}`, pair);
            }
        }
    });
    return [...pairs.values()];
}

/** The names along a line: its states, and a lane of its own through each layer between them. */
function lanes(pair: Pair, layers: ReadonlyMap<string, number>): string[] {
    const from = layers.get(pair.above) ?? 0;
    const to = layers.get(pair.below) ?? 0;
    const between = Array.from({ length: Math.max(0, to - from - 1) }, (_, at) => `${pair.above}>${pair.below}:${from + at + 1}`);
    return [pair.above, ...between, pair.below];
}

/** Orders each layer by where its neighbours stand, down and up again, so that few lines cross. */
function order(rows: Slot[][], ways: readonly string[][]): void {
    const beside = new Map<string, Set<string>>();
    const join = (one: string, other: string) => beside.set(one, (beside.get(one) ?? new Set()).add(other));
    for (const way of ways) way.forEach((name, at) => { const after = way[at + 1]; if (after) { join(name, after); join(after, name); } });
    const places = new Map<string, number>();
    const number = (row: Slot[]) => row.forEach((slot, at) => places.set(slot.name, at / Math.max(1, row.length - 1 || 1)));
    rows.forEach(number);
    for (let turn = 0; turn < 8; ++turn) {
        const down = turn % 2 === 0;
        for (const row of down ? rows : [...rows].reverse()) {
            const layer = row[0]?.layer ?? 0;
            const weight = (slot: Slot) => {
                const near = [...(beside.get(slot.name) ?? [])].filter((name) => rows[layer + (down ? -1 : 1)]?.some((other) => other.name === name)).map((name) => places.get(name) ?? 0);
                return near.length ? near.reduce((sum, each) => sum + each, 0) / near.length : (places.get(slot.name) ?? 0);
            };
            const weights = new Map(row.map((slot) => [slot.name, weight(slot)]));
            row.sort((one, other) => (weights.get(one.name) ?? 0) - (weights.get(other.name) ?? 0));
            number(row);
        }
    }
}

export function layOut(states: readonly State[], moves: readonly Move[], first: string): Layout {
    const layers = layersOf(states, moves, first);
    const pairs = pairsOf(moves, layers);
    const ways = pairs.map((pair) => lanes(pair, layers));
    const rows: Slot[][] = Array.from({ length: Math.max(0, ...layers.values()) + 1 }, () => []);
    for (const state of states) rows[layers.get(state.code) ?? 0]?.push({ name: state.code, layer: layers.get(state.code) ?? 0, size: boxWidth, x: 0 });
    pairs.forEach((pair, at) => (ways[at] ?? []).slice(1, -1).forEach((name, below) => {
        const layer = (layers.get(pair.above) ?? 0) + below + 1;
        rows[layer]?.push({ name, layer, size: laneWidth, x: 0 });
    }));
    order(rows, ways);
    const widths = rows.map((row) => row.reduce((sum, slot) => sum + slot.size + gap, -gap));
    const width = Math.max(...widths) + 2 * margin;
    const at = new Map<string, Slot>();
    rows.forEach((row, layer) => {
        let x = (width - (widths[layer] ?? 0)) / 2;
        for (const slot of row) {
            slot.x = x + slot.size / 2;
            x += slot.size + gap;
            at.set(slot.name, slot);
        }
    });
    const top = (layer: number) => margin + layer * layerHeight;
    const boxes = states.map((state): Box => {
        const slot = at.get(state.code);
        return { code: state.code, x: (slot?.x ?? 0) - boxWidth / 2, y: top(slot?.layer ?? 0), width: boxWidth, height: boxHeight };
    });
    return { boxes, lines: linesOf(pairs, ways, at, top), width, height: top(rows.length - 1) + boxHeight + margin };
}

function linesOf(pairs: readonly Pair[], ways: readonly string[][], at: ReadonlyMap<string, Slot>, top: (layer: number) => number): Line[] {
    // Lines leave a box side by side, in the order of where they go.
    const ports = new Map<string, number[]>();
    pairs.forEach((pair, index) => {
        for (const name of [`${pair.above} below`, `${pair.below} above`]) ports.set(name, [...(ports.get(name) ?? []), index]);
    });
    const port = (state: string, side: 'above' | 'below', index: number): number => {
        const toward = (each: number) => { const way = ways[each] ?? []; return at.get((side === 'below' ? way[1] : way.at(-2)) ?? '')?.x ?? 0; };
        const all = [...(ports.get(`${state} ${side}`) ?? [])].sort((one, other) => toward(one) - toward(other));
        return (at.get(state)?.x ?? 0) + (all.indexOf(index) - (all.length - 1) / 2) * Math.min(20, (boxWidth - 24) / Math.max(1, all.length));
    };
    return pairs.map((pair, index) => {
        const way = ways[index] ?? [];
        const points = way.flatMap((name, place) => {
            const slot = at.get(name);
            if (!slot) return [];
            if (place === 0) return [{ x: port(pair.above, 'below', index), y: top(slot.layer) + boxHeight }];
            if (place === way.length - 1) return [{ x: port(pair.below, 'above', index), y: top(slot.layer) }];
            return [{ x: slot.x, y: top(slot.layer) }, { x: slot.x, y: top(slot.layer) + boxHeight }];
        });
        return { from: pair.above, to: pair.below, points, forth: pair.forth, back: pair.back };
    });
}

/** A smooth line through its points, straight where it leaves and arrives. */
export function pathOf(points: readonly { x: number; y: number }[]): string {
    return points.map((point, at) => {
        const last = points[at - 1];
        if (!last) return `M${point.x} ${point.y}`;
        const bend = (point.y - last.y) / 2;
        return `C${last.x} ${last.y + bend} ${point.x} ${point.y - bend} ${point.x} ${point.y}`;
    }).join(' ');
}
