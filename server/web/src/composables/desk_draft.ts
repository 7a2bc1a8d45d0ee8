import { readComplaint } from '@/api/complaints';
import { fromForm, type FormDef } from '@/rules/form';
import { adoptDraft, deskDraft } from './draft_store';
import { remember } from './use_theme';

/** Takes a draft that the server made for an officer into his form, with what is known filled in. */
export async function openDeskDraft(uid: string, login: string, form: FormDef, channel?: string): Promise<void> {
    const complaint = await readComplaint(uid);
    const storage = deskDraft(login, uid);
    adoptDraft(storage, complaint, fromForm(form, complaint.form as Record<string, unknown>));
    remember(`${storage}.channel`, channel ?? complaint.channel);
}
