import { api, take } from './client';
import type { operations } from './schema';

export type NoticeChoices = operations['readNoticeChoices']['responses'][200]['content']['application/json'];
export type NoticeFamily = NoticeChoices['families'][number];

export function readNoticeChoices(): Promise<NoticeChoices> {
    return take(api.GET('/api/v1/notice-choices'));
}

export function saveNoticeChoices(families: Pick<NoticeFamily, 'family' | 'mail' | 'sms'>[]): Promise<NoticeChoices> {
    return take(api.PUT('/api/v1/notice-choices', { body: { families } }));
}
