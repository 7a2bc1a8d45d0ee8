/** As much of a browser as composables touch, for tests that run without one. */
import { effectScope, type EffectScope } from 'vue';

class MemoryStorage implements Storage {
    private readonly kept = new Map<string, string>();
    get length(): number { return this.kept.size; }
    clear(): void { this.kept.clear(); }
    getItem(key: string): string | null { return this.kept.get(key) ?? null; }
    key(at: number): string | null { return [...this.kept.keys()][at] ?? null; }
    removeItem(key: string): void { this.kept.delete(key); }
    setItem(key: string, value: string): void { this.kept.set(key, value); }
}

export interface FakeBrowser {
    window: EventTarget;
    localStorage: Storage;
    sessionStorage: Storage;
}

/** Puts window, storages, location and document in their places; timers are those of the test. */
export function fakeBrowser(path = '/desk'): FakeBrowser {
    const window = Object.assign(new EventTarget(), {
        setTimeout: (...given: Parameters<typeof setTimeout>) => globalThis.setTimeout(...given),
        clearTimeout: (id: number) => globalThis.clearTimeout(id),
        setInterval: (...given: Parameters<typeof setInterval>) => globalThis.setInterval(...given),
        clearInterval: (id: number) => globalThis.clearInterval(id),
    });
    const document = { querySelectorAll: () => [], visibilityState: 'visible', addEventListener: () => undefined, removeEventListener: () => undefined };
    const parts = { window, document, localStorage: new MemoryStorage(), sessionStorage: new MemoryStorage(), location: new URL(path, 'http://localhost') };
    for (const [name, value] of Object.entries(parts)) Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
    return parts;
}

/** A composable outside of a component; `scope.stop()` ends it. */
export function within<T>(make: () => T): { made: T; scope: EffectScope } {
    const scope = effectScope();
    const made = scope.run(make) as T;
    return { made, scope };
}
