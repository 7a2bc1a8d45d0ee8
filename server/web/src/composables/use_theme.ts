import { ref } from 'vue';

const key = 'qq.theme';
const dark = ref(false);

function apply(): void {
    document.documentElement.classList.toggle('dark', dark.value);
}

/** Storage may be forbidden by the browser; the page then simply forgets. */
export function remember(name: string, value: string | null): void {
    try {
        if (value === null) localStorage.removeItem(name);
        else localStorage.setItem(name, value);
    } catch { /* nothing to lose but comfort */ }
}

export function recall(name: string): string | null {
    try {
        return localStorage.getItem(name);
    } catch {
        return null;
    }
}

export function startTheme(): void {
    const system = window.matchMedia('(prefers-color-scheme: dark)');
    dark.value = (recall(key) ?? (system.matches ? 'dark' : 'light')) === 'dark';
    apply();
    system.addEventListener('change', () => {
        if (recall(key) !== null) return;
        dark.value = system.matches;
        apply();
    });
}

export function useTheme() {
    return {
        dark,
        toggle: () => {
            dark.value = !dark.value;
            remember(key, dark.value ? 'dark' : 'light');
            apply();
        },
    };
}
