import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { aServedRollout, reported } from '../support/a-served-rollout.ts';
import { aServer, KEYS } from '../support/a-server.ts';
import { openBoard, openBrowser, signIn } from './a-browser.ts';

let browser: Awaited<ReturnType<typeof openBrowser>>;
beforeAll(async () => void (browser = await openBrowser()));
afterAll(() => browser.close());

const QUARTER = 15 * 60_000;

describe.each([
  ['ahead of', QUARTER],
  ['behind', -QUARTER],
])('a computer whose clock is 15 min %s the control plane’s', (_, offMs) => {
  const wrong = `{ const right = Date.now; Date.now = () => right() + ${offMs}; }`;

  test('shows a machine that reports as online, and when it was heard of', async () => {
    const plane = await aServer();
    await reported(plane, 'web-01');
    const { page } = await openBoard(browser.context, plane.url);
    await page.addInitScript(wrong);
    await page.reload();
    await signIn(page, KEYS.readonly);
    const row = page.getByRole('row').filter({ hasText: 'web-01' });
    await row.getByText('online').waitFor();
    await page.goto(`${plane.url}/ui/#/machines/web-01`);
    const head = page.locator('header.machines-head');
    await head.getByText('online').waitFor();
    const heard = head.locator('dt', { hasText: 'Last heard' }).locator('xpath=following-sibling::dd[1]');
    expect(await heard.textContent()).toMatch(/^(now|\d+ s ago)/);
    await page.close();
  });

  test('draws now on a rollout’s timeline after its creation', async () => {
    const { plane, id } = await aServedRollout();
    const { page } = await openBoard(browser.context, plane.url);
    await page.addInitScript(wrong);
    await page.reload();
    await signIn(page, KEYS.readonly);
    await page.goto(`${plane.url}/ui/#/rollouts/${id}`);
    const now = page.locator('.now', { hasText: 'now' }).first();
    const left = async () => Number(/left: *([\d.-]+)%/.exec((await now.getAttribute('style')) ?? '')?.[1]);
    await expect.poll(left).toBeGreaterThan(0);
    expect(await left()).toBeLessThanOrEqual(100);
    await page.close();
  });
});
