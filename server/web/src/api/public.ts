import { api, take } from './client';
import type { components } from './schema';

export type Figures = components['schemas']['PublicFigures'];
export type FigureCell = components['schemas']['FigureCell'];
export type PublicBody = components['schemas']['PublicBody'];

/** The accepting bodies with their telephone, as anybody may read them. */
export async function readPublicBodies(): Promise<PublicBody[]> {
    return (await take(api.GET('/api/v1/public/bodies'))).items;
}

/** Aggregates of the last twelve months; small cells are hidden. */
export function readFigures(): Promise<Figures> {
    return take(api.GET('/api/v1/public/figures'));
}
