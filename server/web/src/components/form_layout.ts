/** How the sections are laid out on the screen. What the definition has and this table has not comes last. */
export interface Group {
    key: string;
    fields: string[];
    /** Folded away until somebody needs it. */
    folded?: boolean;
}

export const layout: Record<string, Group[]> = {
    complainant: [
        { key: 'enterprise', fields: ['name', 'credit_code', 'division', 'address', 'legal_representative'] },
        { key: 'contact', fields: ['contact_name', 'mobile', 'email', 'consent_sms', 'consent_email'] },
        { key: 'size', fields: ['industry', 'size_year', 'employees', 'revenue_fen', 'assets_fen', 'size', 'size_reason', 'told_sme'] },
        { key: 'more', folded: true, fields: ['postcode', 'landline', 'legal_representative_id', 'agent_name'] },
    ],
    respondent: [
        { key: 'debtor', fields: ['name', 'type', 'level', 'size', 'size_basis', 'central_soe', 'credit_code', 'credit_code_unknown_reason'] },
        { key: 'place', fields: ['division', 'address', 'contact_name', 'phone'] },
        { key: 'more', folded: true, fields: ['project_division', 'superior', 'legal_representative'] },
    ],
    debts: [
        { key: 'contract', fields: ['contract_name', 'contract_number', 'purchase', 'signed_on', 'contract_fen'] },
        { key: 'amounts', fields: ['payable_fen', 'paid_fen', 'arrears_fen', 'undisputed_fen', 'disputed_fen'] },
        { key: 'dates', fields: ['settlement', 'delivered_on', 'inspected_on', 'settled_on', 'inspection_days', 'payment_term', 'payment_days', 'payment_date', 'due_on'] },
        { key: 'reasons', fields: ['reasons', 'deposit_kind', 'deposit_fen', 'dunning'] },
        { key: 'more', folded: true, fields: ['variation_fen', 'interest_percent', 'interest_fen', 'articles'] },
    ],
    claim: [{ key: 'claim', fields: ['request', 'facts', 'in_court', 'repeated', 'earlier_number', 'new_facts'] }],
};

export interface Step {
    key: string;
    sections: readonly string[];
    /** Only these groups of the section; without them all. */
    groups?: readonly string[];
    materials?: boolean;
    check?: boolean;
}

/** The way of somebody who does this once in his life: one subject a page. */
export const firmSteps: readonly Step[] = [
    { key: 'complainant', sections: ['complainant'], groups: ['enterprise', 'contact', 'more'] },
    { key: 'size', sections: ['complainant'], groups: ['size'] },
    { key: 'debtor', sections: ['respondent'] },
    { key: 'owed', sections: ['debts'] },
    { key: 'claim', sections: ['claim'] },
    { key: 'papers', sections: [], materials: true },
    { key: 'check', sections: [], check: true },
];

/** The way of an officer who writes down what a caller tells. */
export const deskSteps: readonly Step[] = [
    { key: 'complainant', sections: ['complainant'] },
    { key: 'debts', sections: ['respondent', 'debts'] },
    { key: 'materials', sections: ['claim'], materials: true },
    { key: 'check', sections: [], check: true },
];

/** The group a field stands in; what the layout does not know comes in a group of its own, `rest`. */
function groupOf(section: string, field: string): string {
    return layout[section]?.find((group) => group.fields.includes(field))?.key ?? 'rest';
}

/** Whether a field is asked for in this step; the groups nobody named come with the section's first step. */
export function asksFor(steps: readonly Step[], step: Step, pointer: string): boolean {
    const [, section = ''] = pointer.split('/');
    if (!step.sections.includes(section)) return false;
    const group = groupOf(section, pointer.split('/').at(-1) ?? '');
    if (!step.groups || step.groups.includes(group)) return true;
    const elsewhere = steps.some((each) => each.sections.includes(section) && (each.groups ?? []).includes(group));
    return !elsewhere && steps.find((each) => each.sections.includes(section)) === step;
}

/** The step that asks for a field, or for a section as a whole. */
export function stepOf(steps: readonly Step[], pointer: string): number {
    const field = steps.findIndex((step) => asksFor(steps, step, pointer));
    return field >= 0 ? field : Math.max(0, steps.findIndex((step) => step.sections.includes(pointer.split('/')[1] ?? '')));
}

/** The id on the page of a field at a pointer: /debts/0/due_on is f-debts-0-due_on. */
export function idOf(pointer: string): string {
    return `f${pointer.replaceAll('/', '-')}`;
}

/** Where a field stands on the screen, for faults to be listed in the order they are met. */
export function placeOf(pointer: string): number {
    const parts = pointer.split('/');
    const section = parts[1] ?? '';
    const index = parts.length > 3 ? Number(parts[2]) : 0;
    const fields = (layout[section] ?? []).flatMap((group) => group.fields);
    const at = fields.indexOf(parts.at(-1) ?? '');
    return Object.keys(layout).indexOf(section) * 1e6 + index * 1e3 + (at < 0 ? 999 : at);
}
