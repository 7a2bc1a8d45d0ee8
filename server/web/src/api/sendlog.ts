import { api, take } from './client';
import type { components, operations } from './schema';

export type SentLine = components['schemas']['SentLine'];
export type SentMessage = components['schemas']['SentMessage'];
export type SendFigures = components['schemas']['SendFigures'];
export type SendQuery = NonNullable<operations['listSent']['parameters']['query']>;
export type SendFilter = Omit<SendQuery, 'after' | 'limit'>;

export function listSent(query: SendQuery) {
    return take(api.GET('/api/v1/send-log', { params: { query } }));
}

export async function countSent(query: SendFilter): Promise<number> {
    return (await take(api.GET('/api/v1/send-log/count', { params: { query } }))).count;
}

export function readSendFigures(query: SendFilter): Promise<SendFigures> {
    return take(api.GET('/api/v1/send-log/figures', { params: { query } }));
}

export function readSent(message: string): Promise<SentMessage> {
    return take(api.GET('/api/v1/send-log/{message}', { params: { path: { message } } }));
}

/** Sends a message again that did not arrive; who asked stays with its tries. */
export function resendMessage(message: string): Promise<unknown> {
    return take(api.POST('/api/v1/messages/{message}/resend', { params: { path: { message } } }));
}

/** Where the browser fetches the same question as a table. */
export function exportAddress(query: SendFilter): string {
    const words = new URLSearchParams(Object.entries(query).map(([name, value]) => [name, String(value)]));
    return `/api/v1/send-log/export${words.size ? `?${words}` : ''}`;
}
