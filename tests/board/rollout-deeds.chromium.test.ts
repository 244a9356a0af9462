import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { aServer, KEYS, type ServedPlane } from '../support/a-server.ts';
import { aBoardRollout, isIll, isWell, told } from './a-board-rollout.ts';
import { openBoard, openBrowser, signIn } from './a-browser.ts';

const ORDER = { hosts: ['web-01', 'web-02', 'web-03'], strategy: 'staged', batch_sizes: ['1', '100%'] };

let browser: Awaited<ReturnType<typeof openBrowser>>;
beforeAll(async () => void (browser = await openBrowser()));
afterAll(() => browser.close());
afterEach(() => Promise.all(browser.context.pages().map((page) => page.close())));

async function openRollout(plane: ServedPlane, id: string, key: string = KEYS.deploy) {
  const board = await openBoard(browser.context, plane.url);
  await signIn(board.page, key);
  await board.page.goto(`${plane.url}/ui/#/rollouts/${id}`);
  await board.page.getByRole('heading', { level: 1, name: id }).waitFor();
  return board;
}

/** A rollout whose canary has failed, as its page shows it. */
async function aPausedPage(key?: string) {
  const plane = await aServer();
  const rollout = await aBoardRollout(plane, ORDER);
  const board = await openRollout(plane, rollout.id, key);
  const [canary = ''] = rollout.batches[0] ?? [];
  await isIll(plane, canary, 'connection refused');
  await is(board.page, 'paused');
  return { plane, ...rollout, ...board, canary };
}

const is = (page: Page, status: string) =>
  page.getByRole('status', { name: 'Status of the rollout' }).getByText(status).waitFor();
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

describe('the buttons of a rollout', () => {
  test('resume it by mouse, and it goes on with the machine that is well now', async () => {
    const { plane, id, page, canary, faults } = await aPausedPage();
    await button(page, 'Resume').click();
    const dialog = page.getByRole('dialog', { name: 'Resume this rollout?' });
    await dialog.getByText('Batch 1 is tried again').waitFor();
    await button(page, 'Resume').last().click();
    await is(page, 'running');
    await dialog.waitFor({ state: 'detached' });
    await told(plane, id, 0);
    await isWell(plane, canary);
    await page.getByRole('listitem', { name: 'Batch 1', exact: true }).getByText('succeeded').waitFor();
    expect(faults).toEqual([]);
  });

  test('resume it by keyboard', async () => {
    const { page } = await aPausedPage();
    await button(page, 'Resume').focus();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    // The Close button, then the one that does it.
    for (let press = 0; press < 3; press += 1) {
      if ((await page.locator('.primary:focus').count()) === 1) break;
      await page.keyboard.press('Tab');
    }
    await page.keyboard.press('Enter');
    await is(page, 'running');
  });

  test('cancel it only when that is meant: Esc changes nothing, and the focus is back on the button', async () => {
    const { page, plane, id } = await aPausedPage();
    await button(page, 'Cancel').click();
    await page.getByRole('dialog').getByText('Machines keep what they have').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await page.locator(':focus').textContent()).toBe('Cancel');
    expect(plane.reads.rollouts.standing(id)?.status).toBe('paused');
    await button(page, 'Cancel').click();
    await button(page, 'Cancel the rollout').click();
    await is(page, 'cancelled');
    expect(await button(page, 'Cancel').getAttribute('aria-disabled')).toBe('true');
  });

  test('pause it while its batch is under way', async () => {
    const plane = await aServer();
    const { id } = await aBoardRollout(plane, ORDER);
    const { page } = await openRollout(plane, id);
    await button(page, 'Pause').click();
    await page.getByRole('dialog').getByText('Batch 1 is under way').waitFor();
    await button(page, 'Pause').last().click();
    await is(page, 'paused');
    await page.getByRole('listitem', { name: 'Batch 1', exact: true }).getByText('waiting health').waitFor();
  });

  test('say in the dialog what the control plane has against it', async () => {
    const { page, plane, id } = await aPausedPage();
    await button(page, 'Resume').click();
    await page.getByRole('dialog').waitFor();
    // The page has not heard of it when it asks.
    await page.route(`**/rollouts/${id}/resume`, async (route) => {
      expect((await plane.ask('POST', `/api/v1/rollouts/${id}/cancel`)).status).toBe(200);
      await route.continue();
    });
    await button(page, 'Resume').last().click();
    await page.getByRole('dialog').getByRole('alert').getByText('only a paused rollout can be resumed').waitFor();
  });

  test('do nothing that was not read: a cancel does not stop the way back when that has begun meanwhile', async () => {
    const plane = await aServer();
    const { id, batches } = await aBoardRollout(plane, { ...ORDER, on_failure: 'revert' });
    const { page } = await openRollout(plane, id);
    await button(page, 'Cancel').click();
    const dialog = page.getByRole('dialog', { name: 'Cancel this rollout?' });
    await dialog.waitFor();
    const [canary = ''] = batches[0] ?? [];
    await isIll(plane, canary, 'connection refused');
    await dialog.getByRole('alert').getByText('It is reverting by now').waitFor();
    const confirm = button(page, 'Cancel the rollout');
    expect(await confirm.getAttribute('aria-disabled')).toBe('true');
    await confirm.click({ force: true });
    await button(page, 'Not now').click();
    expect(plane.reads.rollouts.standing(id)?.phase).toBe('reverting');
    await button(page, 'Cancel').click();
    await button(page, 'Stop taking back').click();
    await is(page, 'revert incomplete');
  });

  test('are not there for a key that may only look, and the control plane refuses it anyway', async () => {
    const { page, plane, id } = await aPausedPage(KEYS.readonly);
    await page.getByText('Your key may only look.').waitFor();
    for (const name of ['Pause', 'Resume', 'Cancel']) expect(await button(page, name).count()).toBe(0);
    for (const deed of ['pause', 'resume', 'cancel']) {
      const refused = await plane.ask('POST', `/api/v1/rollouts/${id}/${deed}`, { role: 'readonly' });
      expect(refused.status).toBe(403);
    }
  });
});
