import { watch } from 'vue';
import { accountOf, readTyped, writeTyped, type TypedPlace } from './typed_text';
import { useSession } from './use_session';

/**
 * Keeps what is typed into `fields` for whoever is signed in, so that a reload or a lost session takes none of it; fills
 * in what was kept. The name tells one form from another, see `typed_text.ts`. What comes back forgets it.
 */
export function useTyped<T extends object>(name: string, fields: T, place: TypedPlace = 'tab'): { forget: () => void } {
    const { me } = useSession();
    // Whose it is does not change under the form: a lost session is no other officer.
    const account = accountOf(me.value);
    const begun = JSON.stringify(fields);
    const kept = readTyped<T>(account, name, place);
    for (const key of Object.keys(kept)) if (key in fields) Object.assign(fields, { [key]: kept[key as keyof T] });
    watch(() => JSON.stringify(fields), (now) => writeTyped(account, name, now === begun ? null : (JSON.parse(now) as T), place), { flush: 'sync' });
    return { forget: () => writeTyped(account, name, null, place) };
}
