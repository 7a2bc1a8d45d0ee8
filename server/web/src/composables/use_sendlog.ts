import { computed, ref } from 'vue';
import { useRoute } from 'vue-router';
import { countSent, listSent, readSendFigures, type SendFilter } from '@/api/sendlog';
import { useRegister } from './use_register';

export const sendStates = ['dead', 'queued', 'claimed', 'accepted', 'sent', 'delivered', 'undelivered', 'failed', 'unknown', 'skipped', 'held'] as const;
export const sendChannels = ['sms', 'mail', 'site'] as const;

/** The send log; its filters live in the address, but for a number or mailbox, which would stay in histories. */
export function useSendLog() {
    const route = useRoute();
    const address = ref('');
    const filter = computed<SendFilter>(() => {
        const { number, channel, state, provider, from, until } = route.query;
        const knownChannel = sendChannels.find((each) => each === channel);
        const knownState = sendStates.find((each) => each === state);
        return {
            ...(typeof number === 'string' ? { number } : {}), ...(address.value ? { address: address.value } : {}),
            ...(knownChannel ? { channel: knownChannel } : {}), ...(knownState ? { state: knownState } : {}),
            ...(typeof provider === 'string' ? { provider } : {}),
            ...(typeof from === 'string' ? { from } : {}), ...(typeof until === 'string' ? { until } : {}),
        };
    });
    const source = { list: listSent, count: countSent, figures: readSendFigures };
    return { filter, address, ...useRegister({ page: 'send_log', filter, beside: [address], ...source }) };
}
