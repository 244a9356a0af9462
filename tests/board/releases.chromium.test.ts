import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { aServer, KEYS, type ServedPlane } from '../support/a-server.ts';
import { aBoardRelease, NEW, OLD } from './a-board-rollout.ts';
import { openBoard, openBrowser, signIn } from './a-browser.ts';

let browser: Awaited<ReturnType<typeof openBrowser>>;
beforeAll(async () => void (browser = await openBrowser()));
afterAll(() => browser.close());
afterEach(() => Promise.all(browser.context.pages().map((page) => page.close())));

async function openAt(plane: ServedPlane, place: string) {
  const board = await openBoard(browser.context, plane.url);
  await signIn(board.page, KEYS.readonly);
  await board.page.goto(`${plane.url}/ui/#/${place}`);
  return board;
}

describe('the pages of releases', () => {
  test('lead from the list to what changes between two', async () => {
    const plane = await aServer();
    await aBoardRelease(plane, ['web-01', 'web-02', 'old-01'], { path: OLD });
    const after = await aBoardRelease(plane, ['web-01', 'web-02', 'new-01'], { path: NEW });
    const { page, faults } = await openAt(plane, 'releases');
    await page.getByRole('link', { name: after }).click();
    await page.getByRole('heading', { level: 1, name: after }).waitFor();
    await page.getByRole('searchbox').fill('web-01');
    await page.getByText('1 of 3 hosts').waitFor();
    await page.getByRole('button', { name: 'to this one' }).click();
    await page.getByText('2 changed, 1 added, 1 removed, 0 unchanged').waitFor();
    const marks = await page.locator('mark').allTextContents();
    expect(marks.slice(0, 4)).toEqual([
      '0c7g3y1n6z4vqk2m9p5xw8h1b3d6f9j2',
      '05',
      '9s4kx2r7mq1w6z3vh8n5p0y2d4b7c9f1',
      '11',
    ]);
    await page.getByRole('link', { name: 'new-01' }).waitFor();
    expect(faults).toEqual([]);
  });

  test('take what a flake says for text', async () => {
    const plane = await aServer();
    const hostile = '<img src=x onerror=alert(1)>\u202Egnp.exe';
    const id = await aBoardRelease(plane, ['web-01'], { flake_ref: hostile, flake_rev: 'x'.repeat(256) });
    const { page, faults } = await openAt(plane, 'releases');
    await page.getByText(hostile).waitFor();
    await page.goto(`${plane.url}/ui/#/releases/${id}`);
    await page.getByRole('heading', { level: 1, name: id }).waitFor();
    expect(await page.getByText(hostile).count()).toBe(1);
    expect(await page.locator('img').count()).toBe(0);
    const isWithin = await page.locator('html').evaluate(({ scrollWidth, clientWidth }) => scrollWidth <= clientWidth);
    expect(isWithin).toBe(true);
    expect(faults).toEqual([]);
  });

  test('say so when there is no such release', async () => {
    const { page } = await openAt(await aServer(), 'releases/rel-none');
    await page.getByRole('alert').getByText('there is no release rel-none').waitFor();
    await page.getByRole('button', { name: 'Try again' }).waitFor();
  });
});
