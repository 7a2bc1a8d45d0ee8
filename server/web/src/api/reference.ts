import { api, take } from './client';
import type { FormDef } from '@/rules/form';
import type { Body, Verification, WorkflowView } from './types';

export interface Division {
    code: string;
    name: string;
    valid_to?: string;
    children?: Division[];
}

// What changes only with a release is asked for once a visit; a failed try is not kept.
function once<T>(load: () => Promise<T>): () => Promise<T> {
    let kept: Promise<T> | null = null;
    return () => {
        kept ??= load().catch((cause: unknown) => {
            kept = null;
            throw cause;
        });
        return kept;
    };
}

export const readForm = once(async () => (await take(api.GET('/api/v1/forms/complaint'))) as unknown as FormDef);

export const readWorkflow = once<WorkflowView>(() => take(api.GET('/api/v1/workflows/complaint')));

export const readDivisions = once(async () => {
    const answer = (await take(api.GET('/api/v1/divisions'))) as unknown as { items: Division[] };
    return answer.items;
});

export async function listBodies(kind?: 'accepting' | 'handling' | 'supervising'): Promise<Body[]> {
    return (await take(api.GET('/api/v1/bodies', { params: { query: kind ? { kind } : {} } }))).items;
}

export function verifyHash(number: string, hash: string): Promise<Verification> {
    return take(api.GET('/api/v1/verify', { params: { query: { number, hash } } }));
}
