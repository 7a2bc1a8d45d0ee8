import { expect, test } from 'vitest';
import type { SystemState } from '@/api/office';
import { troubles } from './system_state';

const now = 1_795_417_200_000;
const none = { count: 0, oldest_at: null };
const well: SystemState = {
    version: '1.0.0', province: 'JS', engine: 'sqlite', schema: { now: 19, newest: 19 }, writable: true, writes: { units: 1, commits: 1, waiting: 0 },
    messages: { queued: none, claimed: none, unknown: none, to_call: 0 }, timers_behind: none, files_unscanned: 0, sms_providers: ['aliyun'], mail: true, mailbox: false,
    muted: false, calendar: '2026-1', disk: { free_bytes: 80e9, total_bytes: 100e9 }, audit_verified: null, read_at: now,
};

test('nothing is wrong with a program that works', () => {
    expect(troubles(well, now)).toEqual([]);
    expect(troubles({ ...well, disk: null, sms_providers: [] }, now)).toEqual([]);
    expect(troubles({ ...well, messages: { ...well.messages, queued: { count: 9, oldest_at: now + 60_000 } } }, now)).toEqual([]);
});

test('what waits too long, is full or was never configured is named', () => {
    const late = { count: 3, oldest_at: now - 2 * 3_600_000 };
    expect(troubles({ ...well, messages: { ...well.messages, queued: late, claimed: late, unknown: late }, timers_behind: late }, now)).toEqual(['queued', 'claimed', 'timers']);
    expect(troubles({ ...well, disk: { free_bytes: 4e9, total_bytes: 100e9 }, writable: false, schema: { now: 18, newest: 19 } }, now)).toEqual(['writable', 'schema', 'disk']);
    expect(troubles({ ...well, mail: false, sms_providers: [], audit_verified: { at: now, cases: 1, events: 9, faults: 1 } }, now)).toEqual(['audit', 'senders']);
});
