import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { aServer, KEYS, type ServedPlane } from '../support/a-server.ts';
import { aBoardRelease } from './a-board-rollout.ts';
import { openBoard, openBrowser, signIn } from './a-browser.ts';

let browser: Awaited<ReturnType<typeof openBrowser>>;
beforeAll(async () => void (browser = await openBrowser()));
afterAll(() => browser.close());
afterEach(() => Promise.all(browser.context.pages().map((page) => page.close())));

async function openAudit(plane: ServedPlane, query = '') {
  const board = await openBoard(browser.context, plane.url);
  await signIn(board.page, KEYS.readonly);
  await board.page.goto(`${plane.url}/ui/#/audit${query}`);
  await board.page.getByRole('table').waitFor();
  return board;
}

const insert = (plane: ServedPlane, fields: { actor: string; action: string; target: string; detail: string }) =>
  plane.db
    .prepare(
      `INSERT INTO audit_entries (at, actor, action, target, detail) VALUES (1, @actor, @action, @target, @detail)`,
    )
    .run(fields);

describe('the audit', () => {
  test('shows only what is asked for, which stands in the address', async () => {
    const plane = await aServer();
    const id = await aBoardRelease(plane, ['web-01']);
    await aBoardRelease(plane, ['web-02']);
    const { page, faults } = await openAudit(plane);
    expect(await page.getByRole('row').count()).toBe(3);
    await page.getByLabel('To', { exact: true }).fill(id);
    await page.getByRole('button', { name: 'Filter' }).click();
    await expect.poll(() => page.getByRole('row').count()).toBe(2);
    expect(page.url()).toContain(`target=${id}`);
    await page.reload();
    await page.getByRole('cell', { name: id }).waitFor();
    expect(await page.getByLabel('To', { exact: true }).inputValue()).toBe(id);
    await page.getByRole('button', { name: 'All' }).click();
    await expect.poll(() => page.getByRole('row').count()).toBe(3);
    expect(faults).toEqual([]);
  });

  test('is saved as a table with the same filter', async () => {
    const plane = await aServer();
    insert(plane, { actor: 'apikey:ops', action: 'rollout.paused', target: 'r-1', detail: 'because' });
    insert(plane, { actor: 'apikey:ops', action: 'rollout.resumed', target: 'r-1', detail: 'again' });
    const { page, faults } = await openAudit(plane, '?action=rollout.paused');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Save as CSV' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('audit.csv');
    const [head, ...rows] = readFileSync(await download.path(), 'utf8')
      .trimEnd()
      .split('\n');
    expect(head).toBe('timestamp,actor,action,target,detail');
    expect(rows).toEqual([expect.stringMatching(/,apikey:ops,rollout\.paused,r-1,because$/)]);
    expect(faults.filter((fault) => !fault.startsWith('it asked blob:'))).toEqual([]);
  });

  test('cuts what is long and shows all of it when asked; what it says is text', async () => {
    const plane = await aServer();
    const detail = `<script>alert(1)</script>${'word '.repeat(200)}end`;
    insert(plane, { actor: 'apikey:<b>ops</b>', action: 'x', target: '\u202Eevil', detail });
    const { page, faults } = await openAudit(plane);
    await page.getByText('apikey:<b>ops</b>').waitFor();
    expect(await page.getByText(detail).count()).toBe(0);
    await page.getByRole('button', { name: 'all of it' }).click();
    await page.getByText(detail).waitFor();
    expect(await page.locator('main script, main b').count()).toBe(0);
    expect(faults).toEqual([]);
  });
});
