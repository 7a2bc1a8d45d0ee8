/// <reference types="vite/client" />
declare module '*.vue' {
    import type { DefineComponent } from 'vue';
    const component: DefineComponent<object, object, unknown>;
    export default component;
}
declare module 'pdfjs-dist/legacy/build/pdf.mjs' {
    export * from 'pdfjs-dist';
}

/** The provinces of schemas/rules/divisions.json, put in by the build. */
declare const __PROVINCES__: { code: string; name: string; valid_to?: string }[];
