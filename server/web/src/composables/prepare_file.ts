import { drawnName, drawnSize, kindOf, preparation } from '@/rules/photo';
import { maxFileBytes } from '@/rules/files';

export interface Prepared {
    /** Nothing where the file cannot be taken. */
    file: File | null;
    /** Key below `upload.` of why not; too_large or kind_…. */
    refusal: string;
    redrawn: boolean;
}

async function redraw(file: File): Promise<File | null> {
    // A HEIC is read only by the browsers of its makers; elsewhere this fails and is told.
    const picture = await createImageBitmap(file).catch(() => null);
    if (!picture) return null;
    const size = drawnSize(picture.width, picture.height);
    const canvas = document.createElement('canvas');
    Object.assign(canvas, size);
    canvas.getContext('2d')?.drawImage(picture, 0, 0, size.width, size.height);
    picture.close();
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/jpeg', 0.85));
    return blob && new File([blob], drawnName(file.name), { type: 'image/jpeg' });
}

/** A file as it is sent: itself, a smaller drawing of a photograph, or the reason why not. */
export async function prepareFile(file: File): Promise<Prepared> {
    const kind = await kindOf(file);
    const way = preparation(kind, file.size);
    if (way === 'as_it_is') return { file, refusal: '', redrawn: false };
    const drawn = way === 'redraw' ? await redraw(file) : null;
    if (drawn && drawn.size <= maxFileBytes) return { file: drawn, refusal: '', redrawn: true };
    const known = kind === 'pdf' || kind === 'jpeg' || kind === 'png';
    return { file: null, refusal: known ? 'too_large' : `kind_${kind}`, redrawn: false };
}
