import { expect, test } from 'vitest';
import type { Message } from '@/api/types';
import { fate, tellingsOf } from './telling';

const message = (channel: Message['channel'], state: Message['state'], reason = '', recipient = 'complainant:1', event_seq = 4): Message => ({
    uid: `${channel}${state}${reason}`, event_seq, event_name: 'ACCEPTED', recipient, channel, state, reason, reason_words: null, created_at: 1, updated_at: 2, tries: 1,
});
const site = message('site', 'delivered');
const standing = (...messages: Message[]) => tellingsOf(messages, 4)[0]?.standing;

test('a party is told by the platform and an SMS or mail that arrived', () => {
    expect(standing(site, message('sms', 'delivered'), message('mail', 'failed'))).toBe('told');
    expect(standing(site, message('sms', 'failed', 'invalid_number'), message('mail', 'sent'))).toBe('told');
    expect(standing(message('sms', 'delivered'))).not.toBe('told');
    expect(standing(site, message('sms', 'queued'), message('mail', 'failed'))).toBe('waits');
    expect(standing(site, message('sms', 'unknown'))).toBe('waits');
});

test('whom nothing reached is to be called; whoever wanted nothing is not', () => {
    expect(standing(site, message('sms', 'failed', '21614'), message('mail', 'skipped', 'no_mail'))).toBe('call');
    expect(standing(site, message('sms', 'skipped', 'opted_out'))).toBe('call');
    expect(standing(site, message('sms', 'skipped', 'no_consent'), message('mail', 'skipped', 'no_provider'))).toBe('site');
    expect(standing(site)).toBe('site');
});

test('what nobody ever confirmed is to be called about, and until then says so', () => {
    expect(standing(site, message('mail', 'unknown', 'mail_maybe_sent'), message('sms', 'skipped', 'no_phone'))).toBe('unsure');
    expect(standing(site, message('mail', 'unknown', 'mail_maybe_sent'), message('sms', 'queued'))).toBe('waits');
    expect(standing(site, message('mail', 'unknown', 'never_confirmed'), message('sms', 'skipped', 'no_phone'))).toBe('call');
});

test('a party for whom nobody stands is told nowhere, not in the platform', () => {
    const gone = (channel: Message['channel']) => message(channel, 'skipped', 'no_recipient', 'respondent');
    expect(tellingsOf([gone('sms'), gone('mail'), gone('site')], 4).map((each) => each.standing)).toEqual(['nobody']);
    expect(standing(message('sms', 'skipped', 'no_consent'))).toBe('nobody');
});

test('each party by itself, of this step alone, officers not', () => {
    const found = tellingsOf([site, message('sms', 'delivered', '', 'respondent:2'), message('site', 'delivered', '', 'respondent:2'), message('site', 'delivered', '', 'officer:3'), message('mail', 'failed', '', 'agent:9', 5)], 4);
    expect(found.map((each) => [each.party, each.standing])).toEqual([['complainant', 'site'], ['respondent', 'told']]);
    expect(tellingsOf([], 4)).toEqual([]);
});

test('of a mail it is said that nobody reports its arrival', () => {
    expect(fate(message('mail', 'sent'))).toBe('mail_sent');
    expect(fate(message('sms', 'sent'))).toBe('sent');
    expect(fate(message('mail', 'undelivered'))).toBe('undelivered');
});
