/** The page on which an officer begins, by his rights: one that he may see. The queue, where they are not known. */
export function homeOf(rights: readonly string[] | undefined): string {
    if (!rights || rights.includes('work')) return '/desk';
    if (rights.includes('statistics')) return '/desk/figures';
    if (rights.includes('audit')) return '/admin/audit';
    if (rights.includes('administer')) return '/admin/system';
    return '/desk/inbox';
}
