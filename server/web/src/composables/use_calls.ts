import { computed } from 'vue';
import { useRoute } from 'vue-router';
import { countCalls, listCalls, readCallFigures, type CallQuery } from '@/api/calls';
import { useRegister } from './use_register';

export const callKinds = ['phone', 'counter', 'letter', 'mail', 'forwarded'] as const;

/** The register of calls; its filters live in the address. The figures are of the span, over every kind. */
export function useCalls() {
    const route = useRoute();
    const filter = computed<CallQuery>(() => {
        const { kind, converted, mine, from, until } = route.query;
        const known = callKinds.find((each) => each === kind);
        return {
            ...(known ? { kind: known } : {}), ...(converted === 'yes' || converted === 'no' ? { converted: converted === 'yes' } : {}),
            ...(mine === '1' ? { mine: true } : {}),
            ...(typeof from === 'string' ? { from } : {}), ...(typeof until === 'string' ? { until } : {}),
        };
    });
    const figures = ({ mine, from, until }: CallQuery) =>
        readCallFigures({ ...(mine ? { mine } : {}), ...(from ? { from } : {}), ...(until ? { until } : {}) });
    return { filter, ...useRegister({ page: 'calls', filter, list: listCalls, count: countCalls, figures }) };
}
