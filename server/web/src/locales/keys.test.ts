import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const source = fileURLToPath(new URL('..', import.meta.url));

function files(folder: string): string[] {
    return readdirSync(folder).flatMap((name) => {
        const path = join(folder, name);
        return statSync(path).isDirectory() ? files(path) : [path];
    });
}

function flat(value: unknown, path: string, into: Map<string, string>): void {
    if (typeof value === 'string') into.set(path, value);
    else for (const [name, below] of Object.entries(value as object)) flat(below, path ? `${path}.${name}` : name, into);
}

function messages(language: string): Map<string, string> {
    const all = new Map<string, string>();
    for (const name of readdirSync(join(source, 'locales', language))) flat(JSON.parse(readFileSync(join(source, 'locales', language, name), 'utf8')), '', all);
    return all;
}

const zh = messages('zh-CN');
const en = messages('en');
const code = files(source).filter((path) => /\.(vue|ts)$/.test(path) && !/(\.test\.ts|schema\.d\.ts)$/.test(path)).map((path) => readFileSync(path, 'utf8')).join('\n');

/** Every quoted word that could be a key, and every template that could make one: `event.${type}`. */
const quoted = new Set([...code.matchAll(/'([a-z_]+(?:\.[A-Za-z0-9_]+)+)'/g)].map((match) => match[1] ?? ''));
const templates = [...code.matchAll(/`([a-z_]+\.[^`\n]*?)`/g)].map((match) => match[1] ?? '').filter((text) => text.includes('${'));
const patterns = templates.map((text) => new RegExp(`^${text.replace(/\$\{[^}]*\}/g, '\u0000').replace(/[.*+?^()|[\]\\{}$]/g, '\\$&').replaceAll('\u0000', '.+')}$`));
// A template within a template, `sort.${down ? `${name}_desc` : name}`: what begins so is used.
const prefixes = [...code.matchAll(/`([a-z_]+(?:\.[a-z_]+)*\.)\$\{[^`}]*`/g)].map((match) => match[1] ?? '');
// Templates that begin with a name given to a component: `${name}.title`.
const named = ['guide', 'accessibility', 'privacy'];
const used = (key: string) => quoted.has(key) || patterns.some((pattern) => pattern.test(key)) || [...prefixes, ...named.map((name) => `${name}.`)].some((prefix) => key.startsWith(prefix));

test('both languages have the same keys with the same places to fill', () => {
    expect([...en.keys()].filter((key) => !zh.has(key)), 'only in English').toEqual([]);
    expect([...zh.keys()].filter((key) => !en.has(key)), 'only in Chinese').toEqual([]);
    const places = (text: string | undefined) => [...new Set((text ?? '').match(/\{[a-z_]+\}/g) ?? [])].sort().join();
    expect([...zh.keys()].filter((key) => places(zh.get(key)) !== places(en.get(key)))).toEqual([]);
});

test('no two files hold the same name: the later would hide the earlier', () => {
    const names = readdirSync(join(source, 'locales', 'en')).flatMap((name) => Object.keys(JSON.parse(readFileSync(join(source, 'locales', 'en', name), 'utf8')) as object));
    expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
});

test('no key that the code names is missing', () => {
    const called = [...code.matchAll(/\b(?:t|te|\$t)\(\s*'([a-z_]+\.[A-Za-z0-9_.]+)'/g)].map((match) => match[1] ?? '');
    expect(called.length).toBeGreaterThan(200);
    expect([...new Set(called)].filter((key) => !zh.has(key))).toEqual([]);
});

test('no key stands unused', () => {
    expect([...zh.keys()].filter((key) => !used(key))).toEqual([]);
});

test('English holds no Chinese but names, notes of law and terms in brackets', () => {
    const allowed = /^(law\.other_|common\.product)/;
    const left = [...en].filter(([key, text]) => !allowed.test(key) && /[一-鿿]/.test(text.replace(/[（(“"][^（()）]*[)）”"]/g, '')));
    expect(left).toEqual([]);
});
