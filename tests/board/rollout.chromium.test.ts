import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { aServer, KEYS, type ServedPlane } from '../support/a-server.ts';
import { aBoardRollout, isIll, isWell, told } from './a-board-rollout.ts';
import { openBoard, openBrowser, signIn } from './a-browser.ts';

const HOSTS = ['web-01', 'web-02', 'web-03', 'web-04', 'web-05'];
const CANARY = { hosts: HOSTS, strategy: 'staged', batch_sizes: ['1', '2', '100%'] };

let browser: Awaited<ReturnType<typeof openBrowser>>;
beforeAll(async () => void (browser = await openBrowser()));
afterAll(() => browser.close());
afterEach(() => Promise.all(browser.context.pages().map((page) => page.close())));

async function openRollout(plane: ServedPlane, id: string, key: string = KEYS.deploy) {
  const board = await openBoard(browser.context, plane.url);
  await signIn(board.page, key);
  await board.page.goto(`${plane.url}/ui/#/rollouts/${id}`);
  await board.page.getByRole('heading', { level: 1 }).waitFor();
  return board;
}

const status = (page: Page) => page.getByRole('status', { name: 'Status of the rollout' });
const batch = (page: Page, number: number) => page.getByRole('listitem', { name: `Batch ${number}`, exact: true });

describe('the page of a rollout', () => {
  test('shows a canary rollout go through its batches', async () => {
    const plane = await aServer();
    const { id, batches } = await aBoardRollout(plane, CANARY);
    const { page, faults } = await openRollout(plane, id);
    await batch(page, 2).getByText('0 of 2 healthy').waitFor();
    for (const [index, machines] of batches.entries()) {
      await told(plane, id, index);
      await batch(page, index + 1)
        .getByText('waiting health')
        .waitFor();
      for (const machine of machines) await isWell(plane, machine);
      await batch(page, index + 1)
        .getByText(`${machines.length} of ${machines.length} healthy`)
        .waitFor();
    }
    await status(page).getByText('completed').waitFor();
    const mark = page.getByRole('button', { name: /^web-01: healthy, after/ });
    expect(await mark.count()).toBe(1);
    expect(faults).toEqual([]);
  });

  test('shows the machine that fails with its reason, and why another one waits', async () => {
    const plane = await aServer();
    const { id, batches } = await aBoardRollout(plane, CANARY);
    const { page, faults } = await openRollout(plane, id);
    const [canary = ''] = batches[0] ?? [];
    await isIll(plane, canary, 'connection refused');
    await status(page).getByText('paused').waitFor();
    await batch(page, 1).getByText('health checks failed: nginx: connection refused').waitFor();
    await batch(page, 2).getByRole('button', { name: 'Batch 2' }).click();
    await batch(page, 2).getByRole('button', { name: 'Why is it waiting?' }).first().click();
    await batch(page, 2).getByText('resume it or cancel it').waitFor();
    expect(faults).toEqual([]);
  });

  test('asks again why a machine waits while one looks, and lists nobody who was judged since', async () => {
    const plane = await aServer();
    const { id } = await aBoardRollout(plane, { hosts: ['web-01', 'web-02'] });
    const { page, faults } = await openRollout(plane, id);
    await page.getByRole('button', { name: 'Why are they waiting?' }).click();
    const waiting = page.getByRole('region', { name: 'without a verdict' });
    const reasons = waiting.getByRole('listitem');
    await reasons.nth(1).waitFor();
    // Not the times beside it, which pass by themselves.
    const sentence = reasons.nth(1).locator('.rollouts-why bdi');
    const before = await sentence.textContent();
    await expect.poll(() => sentence.textContent()).not.toBe(before);
    await isWell(plane, 'web-01');
    await waiting.getByText('1 machine is without a verdict').waitFor();
    expect(await waiting.getByRole('link').allTextContents()).toEqual(['web-02']);
    expect(faults).toEqual([]);
  });

  test('waits for nothing once it was cancelled', async () => {
    const plane = await aServer();
    const { id } = await aBoardRollout(plane, CANARY);
    const { page, faults } = await openRollout(plane, id);
    await batch(page, 1).getByText('gives up').waitFor();
    await page.getByRole('button', { name: 'Why are they waiting?' }).waitFor();
    await plane.ask('POST', `/api/v1/rollouts/${id}/cancel`);
    await status(page).getByText('cancelled').waitFor();
    await batch(page, 1).getByText('stopped').waitFor();
    expect(await batch(page, 2).getByText('not begun').count()).toBe(1);
    expect(await page.getByText('gives up').count()).toBe(0);
    expect(await page.getByText('without a verdict').count()).toBe(0);
    expect(faults).toEqual([]);
  });

  test('says that it was deleted, and whose doing that was can be found', async () => {
    const plane = await aServer();
    const { id } = await aBoardRollout(plane, CANARY);
    const { page } = await openRollout(plane, id);
    await plane.ask('POST', `/api/v1/rollouts/${id}/cancel`);
    await status(page).getByText('cancelled').waitFor();
    await page.getByRole('status', { name: 'Connection' }).getByText('live').waitFor();
    expect((await plane.ask('DELETE', `/api/v1/rollouts/${id}`)).status).toBe(204);
    await page.getByRole('alert').getByText('This rollout was deleted').waitFor();
    expect(await status(page).count()).toBe(0);
    await page.getByRole('link', { name: 'Who did it is in the audit' }).click();
    await page.getByText('rollout.deleted').first().waitFor();
  });

  test('says that it is cut off, and goes on where it was', async () => {
    const plane = await aServer();
    const { id, batches } = await aBoardRollout(plane, CANARY);
    const { page } = await openRollout(plane, id);
    const connection = page.getByRole('status', { name: 'Connection' });
    await connection.getByText('live').waitFor();
    await page.context().setOffline(true);
    for (const viewer of plane.app.websocketServer.clients) viewer.terminate();
    await connection.getByText('reconnecting…').waitFor();
    for (const machine of batches[0] ?? []) await isWell(plane, machine);
    await told(plane, id, 1);
    expect(await batch(page, 1).getByText('waiting health').count()).toBe(1);
    await page.context().setOffline(false);
    await batch(page, 1).getByText('succeeded').waitFor();
    await batch(page, 2).getByText('waiting health').waitFor();
  });

  test('takes what machines say and are called for text, however long it is', async () => {
    const plane = await aServer();
    const host = 'web-<img src=x onerror=alert(1)>';
    const { id } = await aBoardRollout(plane, { hosts: [host] });
    const { page, faults } = await openRollout(plane, id);
    const message = `<script>alert(1)</script>\u202Egnp.exe ${'x'.repeat(900)}`;
    await isIll(plane, host, message);
    await status(page).getByText('paused').waitFor();
    await batch(page, 1).getByRole('link', { name: host }).waitFor();
    await batch(page, 1).getByText('<script>alert(1)</script>').waitFor();
    expect(await page.locator('main script, main img').count()).toBe(0);
    expect(await page.locator('html').evaluate(({ scrollWidth, clientWidth }) => scrollWidth <= clientWidth)).toBe(
      true,
    );
    expect(faults).toEqual([]);
  });

  test('is gone through by keyboard: one stop for the machines of a batch, arrows between them', async () => {
    const plane = await aServer();
    const { id } = await aBoardRollout(plane, { hosts: ['web-01', 'web-02', 'web-03'] });
    const { page } = await openRollout(plane, id);
    const marks = batch(page, 1).getByRole('group').getByRole('button');
    expect(await marks.evaluateAll((all) => all.map((mark) => mark.getAttribute('tabindex')))).toEqual([
      '0',
      '-1',
      '-1',
    ]);
    await marks.first().focus();
    await page.keyboard.press('ArrowRight');
    const name = (await page.locator(':focus').getAttribute('data-machine')) ?? '';
    expect(name).toBe(await marks.nth(1).getAttribute('data-machine'));
    await page.keyboard.press('Enter');
    await batch(page, 1).getByRole('row').nth(1).getByRole('link', { name }).waitFor();
  });

  test('says so when there is no such rollout', async () => {
    const plane = await aServer();
    const { page } = await openBoard(browser.context, plane.url);
    await signIn(page, KEYS.readonly);
    await page.goto(`${plane.url}/ui/#/rollouts/r-none`);
    await page.getByRole('alert').getByText('there is no rollout r-none').waitFor();
  });
});
