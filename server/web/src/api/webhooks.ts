import { api, take } from './client';
import type { components } from './schema';

export type Webhook = components['schemas']['Webhook'];
export type WebhookDelivery = components['schemas']['WebhookDelivery'];
export type NewWebhook = components['schemas']['NewWebhook'];
export type WebhookChange = components['schemas']['WebhookChange'];

export async function listWebhooks(): Promise<Webhook[]> {
    return (await take(api.GET('/api/v1/webhooks'))).items;
}

export function addWebhook(webhook: NewWebhook): Promise<Webhook> {
    return take(api.POST('/api/v1/webhooks', { body: webhook }));
}

export function changeWebhook(webhook: string, change: WebhookChange): Promise<Webhook> {
    return take(api.PATCH('/api/v1/webhooks/{webhook}', { params: { path: { webhook } }, body: change }));
}

export async function removeWebhook(webhook: string): Promise<void> {
    await take(api.DELETE('/api/v1/webhooks/{webhook}', { params: { path: { webhook } } }));
}

export function listDeliveries(webhook: string, after?: string) {
    return take(api.GET('/api/v1/webhooks/{webhook}/deliveries', { params: { path: { webhook }, query: { limit: 20, ...(after ? { after } : {}) } } }));
}

export function replayDelivery(webhook: string, delivery: string): Promise<WebhookDelivery> {
    return take(api.POST('/api/v1/webhooks/{webhook}/deliveries/{delivery}/replay', { params: { path: { webhook, delivery } } }));
}
