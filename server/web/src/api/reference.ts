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

const forms = new Map<string, () => Promise<FormDef>>();
const workflows = new Map<string, () => Promise<WorkflowView>>();

function named<T>(kept: Map<string, () => Promise<T>>, name: string, load: () => Promise<T>): Promise<T> {
    const known = kept.get(name) ?? once(load);
    kept.set(name, known);
    return known();
}

const params = (name: string) => ({ params: { path: { name } } });

/** The form of that name; the complaint's where none is given. */
export const formNamed = (name: string): Promise<FormDef> => named(forms, name, async () => (await take(api.GET('/api/v1/forms/{name}', params(name)))) as unknown as FormDef);
export const readForm = (): Promise<FormDef> => formNamed('complaint');

/** The kind of case of that name; the complaint where none is given. */
export const workflowNamed = (name: string): Promise<WorkflowView> => named(workflows, name, () => take(api.GET('/api/v1/workflows/{name}', params(name))));
export const readWorkflow = (): Promise<WorkflowView> => workflowNamed('complaint');

/** The kinds of case there are. */
export const listWorkflows = once(async () => (await take(api.GET('/api/v1/workflows'))).items);

/** The form that cases of a kind are filed with. */
export const formOfWorkflow = async (name: string): Promise<FormDef> => formNamed((await workflowNamed(name)).form);

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
