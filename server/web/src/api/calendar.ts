import { api, take } from './client';
import type { operations } from './schema';

export type CalendarList = operations['getCalendars']['responses'][200]['content']['application/json'];
export type CalendarNotice = operations['loadCalendar']['requestBody']['content']['application/json'];
export type CalendarChange = operations['loadCalendar']['responses'][200]['content']['application/json'];

export function readCalendars(): Promise<CalendarList> {
    return take(api.GET('/api/v1/calendars'));
}

export function loadCalendar(notice: CalendarNotice): Promise<CalendarChange> {
    return take(api.POST('/api/v1/calendars', { body: notice }));
}

export type CalendarPreview = operations['previewCalendar']['responses'][200]['content']['application/json'];
export type CalendarMoves = operations['listCalendarMoves']['responses'][200]['content']['application/json'];

export function previewCalendar(notice: CalendarNotice): Promise<CalendarPreview> {
    return take(api.POST('/api/v1/calendars/preview', { body: notice }));
}

export function listCalendarMoves(after?: string): Promise<CalendarMoves> {
    return take(api.GET('/api/v1/calendars/moves', { params: { query: after ? { after } : {} } }));
}

export async function countCalendarMoves(): Promise<number> {
    return (await take(api.GET('/api/v1/calendars/moves/count'))).count;
}
