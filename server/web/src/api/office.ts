import { api, take } from './client';
import type { components } from './schema';

type Schemas = components['schemas'];
export type SupervisionBodies = Schemas['SupervisionBodies'];
export type SupervisedBody = Schemas['SupervisedBody'];
export type SupervisionOfficers = Schemas['SupervisionOfficers'];
export type SupervisedOfficer = Schemas['SupervisedOfficer'];
export type Statistics = Schemas['Statistics'];
export type Officer = Schemas['Officer'];
export type OfficerChange = Schemas['OfficerChange'];
export type BodyFields = Schemas['BodyFields'];
export type RoutingRule = Schemas['RoutingRule'];
export type RoutingTrial = Schemas['RoutingTrial'];
export type TermList = Schemas['TermList'];
export type CalendarDays = Schemas['CalendarDays'];
export type SystemState = Schemas['SystemState'];

export const supervisedBodies = (): Promise<SupervisionBodies> => take(api.GET('/api/v1/supervision/bodies'));
export const supervisedOfficers = (body: string): Promise<SupervisionOfficers> => take(api.GET('/api/v1/supervision/officers', { params: { query: body ? { body } : {} } }));

/** Late cases a department has (all of them where it is empty), from the longest late on: at most so many. */
export async function lateCases(body: string, most: number): Promise<{ items: Schemas['ComplaintSummary'][]; more: boolean }> {
    const items: Schemas['ComplaintSummary'][] = [];
    let after: string | null | undefined;
    do {
        const page: Schemas['ComplaintPage'] = await take(api.GET('/api/v1/supervision/late', { params: { query: { ...(body ? { body } : {}), ...(after ? { after } : {}) } } }));
        items.push(...page.items);
        after = page.next;
    } while (after && items.length < most);
    return { items: items.slice(0, most), more: Boolean(after) || items.length > most };
}

export const readStatistics = (from: string, to: string): Promise<Statistics> => take(api.GET('/api/v1/statistics', { params: { query: { ...(from ? { from } : {}), ...(to ? { to } : {}) } } }));

export async function listOfficers(): Promise<{ items: Officer[]; roles: Schemas['OfficerList']['roles'] }> {
    const items: Officer[] = [];
    let page: Schemas['OfficerList'] | null = null;
    do {
        page = await take(api.GET('/api/v1/officers', { params: { query: page?.next ? { after: page.next } : {} } })) as Schemas['OfficerList'];
        items.push(...page.items);
    } while (page.next);
    return { items, roles: page.roles };
}

export const saveOfficer = (login: string, change: OfficerChange): Promise<Officer> => take(api.PUT('/api/v1/officers/{login}', { params: { path: { login } }, body: change }));

export async function saveBody(code: string, fields: BodyFields): Promise<void> {
    await take(api.PUT('/api/v1/bodies/{code}', { params: { path: { code } }, body: fields }));
}

export const listRoutingRules = (): Promise<Schemas['RoutingRules']> => take(api.GET('/api/v1/routing'));
export const tryRouting = (trial: RoutingTrial): Promise<Schemas['Route']> => take(api.POST('/api/v1/routing/try', { body: trial }));
export const listTerms = (): Promise<TermList> => take(api.GET('/api/v1/terms'));
export const calendarDays = (year: number): Promise<CalendarDays> => take(api.GET('/api/v1/calendars/days', { params: { query: { year } } }));
export const readSystem = (): Promise<SystemState> => take(api.GET('/api/v1/system'));
