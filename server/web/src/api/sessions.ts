import { api, take } from './client';
import type { Me } from './types';

export function signInOfficer(login: string, password: string): Promise<Me> {
    return take(api.POST('/api/v1/sessions', { body: { kind: 'officer', login, password } }));
}

export function openCase(receiptCode: string, creditCodeTail: string): Promise<Me> {
    return take(api.POST('/api/v1/sessions', {
        body: { kind: 'tracking', receipt_code: receiptCode, credit_code_tail: creditCodeTail },
    }));
}

/** A respondent opens the inquiry it was sent, with the code in it. */
export function answerInquiry(code: string, creditCodeTail: string): Promise<Me> {
    return take(api.POST('/api/v1/sessions', {
        body: { kind: 'respondent', receipt_code: code, ...(creditCodeTail ? { credit_code_tail: creditCodeTail } : {}) },
    }));
}

export function readMe(): Promise<Me> {
    return take(api.GET('/api/v1/me'));
}

export async function signOut(): Promise<void> {
    await take(api.DELETE('/api/v1/sessions/current'));
}
