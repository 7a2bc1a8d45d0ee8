import { readComplaint, takeAction } from '@/api/complaints';
import { drawKey } from '@/api/keys';
import type { Complaint, Me } from '@/api/types';

/**
 * How a step inside the office is taken back: a case taken in hand by giving it back, and the other way round. Nothing
 * for any other step, and none where the step before cannot be restored: somebody else's case stays given back.
 */
export function undoOf(action: string, before: Pick<Complaint, 'assignee'>, me: Pick<Me, 'name'> | null, cases: readonly string[], done: (undone: boolean) => Promise<void>): (() => void) | null {
    const own = before.assignee !== null && before.assignee?.name === me?.name;
    const inverse = action === 'claim' ? 'release' : action === 'release' && own ? 'claim' : null;
    if (!inverse || cases.length === 0) return null;
    const takeBack = async (): Promise<void> => {
        for (const id of cases) {
            const { etag } = await readComplaint(id);
            await takeAction(id, inverse, {}, etag, drawKey());
        }
    };
    return () => void takeBack().then(() => done(true), () => done(false));
}
