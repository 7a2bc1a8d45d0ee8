import { mkdirSync } from 'node:fs';
import type { Page } from '@playwright/test';

const folder = new URL('../screenshots/', import.meta.url).pathname;

/** A picture of the page as it stands, beside those of every other page of a run. */
export async function shot(page: Page, name: string): Promise<void> {
    mkdirSync(folder, { recursive: true });
    await page.screenshot({ path: `${folder}${name.replaceAll(/[^a-z0-9-]+/gi, '-')}.png`, fullPage: true });
}
