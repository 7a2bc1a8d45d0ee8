// Starts what the specs need, runs them, stops it again.
import { spawn } from 'node:child_process';
import { sandbox as startSandbox, startServer } from '../support/program.mjs';

async function playwright(env) {
    const child = spawn(process.execPath, ['node_modules/@playwright/test/cli.js', 'test', ...process.argv.slice(2)], {
        stdio: 'inherit', env: { ...process.env, ...env },
    });
    return new Promise((resolve) => child.once('exit', (code, signal) => resolve(signal ? 1 : code)));
}

if (process.env.QINGQIAN_E2E_URL) {
    process.exitCode = await playwright({});
} else {
    const sandbox = await startSandbox();
    const server = await startServer({ demo: 60, settings: sandbox.settings });
    try {
        process.exitCode = await playwright({ QINGQIAN_E2E_URL: server.url, SANDBOX_URL: sandbox.http });
    } finally {
        await server.stop();
        await sandbox.stop();
    }
}
