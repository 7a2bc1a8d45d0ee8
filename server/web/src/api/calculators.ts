import { api, take } from './client';
import type { components } from './schema';

type Schemas = components['schemas'];
export type CreditCodeAnswer = Schemas['CreditCodeAnswer'];
export type SizeQuestion = Schemas['SizeQuestion'];
export type SizeAnswer = Schemas['SizeAnswer'];
export type OverdueQuestion = Schemas['OverdueQuestion'];
export type OverdueAnswer = Schemas['OverdueAnswer'];
export type InterestQuestion = Schemas['InterestQuestion'];
export type InterestAnswer = Schemas['InterestAnswer'];
export type Remark = Schemas['Remark'];

export function checkCode(code: string): Promise<CreditCodeAnswer> {
    return take(api.POST('/api/v1/calculators/credit-code', { body: { code } }));
}

export function classifySize(question: SizeQuestion): Promise<SizeAnswer> {
    return take(api.POST('/api/v1/calculators/size', { body: question }));
}

export function computeDue(question: OverdueQuestion): Promise<OverdueAnswer> {
    return take(api.POST('/api/v1/calculators/overdue', { body: question }));
}

export function computeInterest(question: InterestQuestion): Promise<InterestAnswer> {
    return take(api.POST('/api/v1/calculators/interest', { body: question }));
}

export type CountedTerm = Schemas['CountedTerm'];

/** The last day of a term that begins with an event on `from`, in working or in calendar days. */
export function countTerm(from: string, unit: 'workdays' | 'days', length: number): Promise<CountedTerm> {
    return take(api.GET('/api/v1/calendar/due', { params: { query: { from, [unit]: length } } }));
}
