import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import vue from '@vitejs/plugin-vue';
import vueI18n from '@intlify/unplugin-vue-i18n/vite';
import elementPlus from 'unplugin-element-plus/vite';
import { defineConfig } from 'vitest/config';

// The provinces alone: the whole table is fetched when somebody chooses one.
const table = JSON.parse(readFileSync(new URL('../../schemas/rules/divisions.json', import.meta.url), 'utf8')) as { items: { code: string; name: string; valid_to?: string }[] };
const provinces = table.items.map(({ code, name, valid_to }) => (valid_to ? { code, name, valid_to } : { code, name }));

const source = fileURLToPath(new URL('./src', import.meta.url));

export default defineConfig({
    plugins: [
        vue(),
        vueI18n({ include: [`${source}/locales/**/*.json`], runtimeOnly: true, strictMessage: false }),
        elementPlus({}),
    ],
    resolve: { alias: { '@': source } },
    define: { __PROVINCES__: JSON.stringify(provinces), __VUE_OPTIONS_API__: 'true', __VUE_I18N_LEGACY_API__: 'false', __INTLIFY_PROD_DEVTOOLS__: 'false' },
    build: {
        target: ['chrome90', 'edge90', 'firefox90', 'safari15'],
        // The policy forbids data: addresses for scripts and fonts; small files stay files.
        assetsInlineLimit: 0,
        modulePreload: { polyfill: false },
        reportCompressedSize: false,
        chunkSizeWarningLimit: 900,
        // A small file costs a request and its headers: what many pages share comes in a few.
        rolldownOptions: {
            output: {
                codeSplitting: {
                    groups: [
                        { name: 'vue', test: /node_modules[\\/](vue|@vue|vue-router|vue-i18n|@intlify)[\\/]/, priority: 3 },
                        { name: 'shared', test: /src[\\/](api|composables|rules|components)[\\/]/, minShareCount: 8, priority: 2 },
                        { name: 'controls', test: /node_modules[\\/]/, minShareCount: 8, priority: 1 },
                    ],
                },
            },
        },
    },
    test: { include: ['src/**/*.test.ts'], environment: 'node' },
});
