// Writes .br and .gz siblings of every text file below a folder, for the server to send from memory.
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const text = new Set(['.html', '.js', '.mjs', '.css', '.json', '.svg', '.txt', '.webmanifest']);

function files(folder) {
    return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
        const path = join(folder, entry.name);
        return entry.isDirectory() ? files(path) : [path];
    });
}

function compress(path) {
    const content = readFileSync(path);
    const variants = {
        '.br': brotliCompressSync(content, {
            params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: content.length },
        }),
        '.gz': gzipSync(content, { level: 9 }),
    };
    for (const [suffix, packed] of Object.entries(variants)) {
        // A variant that saves nothing only costs memory.
        if (packed.length < content.length) writeFileSync(path + suffix, packed);
    }
}

const root = process.argv[2];
if (!root || !statSync(root).isDirectory()) {
    console.error('usage: compress.mjs FOLDER');
    process.exit(2);
}
const chosen = files(root).filter((path) => text.has(extname(path)));
chosen.forEach(compress);
console.log(`compressed ${chosen.length} files`);
