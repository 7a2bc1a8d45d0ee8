import { readComplaint } from '@/api/complaints';
import { formOfWorkflow } from '@/api/reference';
import type { Complaint } from '@/api/types';
import { fromForm } from '@/rules/form';
import { adoptDraft, deskDraft } from './draft_store';
import { remember } from './use_theme';

/**
 * Takes a draft that stands at the server into its officer's form, with what is known filled in: one made of a call or a
 * letter, or one that he began in another browser. Refuses `complaint_not_found` for a colleague's.
 */
export async function openDeskDraft(uid: string, login: string, channel?: string): Promise<Complaint> {
    const complaint = await readComplaint(uid);
    if (complaint.number) return complaint;
    const form = await formOfWorkflow(complaint.workflow);
    const storage = deskDraft(login, uid);
    adoptDraft(storage, complaint, fromForm(form, complaint.form as Record<string, unknown>));
    remember(`${storage}.channel`, channel ?? complaint.channel);
    remember(`${storage}.kind`, complaint.workflow);
    return complaint;
}
