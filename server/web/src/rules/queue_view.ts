import type { components } from '@/api/schema';

export type QueueFilter = components['schemas']['QueueFilter'];
export type QueueColumn = components['schemas']['QueueColumn'];
type Address = Record<string, unknown>;

/** Tabs across the states: by time, by whose hands, and what is under way. In the order in which they stand. */
export const crossTabs = {
    late: { late: true },
    soon: { soon: true },
    awaiting: { track: 'inquiry' },
    telephone: { telephone: true },
    substitute: { substitute: true },
    proposed: { track: 'supervision', track_state: 'open' },
} as const satisfies Record<string, QueueFilter>;
export type CrossTab = keyof typeof crossTabs;

/** Tabs that list what is under way come oldest case first and know no search. */
export const byTrack = (tab: CrossTab | undefined): boolean => tab !== undefined && ('track' in crossTabs[tab] || 'telephone' in crossTabs[tab]);

/** Every column there is, in the order in which they stand, and those of whoever has not chosen. */
export const allColumns: readonly QueueColumn[] = ['due', 'number', 'parties', 'arrears', 'remaining', 'state', 'received', 'updated', 'assignee', 'body'];
export const usualColumns: readonly QueueColumn[] = ['due', 'number', 'parties', 'arrears', 'state', 'received', 'assignee'];

/** Filters beside tab, state, kind and words, by their names in the contract and the address. */
export const narrowings = ['body', 'assignee', 'unassigned', 'channel', 'division', 'received_from', 'received_until', 'arrears_from', 'arrears_to'] as const satisfies readonly (keyof QueueFilter)[];
export type Narrowing = (typeof narrowings)[number];
const numbers: readonly string[] = ['assignee', 'arrears_from', 'arrears_to'];

const textOf = (value: unknown): string | undefined => (typeof value === 'string' && value ? value : undefined);

export function crossTabOf(tab: unknown): CrossTab | undefined {
    return typeof tab === 'string' && Object.hasOwn(crossTabs, tab) ? (tab as CrossTab) : undefined;
}

/** Of an address: numbers as numbers, what is none left out. */
function narrowed(address: Address): Partial<QueueFilter> {
    return Object.fromEntries(narrowings.flatMap((name): [string, unknown][] => {
        const text = textOf(address[name]);
        if (text === undefined) return [];
        if (name === 'unassigned') return text === '1' ? [[name, true]] : [];
        if (numbers.includes(name)) return /^\d{1,16}$/.test(text) && Number(text) > 0 ? [[name, Number(text)]] : [];
        return [[name, text]];
    }));
}

/** The filters that an address of the queue holds, as the contract names them; its order only where it says one. */
export function filterOf(address: Address): QueueFilter {
    const cross = crossTabOf(address['tab']);
    const filter: Record<string, unknown> = {
        workflow: textOf(address['kind']), tab: cross ? undefined : textOf(address['tab']), state: textOf(address['state']),
        q: byTrack(cross) ? undefined : textOf(address['q']), mine: address['mine'] === '1' ? true : undefined,
        sort: byTrack(cross) ? undefined : textOf(address['sort']), ...(cross ? crossTabs[cross] : {}), ...narrowed(address),
    };
    return Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined)) as QueueFilter;
}

/** The address that holds these filters. */
export function addressOf(filter: QueueFilter): Record<string, string> {
    const { workflow, tab, state, q, mine, sort, ...others } = filter;
    const own = Object.fromEntries(Object.entries(others).filter(([name]) => (narrowings as readonly string[]).includes(name)));
    const rest: QueueFilter = Object.fromEntries(Object.entries(others).filter(([name]) => !(name in own)));
    const cross = (Object.keys(crossTabs) as CrossTab[]).find((name) => {
        const wanted: QueueFilter = crossTabs[name];
        const keys = Object.keys(rest) as (keyof typeof rest)[];
        return keys.length === Object.keys(wanted).length && keys.every((key) => wanted[key] === rest[key]);
    });
    const address = { kind: workflow, tab: cross ?? tab, state, q, mine: mine ? '1' : undefined, sort, ...Object.fromEntries(Object.entries(own).map(([name, value]) => [name, value === true ? '1' : value === false ? undefined : String(value)])) };
    return Object.fromEntries(Object.entries(address).filter((each): each is [string, string] => Boolean(each[1])));
}

/** Whether two addresses ask for the same cases in the same order. */
export function sameFilter(left: QueueFilter, right: QueueFilter): boolean {
    const text = (filter: QueueFilter) => JSON.stringify(Object.entries(filter).filter(([name, value]) => !(name === 'sort' && value === 'due')).sort());
    return text(left) === text(right);
}

/** A text cut into pieces, those that a search was about marked: words of letters and digits, runs of Han. */
export function marked(text: string, asked: string): { text: string; hit: boolean }[] {
    const words = asked.normalize('NFKC').toLowerCase().match(/\p{Script=Han}+|[a-z0-9À-ɏ]+/gu) ?? [];
    const plain = text.toLowerCase();
    const hits = new Array<boolean>(text.length).fill(false);
    for (const word of words) {
        for (let at = plain.indexOf(word); at >= 0; at = plain.indexOf(word, at + 1)) hits.fill(true, at, at + word.length);
    }
    const pieces: { text: string; hit: boolean }[] = [];
    for (let at = 0; at < text.length; ++at) {
        const last = pieces.at(-1);
        if (last && last.hit === hits[at]) last.text += text.charAt(at);
        else pieces.push({ text: text.charAt(at), hit: hits[at] ?? false });
    }
    return pieces;
}
