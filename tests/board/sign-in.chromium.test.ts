import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { aServer, KEYS, type ServedPlane } from '../support/a-server.ts';
import { axeFindings, openBoard, openBrowser, signIn } from './a-browser.ts';

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
      .waitFor({ timeout: 20_000 });
  });
});

describe('a page that is loaded again while the control plane does not answer', () => {
  const OWN_KEY = '**/api/v1/keys/self';

  test.each([
    ['nobody is there', undefined, 'the control plane does not answer'],
    ['a proxy says so', { status: 502, contentType: 'text/html', body: '<html>' }, 'a proxy in front of'],
  ])('keeps its key and tries again, when asked and by itself: %s', async (_, answer, words) => {
    const { url } = await aServer();
    const { page } = await openBoard(browser.context, url);
    await signIn(page, KEYS.readonly);
    let asked = 0;
    await page.route(OWN_KEY, (route) => {
      asked += 1;
      return answer === undefined ? route.abort() : route.fulfill(answer);
    });
    await page.reload();
    await page.getByRole('alert').getByText(words).waitFor();
    expect(await page.getByLabel('API key').count()).toBe(0);
    const before = asked;
    await page.getByRole('button', { name: 'Try again' }).click();
    await expect.poll(() => asked).toBeGreaterThan(before);
    await page.unroute(OWN_KEY);
    await page.getByRole('navigation', { name: 'Sections' }).waitFor({ timeout: 20_000 });
    await page.close();
  });

  test('lets one sign in with another key', async () => {
    const { url } = await aServer();
    const { page } = await openBoard(browser.context, url);
    await signIn(page, KEYS.readonly);
    await page.route(OWN_KEY, (route) => route.abort());
    await page.reload();
    await page.getByRole('alert').waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await page.getByRole('button', { name: 'Use another key' }).click();
    await page.unroute(OWN_KEY);
    await signIn(page, KEYS.admin);
    expect(await page.getByRole('banner').textContent()).toContain('admin');
    await page.close();
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
