import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

/** No violation on the page as it stands, and nothing that would scroll sideways. */
export async function accessible(page: Page, what: string): Promise<void> {
    // What still fades in has less contrast than it will have.
    await page.waitForFunction(() => document.getAnimations().every((each) =>
        each.playState !== 'running' || each.effect?.getComputedTiming().iterations === Infinity), undefined, { timeout: 3000 }).catch(() => undefined);
    const { violations } = await new AxeBuilder({ page }).analyze();
    const found = violations.map((each) => `${each.id}: ${each.nodes.map((node) => node.target.join(' ')).join(', ')}`);
    expect(found, `axe on ${what}`).toEqual([]);
    const beyond = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(beyond, `${what} scrolls sideways`).toBeLessThanOrEqual(0);
}
