import { readonly, ref, shallowRef } from 'vue';
import { countUnread, listInbox, markRead, type InboxItem } from '@/api/inbox';

const unread = ref(0);

/** The number beside the bell; kept by whoever reads, marks or is told live. */
export function useUnread() {
    async function look(): Promise<void> {
        unread.value = await countUnread().catch(() => unread.value);
    }
    return { unread: readonly(unread), look, set: (count: number) => { unread.value = count; } };
}

/** My messages in the platform. */
export function useInbox() {
    const items = shallowRef<InboxItem[]>([]);
    const next = ref<string | null>(null);
    const failure = shallowRef<unknown>(null);
    const loaded = ref(false);
    const onlyUnread = ref(false);

    async function guarded(work: () => Promise<void>): Promise<void> {
        try {
            await work();
            failure.value = null;
        } catch (cause) {
            failure.value = cause;
        }
    }

    const page = (after?: string) => listInbox({ ...(onlyUnread.value ? { unread: true } : {}), ...(after ? { after } : {}) });

    function load(): Promise<void> {
        return guarded(async () => {
            const [first, count] = await Promise.all([page(), countUnread()]);
            items.value = first.items;
            next.value = first.next;
            unread.value = count;
            loaded.value = true;
        });
    }

    function more(): Promise<void> {
        return guarded(async () => {
            if (!next.value) return;
            const following = await page(next.value);
            items.value = [...items.value, ...following.items];
            next.value = following.next;
        });
    }

    /** One message, or everything that is listed. */
    function read(item: InboxItem, until: boolean): Promise<void> {
        return guarded(async () => {
            unread.value = await markRead(item.uid, until);
            const place = items.value.indexOf(item);
            const now = Date.now();
            items.value = items.value.map((each, index) => (each.read_at === null && (until ? index >= place : index === place) ? { ...each, read_at: now } : each));
        });
    }

    return { items, next, failure, loaded, onlyUnread, unread: readonly(unread), load, more, read };
}
