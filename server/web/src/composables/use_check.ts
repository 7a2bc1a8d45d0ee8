import { reactive, watch } from 'vue';
import { channelOf, openQuestion, questions, type Answers } from '@/rules/pre_check';
import { today } from '@/rules/dates';

const name = 'qq.check';

/** The answers to the seven questions; they stay in this tab through a reload, and go nowhere else. */
export function useCheck() {
    const answers = reactive<Answers>(recall());

    function recall(): Answers {
        try {
            return JSON.parse(sessionStorage.getItem(name) ?? '{}') as Answers;
        } catch {
            return {};
        }
    }

    function forget(): void {
        for (const question of questions) delete answers[question];
    }

    watch(answers, () => {
        try {
            sessionStorage.setItem(name, JSON.stringify(answers));
        } catch { /* then they live as long as the page */ }
    }, { deep: true });

    return {
        answers, forget,
        /** The first answer that leads elsewhere. */
        stop: () => questions.map((question) => channelOf(question, answers, today())).find((channel) => channel !== null) ?? null,
        open: () => openQuestion(answers),
    };
}

/** The answers, where a check was made in this tab and nothing spoke against filing. */
export function checkedAnswers(): Answers | null {
    try {
        const kept = JSON.parse(sessionStorage.getItem(name) ?? 'null') as Answers | null;
        return kept && Object.keys(kept).length > 0 ? kept : null;
    } catch {
        return null;
    }
}

/** The answers stand in the form now. */
export function forgetCheck(): void {
    try {
        sessionStorage.removeItem(name);
    } catch { /* nothing was kept */ }
}
