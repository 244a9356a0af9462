import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { aServer, KEYS, type ServedPlane } from '../support/a-server.ts';
import { openBoard, openBrowser, signIn } from './a-browser.ts';

let browser: Awaited<ReturnType<typeof openBrowser>>;
beforeAll(async () => void (browser = await openBrowser()));
afterAll(() => browser.close());

/** Nobody may come in with the keys that were handed out. */
const forgetKeys = (plane: ServedPlane) => plane.db.exec('DELETE FROM api_keys');

describe('a key that is revoked while somebody is signed in', () => {
  test('is told at the next thing that is asked', async () => {
    const plane = await aServer();
    const { page } = await openBoard(browser.context, plane.url);
    await signIn(page, KEYS.readonly);
    forgetKeys(plane);
    await page.getByRole('link', { name: 'Releases' }).click();
    await page.getByRole('alert').getByText('does not know this API key, or it has expired').waitFor();
    await page.getByLabel('API key').waitFor();
    await page.reload();
    await page.getByLabel('API key').waitFor();
    expect(await page.getByRole('alert').count()).toBe(0);
  });

  test('is told on a page that only listens, when its feed is refused', async () => {
    const plane = await aServer();
    const { page } = await openBoard(browser.context, plane.url);
    await signIn(page, KEYS.readonly);
    await page.getByRole('status', { name: 'Connection' }).getByText('live').waitFor();
    forgetKeys(plane);
    for (const viewer of plane.app.websocketServer.clients) viewer.terminate();
    await page
      .getByRole('alert')
      .getByText('does not know this API key, or it has expired')
      .waitFor({ timeout: 10_000 });
  });
});

describe('signing in to the board', () => {
  test('says what is wrong with a key that is not known, and lets in one that is', async () => {
    const { url } = await aServer();
    const { page, faults } = await openBoard(browser.context, url);
    await page.getByLabel('API key').fill('nfk-wrong');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await expect.poll(() => page.getByRole('alert').textContent()).toContain('does not know this API key');
    await signIn(page, KEYS.readonly);
    expect(await page.getByRole('banner').textContent()).toContain('readonly');
    expect(faults.filter((fault) => !fault.includes('401'))).toEqual([]);
  });

  test('is forgotten by another tab, and kept by this one over a reload', async () => {
    const { url } = await aServer();
    const { page } = await openBoard(browser.context, url);
    await signIn(page, KEYS.admin);
    await page.reload();
    await page.getByRole('navigation', { name: 'Sections' }).waitFor();
    const { page: other } = await openBoard(browser.context, url);
    await other.getByLabel('API key').waitFor();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.reload();
    await page.getByLabel('API key').waitFor();
  });
});
