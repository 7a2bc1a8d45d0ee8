import { defineConfig } from '@playwright/test';

export default defineConfig({
    testDir: 'specs',
    outputDir: 'results',
    // One browser at a time: the machine's two cores also run the server and other jobs.
    workers: 1,
    // Patience for a machine that compiles or attacks beside it; a test that passes waits for none of it.
    timeout: 240_000,
    expect: { timeout: 20_000 },
    forbidOnly: true,
    grepInvert: process.env['QINGQIAN_DEEP'] === 'yes' ? [] : /@deep/,
    snapshotPathTemplate: '{testDir}/../baseline/{arg}{ext}',
    reporter: [['list']],
    use: {
        baseURL: process.env['QINGQIAN_E2E_URL'] ?? 'http://127.0.0.1:8080',
        viewport: { width: 1366, height: 768 },
        locale: 'zh-CN',
        timezoneId: 'Asia/Shanghai',
        actionTimeout: 20_000,
        screenshot: 'only-on-failure',
        launchOptions: { executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium', args: ['--no-sandbox'] },
    },
});
