import { api, take } from './client';
import type { components, operations } from './schema';

type Schemas = components['schemas'];
export type WordingOverview = Schemas['WordingOverview'];
export type WordingEvent = Schemas['WordingEvent'];
export type MessageWording = Schemas['MessageWording'];
export type MessageRoute = Schemas['MessageRoute'];
export type CarrierTemplate = Schemas['CarrierTemplate'];
export type WordingPreview = Schemas['WordingPreview'];
export type WordingTrial = Schemas['WordingTrial'];
export type Version = operations['listWordingVersions']['responses'][200]['content']['application/json']['items'][number];
export type Channel = MessageRoute['channels'][number];
type Language = MessageWording['language'];

export function listWordings(): Promise<WordingOverview> {
    return take(api.GET('/api/v1/wordings'));
}

export function readWordings(event: string): Promise<WordingEvent> {
    return take(api.GET('/api/v1/wordings/{event}', { params: { path: { event } } }));
}

const wordingPath = (key: { event: string; voice: string; language: Language }) => ({ path: { event: key.event, voice: key.voice, language: key.language } });

export function saveWording(key: MessageWording, change: Schemas['WordingChange']): Promise<MessageWording> {
    return take(api.PUT('/api/v1/wordings/{event}/{voice}/{language}', { params: wordingPath(key), body: change }));
}

/** What would be sent; nothing is stored. */
export function previewWording(key: MessageWording, trial: WordingTrial): Promise<WordingPreview> {
    return take(api.POST('/api/v1/wordings/{event}/{voice}/{language}/preview', { params: wordingPath(key), body: trial }));
}

export async function wordingVersions(key: MessageWording): Promise<Version[]> {
    return (await take(api.GET('/api/v1/wordings/{event}/{voice}/{language}/versions', { params: wordingPath(key) }))).items;
}

export function saveRoute(route: MessageRoute, change: Schemas['RouteChange']): Promise<MessageRoute> {
    return take(api.PUT('/api/v1/message-routes/{event}/{audience}', { params: { path: { event: route.event, audience: route.audience } }, body: change }));
}

export async function routeVersions(route: MessageRoute): Promise<Version[]> {
    return (await take(api.GET('/api/v1/message-routes/{event}/{audience}/versions', { params: { path: { event: route.event, audience: route.audience } } }))).items;
}

export async function templateVersions(template: Pick<CarrierTemplate, 'event' | 'provider' | 'language'>): Promise<Version[]> {
    return (await take(api.GET('/api/v1/carrier-templates/{event}/{provider}/{language}/versions', { params: { path: { event: template.event, provider: template.provider, language: template.language } } }))).items;
}

export function saveTemplate(template: Pick<CarrierTemplate, 'event' | 'provider' | 'language'>, change: Schemas['TemplateChange']): Promise<CarrierTemplate> {
    return take(api.PUT('/api/v1/carrier-templates/{event}/{provider}/{language}', { params: { path: { ...template } }, body: change }));
}
