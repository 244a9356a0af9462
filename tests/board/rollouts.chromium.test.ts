import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { aServer, KEYS } from '../support/a-server.ts';
import { aBoardRollout, isIll, isWell } from './a-board-rollout.ts';
import { openBoard, openBrowser, signIn } from './a-browser.ts';

let browser: Awaited<ReturnType<typeof openBrowser>>;
beforeAll(async () => void (browser = await openBrowser()));
afterAll(() => browser.close());
afterEach(() => Promise.all(browser.context.pages().map((page) => page.close())));

describe('the list of rollouts', () => {
  test('says what to do while there is none, and shows the first as it happens', async () => {
    const plane = await aServer();
    const { page, faults } = await openBoard(browser.context, plane.url);
    await signIn(page, KEYS.readonly);
    await page.goto(`${plane.url}/ui/#/rollouts`);
    await page.getByText('There has been no rollout yet.').waitFor();
    await page.getByRole('status', { name: 'Connection' }).getByText('live').waitFor();
    const { id } = await aBoardRollout(plane, { hosts: ['web-01', 'web-02'] });
    const card = page.getByRole('listitem').filter({ has: page.getByRole('link', { name: id }) });
    await card.getByText('2 pending').waitFor();
    await isWell(plane, 'web-01');
    await card.getByText('1 healthy, 1 pending').waitFor();
    await isIll(plane, 'web-02', 'connection refused');
    await card.getByText('paused', { exact: false }).first().waitFor();
    await card.getByText('1 healthy, 1 unhealthy').waitFor();
    await card.getByText('batch 1 failed').waitFor();
    expect(faults).toEqual([]);
  });

  test('lets go of one that leaves the status that was asked for, and of one that is deleted', async () => {
    const plane = await aServer();
    const { id } = await aBoardRollout(plane, { hosts: ['web-01'] });
    const { page, faults } = await openBoard(browser.context, plane.url);
    await signIn(page, KEYS.readonly);
    await page.goto(`${plane.url}/ui/#/rollouts?status=running`);
    await page.getByRole('link', { name: id }).waitFor();
    await page.getByRole('status', { name: 'Connection' }).getByText('live').waitFor();
    await plane.ask('POST', `/api/v1/rollouts/${id}/cancel`);
    await page.getByText('No rollout is running.').waitFor();
    await page.getByRole('combobox', { name: 'Status' }).selectOption('');
    await page.getByRole('link', { name: id }).waitFor();
    await page.getByRole('status', { name: 'Connection' }).getByText('live').waitFor();
    expect((await plane.ask('DELETE', `/api/v1/rollouts/${id}`)).status).toBe(204);
    await page.getByText('There has been no rollout yet.').waitFor();
    expect(faults).toEqual([]);
  });

  test('has what may move first, and only those of a status when asked', async () => {
    const plane = await aServer();
    const first = await aBoardRollout(plane, { hosts: ['web-01'] });
    const second = await aBoardRollout(plane, { hosts: ['db-01'] });
    await plane.ask('POST', `/api/v1/rollouts/${second.id}/cancel`);
    await expect.poll(() => plane.reads.rollouts.standing(second.id)?.status).toBe('cancelled');
    const { page } = await openBoard(browser.context, plane.url);
    await signIn(page, KEYS.readonly);
    await page.goto(`${plane.url}/ui/#/rollouts`);
    const names = page.getByRole('main').getByRole('link', { name: /^r-/ });
    await names.nth(1).waitFor();
    expect(await names.allTextContents()).toEqual([first.id, second.id]);
    await page.getByRole('combobox', { name: 'Status' }).selectOption('cancelled');
    await expect.poll(() => names.allTextContents()).toEqual([second.id]);
    expect(page.url()).toContain('?status=cancelled');
    await page.getByRole('combobox', { name: 'Status' }).selectOption('failed');
    await page.getByText('No rollout is failed.').waitFor();
  });
});
