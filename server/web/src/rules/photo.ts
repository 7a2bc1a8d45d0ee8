/** Photographs that are too large or of a kind not taken, made into ones that are. The original stays with its owner. */
import { fileKind, maxFileBytes, takenKinds, type FileKind } from './files';

/** The longer side, in pixels: a page photographed with it prints at 250 dpi on A4. */
export const maxSide = 3000;

export type Preparation = 'as_it_is' | 'redraw' | 'refuse';

/** What has to be done with a file of this kind and size before it is sent. */
export function preparation(kind: FileKind, size: number): Preparation {
    if (kind === 'heic' || kind === 'avif') return 'redraw';
    if (!takenKinds.has(kind)) return 'refuse';
    if (size <= maxFileBytes) return 'as_it_is';
    return kind === 'pdf' ? 'refuse' : 'redraw';
}

/** The size in which a picture is drawn: never larger than it is, its longer side at most `maxSide`. */
export function drawnSize(width: number, height: number): { width: number; height: number } {
    const scale = Math.min(1, maxSide / Math.max(width, height, 1));
    return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

/** 合同.HEIC as 合同.jpg. */
export function drawnName(name: string): string {
    return `${name.replace(/\.[^.]{1,5}$/, '')}.jpg`;
}

/** What a file is by its first bytes. */
export async function kindOf(file: Blob): Promise<FileKind> {
    return fileKind(new Uint8Array(await file.slice(0, 32).arrayBuffer()));
}
