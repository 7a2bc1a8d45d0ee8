import { api, take } from './client';
import type { components } from './schema';

export type TelephoneTask = components['schemas']['TelephoneTask'];
export type TelephoneCall = components['schemas']['TelephoneCall'];

export async function listTelephoneTasks(id: string): Promise<TelephoneTask[]> {
    return (await take(api.GET('/api/v1/complaints/{id}/telephone-tasks', { params: { path: { id } } }))).items;
}

export function recordTelephoneCall(id: string, task: number, call: TelephoneCall): Promise<TelephoneTask> {
    return take(api.POST('/api/v1/complaints/{id}/telephone-tasks/{task}/calls', { params: { path: { id, task } }, body: call }));
}

export async function resendMessage(message: string): Promise<void> {
    await take(api.POST('/api/v1/messages/{message}/resend', { params: { path: { message } } }));
}
