import type { Message } from '@/api/types';

/** How far a party has been told of a step: in the platform, and by an SMS or mail that arrived (法定告知). */
export interface Telling {
    party: 'complainant' | 'agent' | 'respondent';
    /**
     * `told` by both; `waits` while one is on its way; `unsure` where nobody knows whether one left; `call` when none
     * arrived; `site` in the platform alone, where nothing else was to be sent; `nobody` not at all.
     */
    standing: 'told' | 'waits' | 'unsure' | 'call' | 'site' | 'nobody';
    /** What arrived, or was last tried. */
    by: Message | null;
}

const parties = ['complainant', 'agent', 'respondent'] as const;

/** What is said of a message's fate. Mail knows no receipt: the relay that took it is the last that is heard of it. */
export function fate(message: { channel: string; state: string }): string {
    return message.channel === 'mail' && message.state === 'sent' ? 'mail_sent' : message.state;
}

const arrived: readonly string[] = ['delivered', 'sent'];
const ended: readonly string[] = ['failed', 'undelivered', 'skipped'];
// As the office is asked to call (notifier/exhausted.cpp): whoever did not want it, and a server without providers,
// leave nothing to call about.
const lost: readonly string[] = ['no_phone', 'no_mail', 'opted_out', 'bounced'];
const unasked: readonly string[] = ['mail_maybe_sent', 'sms_maybe_sent'];

const givenUp = (way: Message) => way.state === 'unknown' && way.reason === 'never_confirmed';
const isLost = (way: Message) => way.state === 'failed' || way.state === 'undelivered' || givenUp(way) || (way.state === 'skipped' && lost.includes(way.reason ?? ''));

function standingOf(site: boolean, ways: readonly Message[]): Telling['standing'] {
    if (site && ways.some((way) => arrived.includes(way.state))) return 'told';
    const open = ways.filter((way) => !ended.includes(way.state) && !arrived.includes(way.state) && !givenUp(way));
    if (open.length) return open.every((way) => way.state === 'unknown' && unasked.includes(way.reason ?? '')) ? 'unsure' : 'waits';
    if (ways.some(isLost)) return 'call';
    return site ? 'site' : 'nobody';
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
