import type { Message } from '@/api/types';

/** How far a party has been told of a step: in the platform, and by an SMS or mail that arrived (法定告知). */
export interface Telling {
    party: 'complainant' | 'agent' | 'respondent';
    /** `told` by both; `waits` while one is on its way; `call` when none arrived; `site` where none was to be sent. */
    standing: 'told' | 'waits' | 'call' | 'site';
    /** What arrived, or was last tried. */
    by: Message | null;
}

const parties = ['complainant', 'agent', 'respondent'] as const;
const arrived: readonly string[] = ['delivered', 'sent'];
const ended: readonly string[] = ['failed', 'undelivered', 'skipped'];
// Whoever did not want it, and a server without providers, leave nothing to call about.
const lost: readonly string[] = ['no_phone', 'no_mail', 'opted_out', 'bounced'];

function standingOf(site: boolean, ways: readonly Message[]): Telling['standing'] {
    if (site && ways.some((way) => arrived.includes(way.state))) return 'told';
    if (ways.some((way) => !ended.includes(way.state) && !arrived.includes(way.state))) return 'waits';
    return ways.some((way) => way.state !== 'skipped' || lost.includes(way.reason ?? '')) ? 'call' : 'site';
}

/** The parties that a step told, each with how far it got. */
export function tellingsOf(messages: readonly Message[], seq: number): Telling[] {
    return parties.flatMap((party) => {
        const own = messages.filter((message) => message.event_seq === seq && message.recipient.split(':')[0] === party);
        if (!own.length) return [];
        const ways = own.filter((message) => message.channel !== 'site');
        const site = own.some((message) => message.channel === 'site' && message.state === 'delivered');
        const by = ways.find((way) => arrived.includes(way.state)) ?? ways.find((way) => way.state !== 'skipped') ?? ways[0] ?? null;
        return [{ party, standing: standingOf(site, ways), by }];
    });
}
