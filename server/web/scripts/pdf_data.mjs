// Copies what PDF.js loads only for some files: character maps of Chinese fonts and decoders of scanned pages.
import { copyFileSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const [source, target] = process.argv.slice(2);
if (!source || !target) {
    console.error('usage: pdf_data.mjs PDFJS_FOLDER TARGET');
    process.exit(2);
}
mkdirSync(join(target, 'cmaps'), { recursive: true });
// Only the maps of simplified Chinese: a map of another script would be 800 KB more in the program.
const maps = readdirSync(join(source, 'cmaps')).filter((name) => /^(Adobe-GB1|GB|UniGB).*\.bcmap$/.test(name));
maps.forEach((name) => copyFileSync(join(source, 'cmaps', name), join(target, 'cmaps', name)));
// The page policy allows no WebAssembly; these are the same decoders in plain JavaScript.
const decoders = ['jbig2_nowasm_fallback.js', 'openjpeg_nowasm_fallback.js'];
decoders.forEach((name) => copyFileSync(join(source, 'wasm', name), join(target, name)));
console.log(`copied ${maps.length} character maps and ${decoders.length} decoders`);
