import { onMounted, shallowRef } from 'vue';
import { readDivisions, type Division } from '@/api/reference';
import { longDay, parseDay } from '@/rules/dates';
import { entriesOf, isBlank, isEmpty, type FieldDef, type Typed } from '@/rules/form';
import { capitalFen, formatFen, parseMoney } from '@/rules/money';
import { tidyCode } from '@/rules/text';
import { useSay } from './use_say';

function collect(list: Division[], before: string, into: Map<string, string>): void {
    for (const division of list) {
        into.set(division.code, before + division.name);
        collect(division.children ?? [], before + division.name, into);
    }
}

/** What was given to a field of the form, in words: choices by their labels, places by their names, sums and days. */
export function useAnswers() {
    const { say, t, locale, list } = useSay();
    const names = shallowRef(new Map<string, string>());

    onMounted(async () => {
        try {
            const map = new Map<string, string>();
            collect(await readDivisions(), '', map);
            names.value = map;
        } catch { /* the code itself is shown */ }
    });

    function choiceLabel(field: FieldDef, code: string): string {
        return say(field.choices?.find((choice) => choice.code === code)?.label) || code;
    }

    function sum(field: FieldDef, text: string): string {
        const fen = parseMoney(text, field.unit);
        if (fen === null) return text;
        return field.unit === 'wan' ? text : `${t('common.yuan', { sum: formatFen(fen) })}${locale.value === 'en' ? ' · ' : ''}（${capitalFen(fen)}）`;
    }

    function dayWords(text: string): string {
        const day = parseDay(text);
        return typeof day === 'string' ? longDay(day, locale.value) : text;
    }

    function answer(field: FieldDef, value: Typed | undefined): string {
        if (value === undefined || isEmpty(value)) return t('form.not_given');
        if (typeof value === 'boolean') return t(value ? 'common.yes' : 'common.no');
        if (field.type === 'dated_entries') return entriesOf(value).filter((each) => !isBlank(each)).map((each) => [dayWords(each.on), each.how].filter(Boolean).join(' ')).join('\n');
        if (Array.isArray(value)) return list(value.map((code) => choiceLabel(field, String(code))));
        const text = String(value);
        if (field.type === 'choice') return choiceLabel(field, text);
        if (field.type === 'division') return names.value.get(text) ?? text;
        if (field.type === 'money') return sum(field, text);
        if (field.type === 'date') return dayWords(text);
        return field.type === 'credit_code' ? tidyCode(text) : text;
    }

    /** Words in which an answer of this type is given by whoever answers, not by the form. */
    const langOf = (field: FieldDef): string | undefined => (['text', 'long_text', 'dated_entries', 'division', 'money'].includes(field.type) ? 'zh-CN' : undefined);

    return { answer, langOf };
}
