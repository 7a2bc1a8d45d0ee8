import { createRouter, createWebHistory } from 'vue-router';
import { wantWords, type MoreWords } from '@/i18n';
import { useSession } from '@/composables/use_session';
import { homeOf } from '@/rules/home';

/** Routes by audience: the portal, and the desk behind an officer's session. */
export const router = createRouter({
    history: createWebHistory(),
    routes: [
        { path: '/', name: 'home', component: () => import('./pages/home/index.vue') },
        { path: '/check', name: 'check', meta: { words: 'public' }, component: () => import('./pages/check/index.vue') },
        { path: '/file', name: 'file', component: () => import('./pages/file/index.vue') },
        { path: '/letter', name: 'letter', component: () => import('./pages/letter/index.vue') },
        { path: '/receipt', name: 'receipt', component: () => import('./pages/receipt/index.vue') },
        { path: '/track', name: 'track', component: () => import('./pages/track/index.vue') },
        { path: '/respond', name: 'respond', component: () => import('./pages/respond/index.vue') },
        { path: '/track/:number/documents/:uid', name: 'own_document', component: () => import('./pages/document/index.vue') },
        { path: '/respond/:number/documents/:uid', name: 'respondent_document', component: () => import('./pages/document/index.vue') },
        { path: '/verify', name: 'verify', component: () => import('./pages/verify/index.vue') },
        { path: '/calculators', name: 'calculators', component: () => import('./pages/calculators/index.vue') },
        { path: '/calculators/overdue', name: 'calculate_overdue', component: () => import('./pages/calculators/overdue.vue') },
        { path: '/calculators/interest', name: 'calculate_interest', component: () => import('./pages/calculators/interest.vue') },
        { path: '/calculators/size', name: 'calculate_size', component: () => import('./pages/calculators/size.vue') },
        { path: '/calculators/credit-code', name: 'calculate_code', component: () => import('./pages/calculators/code.vue') },
        { path: '/calculators/working-days', name: 'calculate_days', component: () => import('./pages/calculators/working_days.vue') },
        { path: '/guide', name: 'guide', meta: { words: 'public' }, component: () => import('./pages/guide/index.vue') },
        { path: '/law', name: 'law', meta: { words: 'public' }, component: () => import('./pages/law/index.vue') },
        { path: '/figures', name: 'figures', meta: { words: 'public' }, component: () => import('./pages/figures/index.vue') },
        { path: '/contact', name: 'contact', meta: { words: 'public' }, component: () => import('./pages/contact/index.vue') },
        { path: '/accessibility', name: 'accessibility', meta: { words: 'public' }, component: () => import('./pages/accessibility/index.vue') },
        { path: '/privacy', name: 'privacy', meta: { words: 'public' }, component: () => import('./pages/privacy/index.vue') },
        { path: '/desk/login', name: 'login', component: () => import('./pages/login/index.vue') },
        { path: '/desk', name: 'queue', meta: { officer: true }, component: () => import('./pages/queue/index.vue') },
        { path: '/desk/new', name: 'register', meta: { officer: true }, component: () => import('./pages/register/index.vue') },
        { path: '/desk/substitutes', name: 'substitutes', meta: { officer: true }, component: () => import('./pages/substitutes/index.vue') },
        { path: '/desk/calls', name: 'calls', meta: { officer: true }, component: () => import('./pages/calls/index.vue') },
        { path: '/desk/letters', name: 'letters', meta: { officer: true }, component: () => import('./pages/letters/index.vue') },
        { path: '/desk/c/:number', name: 'case', meta: { officer: true }, component: () => import('./pages/case/index.vue') },
        { path: '/desk/c/:number/documents/:uid', name: 'document', meta: { officer: true }, component: () => import('./pages/document/index.vue') },
        { path: '/desk/send-log', name: 'send_log', meta: { officer: true }, component: () => import('./pages/sendlog/index.vue') },
        { path: '/desk/inbox', name: 'inbox', meta: { officer: true }, component: () => import('./pages/inbox/index.vue') },
        { path: '/admin/wordings', name: 'wordings', meta: { officer: true }, component: () => import('./pages/wordings/index.vue') },
        { path: '/admin/wordings/:event', name: 'wording', meta: { officer: true }, component: () => import('./pages/wordings/event.vue') },
        { path: '/desk/notices', name: 'notices', meta: { officer: true }, component: () => import('./pages/notices/index.vue') },
        { path: '/admin/webhooks', name: 'webhooks', meta: { officer: true }, component: () => import('./pages/webhooks/index.vue') },
        { path: '/admin/audit', name: 'audit', meta: { officer: true }, component: () => import('./pages/audit/index.vue') },
        { path: '/admin/calendar', name: 'calendar', meta: { officer: true, words: 'office' }, component: () => import('./pages/calendar/index.vue') },
        { path: '/desk/supervision', name: 'supervision', meta: { officer: true, words: 'office' }, component: () => import('./pages/supervision/index.vue') },
        { path: '/desk/supervision/late', name: 'late_list', meta: { officer: true, words: 'office' }, component: () => import('./pages/supervision/late.vue') },
        { path: '/desk/figures', name: 'statistics', meta: { officer: true, words: 'office' }, component: () => import('./pages/statistics/index.vue') },
        { path: '/admin/people', name: 'people', meta: { officer: true, words: 'office' }, component: () => import('./pages/people/index.vue') },
        { path: '/admin/bodies', name: 'bodies', meta: { officer: true, words: 'office' }, component: () => import('./pages/bodies/index.vue') },
        { path: '/admin/routing', name: 'routing', meta: { officer: true, words: 'office' }, component: () => import('./pages/routing/index.vue') },
        { path: '/admin/terms', name: 'terms', meta: { officer: true, words: 'office' }, component: () => import('./pages/terms/index.vue') },
        { path: '/admin/workflow', name: 'workflow', meta: { officer: true, words: 'office' }, component: () => import('./pages/workflow/index.vue') },
        { path: '/admin/system', name: 'system', meta: { officer: true, words: 'office' }, component: () => import('./pages/system/index.vue') },
        { path: '/:anything(.*)*', name: 'not_found', component: () => import('./pages/not_found/index.vue') },
    ],
    scrollBehavior: (to, _from, saved) => saved ?? (to.hash ? { el: to.hash, top: 72 } : { top: 0 }),
});

router.beforeEach(async (to) => {
    if (to.meta['words']) await wantWords(to.meta['words'] as MoreWords);
    if (!to.meta['officer']) return true;
    // Where nobody answers, the page opens and says so itself.
    const me = await useSession().current().catch(() => undefined);
    // Whoever works on no case has no queue.
    if (me?.kind === 'officer' && to.name === 'queue' && !me.rights.includes('work')) return homeOf(me.rights);
    if (me === undefined || me?.kind === 'officer') return true;
    return { name: 'login', query: { next: to.fullPath } };
});
