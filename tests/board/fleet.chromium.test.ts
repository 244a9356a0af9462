import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { aLink } from '../support/a-link.ts';
import { aReport, aServer, KEYS, type ServedPlane } from '../support/a-server.ts';
import { axeFindings, openBoard, openBrowser, signIn } from './a-browser.ts';
import { insertFleet } from './a-large-fleet.ts';

let browser: Awaited<ReturnType<typeof openBrowser>>;
beforeAll(async () => void (browser = await openBrowser()));
afterAll(() => browser.close());

/** The fleet board over a control plane that knows machines of these names. */
async function aBoard(ids: readonly string[]) {
  const server = await aServer();
  for (const id of ids) await reported(server, id);
  const { page, faults } = await openBoard(browser.context, server.url);
  await signIn(page, KEYS.readonly);
  return { server, page, faults };
}

async function reported(server: ServedPlane, id: string, fields: Record<string, unknown> = {}): Promise<void> {
  const path = `/api/v1/machines/${encodeURIComponent(id)}/report`;
  const answer = await server.ask('POST', path, {
    json: aReport({ machine_id: id, current_generation: '/nix/store/a-system', ...fields }),
  });
  if (!answer.ok) throw new Error(`${id}: ${answer.status} ${await answer.text()}`);
}

const row = (page: Page, id: string) => page.getByRole('row').filter({ has: page.getByRole('link', { name: id }) });

/** The ids in the table, from its top. */
const ids = (page: Page) => page.getByRole('grid').getByRole('link').allTextContents();

const isAtGrid = async (page: Page) => (await page.locator('[role="grid"]:focus').count()) === 1;

const fragment = (page: Page) => new URL(page.url()).hash;

describe('the fleet board', () => {
  test('says of an empty fleet how a machine joins it, and shows the first one when it reports', async () => {
    const { server, page, faults } = await aBoard([]);
    await page.getByText('No machine yet.').waitFor();
    await reported(server, 'web-01');
    await row(page, 'web-01').getByText('online').waitFor();
    await expect.poll(() => page.title()).toBe('Fleet · NixFleet');
    expect(faults).toEqual([]);
  });

  test('shows what an agent does when it does it, and counts it', async () => {
    const { server, page } = await aBoard(['web-01', 'web-02']);
    const link = await aLink(server.url, 'web-02');
    await link.hello();
    link.say({ type: 'state', seq: 1001, state: 'fetching', since: new Date().toISOString() });
    await row(page, 'web-02').getByText('fetching').waitFor();
    await page.getByRole('button', { name: /^fetching 1$/ }).click();
    await expect.poll(() => ids(page)).toEqual(['web-02']);
  });

  test('shows a machine that was deleted no more', async () => {
    const { server, page } = await aBoard(['web-01', 'web-02']);
    await row(page, 'web-01').waitFor();
    await server.ask('DELETE', '/api/v1/machines/web-01');
    await row(page, 'web-01').waitFor({ state: 'detached' });
    expect(await ids(page)).toEqual(['web-02']);
  });

  test('keeps a search and its filters in its address, over a reload and back', async () => {
    const { server, page } = await aBoard(['db-01']);
    await reported(server, 'web-01', { tags: ['eu'] });
    await reported(server, 'web-02', { tags: ['us'] });
    await row(page, 'web-02').waitFor();
    await page.getByRole('searchbox').fill('web');
    await page.getByRole('button', { name: /^eu/ }).click();
    await expect.poll(() => ids(page)).toEqual(['web-01']);
    expect(fragment(page)).toBe('#/fleet?q=web&tag=eu');
    await page.reload();
    await expect.poll(() => ids(page)).toEqual(['web-01']);
    expect(await page.getByRole('searchbox').inputValue()).toBe('web');
    await page.goBack();
    await expect.poll(() => ids(page)).toEqual(['web-01', 'web-02']);
    await page.getByRole('searchbox').fill('nobody');
    await page.getByRole('button', { name: 'Show the whole fleet' }).click();
    await expect.poll(() => ids(page)).toEqual(['db-01', 'web-01', 'web-02']);
  });

  test('is walked through by keys alone, to a machine and back to it', async () => {
    const { page } = await aBoard(['a-01', 'a-02', 'a-03']);
    await row(page, 'a-03').waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('a-');
    for (let presses = 0; presses < 30; presses += 1) {
      if (await isAtGrid(page)) break;
      await page.keyboard.press('Tab');
    }
    await page.keyboard.press('End');
    await page.keyboard.press('ArrowUp');
    expect(await page.locator('#fleet-active').getByRole('link').textContent()).toBe('a-02');
    await page.keyboard.press('Enter');
    await expect.poll(() => fragment(page)).toBe('#/machines/a-02');
    await expect.poll(() => page.title()).toBe('a-02 · Machine · NixFleet');
    await page.goBack();
    await expect.poll(() => page.locator('#fleet-active').getByRole('link').textContent()).toBe('a-02');
  });

  test('stays at a machine that other machines come before', async () => {
    const { server, page } = await aBoard(['m-01', 'm-02']);
    await row(page, 'm-02').waitFor();
    await page.getByRole('grid').focus();
    await page.keyboard.press('ArrowDown');
    await reported(server, 'a-01');
    await row(page, 'a-01').waitFor();
    expect(await page.locator('#fleet-active').getByRole('link').textContent()).toBe('m-02');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    await expect.poll(() => fragment(page)).toBe('#/machines/m-01');
  });

  test('says that it is stale when the control plane is gone, and shows what was known', async () => {
    const { server, page } = await aBoard(['web-01']);
    await row(page, 'web-01').waitFor();
    await expect.poll(() => page.getByRole('status', { name: 'Connection' }).textContent()).toBe('live');
    server.app.server.close();
    server.app.server.closeAllConnections();
    for (const viewer of server.app.websocketServer.clients) viewer.terminate();
    await expect.poll(() => page.getByRole('status', { name: 'Connection' }).textContent()).toBe('reconnecting…');
    await page.getByText('as it was when the connection was lost').waitFor();
    expect(await ids(page)).toEqual(['web-01']);
  });

  test('says that it is not known who is silent, when nobody answers that though its feed stands', async () => {
    const { page } = await aBoard(['web-01']);
    await row(page, 'web-01').waitFor();
    await page.route('**/api/v1/silent-machines', (route) => route.abort());
    // What the page asks when it is looked at again.
    await page.evaluate(`document.dispatchEvent(new Event('visibilitychange'))`);
    await page.getByRole('alert').getByText('the control plane does not answer').waitFor();
    await page.unroute('**/api/v1/silent-machines');
    await page.getByRole('button', { name: 'Try again' }).click();
    await expect.poll(() => page.getByRole('alert').count()).toBe(0);
  });

  test('shows what hostile machines are called as text', async () => {
    const bad = '<img src=x onerror="window.hurt=1">';
    const names = [bad, `long-${'x'.repeat(100)}`, '\u202Egnp.01-bew', '"><script>window.hurt=1</script>'];
    const { server, page, faults } = await aBoard([]);
    for (const name of names) await reported(server, name, { tags: [bad, `\u202E${bad}`], current_generation: bad });
    await expect.poll(() => ids(page)).toHaveLength(names.length);
    expect((await ids(page)).toSorted()).toEqual(names.toSorted());
    for (const view of ['Tiles', 'Table']) await page.getByRole('button', { name: view }).click();
    await page.getByLabel('Group by').selectOption('tag');
    expect(await page.locator('main img, main script').count()).toBe(0);
    expect(await page.evaluate(`'hurt' in window`)).toBe(false);
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
    expect(faults).toEqual([]);
  });

  test('has few of ten thousand machines in the page, finds any of them, and shows all as tiles', async () => {
    const server = await aServer();
    insertFleet(server.db, 10_000);
    const { page, faults } = await openBoard(browser.context, server.url);
    await signIn(page, KEYS.readonly);
    await page.locator('[role="grid"][aria-rowcount="10001"]').waitFor();
    expect(await page.getByRole('row').count()).toBeLessThan(60);
    await page.getByRole('grid').focus();
    await page.keyboard.press('End');
    await page.locator('#fleet-active').getByRole('link', { name: 'web-' }).waitFor();
    await page.getByRole('searchbox').fill('9999');
    await expect.poll(() => ids(page)).toEqual(['build-09999']);
    await page.getByRole('searchbox').fill('');
    await page.getByRole('button', { name: 'Tiles' }).click();
    await expect.poll(() => page.getByRole('gridcell').count()).toBeGreaterThan(5_000);
    expect(faults).toEqual([]);
  });

  test('has nothing that axe finds, as a table and as tiles, light and dark', async () => {
    const server = await aServer();
    insertFleet(server.db, 200);
    const { page } = await openBoard(browser.context, server.url);
    await signIn(page, KEYS.admin);
    for (const colorScheme of ['light', 'dark'] as const)
      for (const view of ['Tiles', 'Table']) {
        await page.emulateMedia({ colorScheme });
        await page.getByRole('button', { name: view }).click();
        expect(await axeFindings(page)).toEqual([]);
      }
  });

  test('tells its keys when it is asked, and gives the focus back', async () => {
    const { page } = await aBoard(['web-01']);
    await page.getByRole('grid').focus();
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keys' }).getByText('Opens the machine').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await isAtGrid(page)).toBe(true);
  });

  test('is as dark as somebody wants it, also the next time', async () => {
    const { page } = await aBoard(['web-01']);
    const ground = () => page.evaluate('getComputedStyle(document.body).backgroundColor');
    const light = await ground();
    for (const theme of ['system', 'light']) await page.getByRole('button', { name: `Theme: ${theme}` }).click();
    const dark = await ground();
    expect(dark).not.toBe(light);
    await page.reload();
    await row(page, 'web-01').waitFor();
    expect(await ground()).toBe(dark);
    await page.getByRole('button', { name: 'Theme: dark' }).click();
    expect(await ground()).toBe(light);
  });
});
