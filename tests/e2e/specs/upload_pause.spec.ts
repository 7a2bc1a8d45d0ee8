import { expect, test } from '@playwright/test';
import { completeForm } from '../../support/complaint.mjs';
import { fillForm, heading } from '../support/filing';

test('an upload is paused and resumed by its sender, and goes on where it stopped', async ({ page }) => {
    await fillForm(page, completeForm() as never);
    await heading(page, '材料与声明');
    const client = await page.context().newCDPSession(page);
    await client.send('Network.enable');
    // Slow enough that a person finds the button.
    await client.send('Network.emulateNetworkConditions', { offline: false, latency: 5, downloadThroughput: -1, uploadThroughput: 400_000 });
    const content = Buffer.concat([Buffer.from('%PDF-1.4\n'), Buffer.alloc(3_000_000, 0x20), Buffer.from('\n%%EOF\n')]);
    await page.locator('#file-contract').setInputFiles([{ name: '长合同.pdf', mimeType: 'application/pdf', buffer: content }]);
    const line = page.locator('.files li').filter({ hasText: '长合同.pdf' });
    await expect(line).toHaveAttribute('data-state', 'sending');
    await expect(line).toContainText(/正在上传 [1-9]/, { timeout: 20_000 });
    await line.getByRole('button', { name: /暂停/ }).click();
    await expect(line).toHaveAttribute('data-state', 'stopped');
    await page.waitForTimeout(2_500);
    await expect(line).toHaveAttribute('data-state', 'stopped');
    const begun: string[] = [];
    page.on('request', (request) => { if (request.url().includes('/uploads')) begun.push(`${request.method()} ${request.headers()['upload-offset'] ?? ''}`); });
    await client.send('Network.emulateNetworkConditions', { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: -1 });
    await line.getByRole('button', { name: /继续/ }).click();
    await expect(line).not.toHaveAttribute('data-state', /sending|stopped|queued/, { timeout: 30_000 });
    // It was asked how much had arrived; nothing was begun anew.
    expect(begun.some((each) => each.startsWith('HEAD'))).toBe(true);
    expect(begun.some((each) => each.startsWith('POST'))).toBe(false);
});
