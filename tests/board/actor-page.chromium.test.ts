import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { aServedRollout, reported, WANTED } from '../support/a-served-rollout.ts';
import { KEYS, type ServedPlane } from '../support/a-server.ts';
import { until } from '../support/until.ts';
import { openBoard, openBrowser, signIn } from './a-browser.ts';

let browser: Awaited<ReturnType<typeof openBrowser>>;
beforeAll(async () => void (browser = await openBrowser()));
afterAll(() => browser.close());

const WELL = { results: [], all_passed: true, timestamp: '2026-04-20T09:15:02Z' };

/** A machine proves that it runs what a rollout wants. */
const proved = (plane: ServedPlane, rollout: string, machine: string) =>
  reported(plane, machine, { current_generation: WANTED, assignment: `${rollout}:0:1`, outcome: 'done', health: WELL });

/** A page of the board, signed in. */
async function at({ url }: ServedPlane, fragment: string) {
  const { page, faults } = await openBoard(browser.context, url);
  await signIn(page, KEYS.readonly);
  await page.goto(`${url}/ui/${fragment}`);
  return { page, faults };
}

/** Ids of the states that are marked on the chart. */
const activeOn = (page: Page) =>
  page
    .locator('svg.chart .chart-active')
    .evaluateAll((states) => states.map((state) => state.getAttribute('data-state')));

const takenOn = (page: Page) => page.locator('svg.chart path.chart-taken').count();
const slider = (page: Page) => page.getByRole('slider', { name: 'Step of its history' });

describe('the page of an actor', { timeout: 120_000 }, () => {
  test('shows where it is, and each step as it is taken', async () => {
    const { plane, id } = await aServedRollout();
    const { page, faults } = await at(plane, `#/actors/${encodeURIComponent('machine:web-01')}`);
    await expect.poll(() => activeOn(page)).toContain('deployment__pending_deploy');
    const steps = page.locator('.actors-steps li');
    const before = await steps.count();
    await proved(plane, id, 'web-01');
    await expect.poll(() => activeOn(page)).toContain('deployment__in_sync');
    await expect.poll(() => steps.count()).toBe(before + 1);
    expect(await takenOn(page)).toBe(1);
    expect(await steps.first().textContent()).toContain('deployment.pending_deploy → deployment.in_sync');
    expect(faults).toEqual([]);
  });

  test('goes back through its history and to now again, by keyboard alone', async () => {
    const { plane, id } = await aServedRollout();
    await proved(plane, id, 'web-01');
    await until(plane, `SELECT count(*) > 0 FROM rollout_machines WHERE verdict = 'healthy'`);
    const { page } = await at(plane, `#/actors/${encodeURIComponent('machine:web-01')}`);
    await expect.poll(() => activeOn(page)).toContain('deployment__in_sync');
    await slider(page).focus();
    await page.keyboard.press('ArrowLeft');
    await expect.poll(() => activeOn(page)).toContain('deployment__pending_deploy');
    await expect.poll(() => page.url()).toMatch(/\?step=\d+$/);
    await page.keyboard.press('Home');
    await expect.poll(() => activeOn(page)).toContain('deployment__unknown');
    expect(await slider(page).getAttribute('aria-valuetext')).toContain('begins');
    // What happens now does not take one away from what one looks at.
    await reported(plane, 'web-01', { current_generation: '/nix/store/stray', health: null });
    await until(plane, `SELECT count(*) > 3 FROM transitions WHERE address = 'machine:web-01'`);
    await expect.poll(() => slider(page).getAttribute('max')).toBe('3');
    expect(await activeOn(page)).toContain('deployment__unknown');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await expect.poll(() => activeOn(page)).toContain('deployment__pending_deploy');
    await expect.poll(() => page.url()).not.toContain('step=');
  });

  test('plays its history until now', async () => {
    const { plane, id } = await aServedRollout();
    await proved(plane, id, 'web-01');
    await until(plane, `SELECT count(*) > 0 FROM rollout_machines WHERE verdict = 'healthy'`);
    const { page } = await at(plane, `#/actors/${encodeURIComponent('machine:web-01')}`);
    await page.getByRole('button', { name: 'First' }).click();
    await expect.poll(() => activeOn(page)).toContain('deployment__unknown');
    await page.getByRole('button', { name: 'Play' }).click();
    await expect.poll(() => activeOn(page)).toContain('deployment__pending_deploy');
    await page.locator('button[aria-pressed="true"]', { hasText: 'Live' }).waitFor();
    expect(await activeOn(page)).toContain('deployment__in_sync');
    await page.getByRole('button', { name: 'Play' }).waitFor();
  });

  test('says that it is gone when it is', async () => {
    const { plane } = await aServedRollout();
    const { page } = await at(plane, '#/actors/machine%3Aweb-03');
    await page.locator('[data-state="lifecycle__active"].chart-active').waitFor({ state: 'attached' });
    await plane.ask('DELETE', '/api/v1/machines/web-03');
    await page.getByText('This actor is no more', { exact: false }).waitFor();
  });

  test('shows the step that an address names', async () => {
    const { plane, id } = await aServedRollout();
    await proved(plane, id, 'web-01');
    const seq = plane.db.prepare(`SELECT min(seq) FROM transitions WHERE address = 'machine:web-01'`).pluck().get();
    const { page } = await at(plane, `#/actors/${encodeURIComponent('machine:web-01')}?step=${String(seq)}`);
    await expect.poll(() => activeOn(page)).toContain('deployment__unknown');
    await expect.poll(() => page.getByRole('group', { name: 'History' }).textContent()).toContain('Step 1 of');
  });

  test('loads an old history as somebody goes back in it', async () => {
    const { plane, id } = await aServedRollout();
    const add = plane.db.prepare(
      `INSERT INTO transitions (address, delivery, at, event, detail, taken, state)
       VALUES (?, 1, ?, ?, '{}', '[{"from":"created","to":["running"]}]', '"created"')`,
    );
    const address = `rollout:${id}`;
    plane.db.transaction(() => {
      for (let count = 0; count < 700; count++) add.run(address, Date.now(), `told.${count}`);
    })();
    const first = plane.db.prepare(`SELECT min(seq) FROM transitions WHERE address = ?`).pluck().get(address);
    const { page } = await at(plane, `#/actors/${encodeURIComponent(address)}?step=${String(first)}`);
    await expect.poll(() => page.getByRole('group', { name: 'History' }).textContent()).toContain('Step 1 of 702');
    expect(await slider(page).getAttribute('aria-valuetext')).toContain('begins');
  });

  test('counts down to the deadline that it waits for', async () => {
    const { plane, id } = await aServedRollout();
    const { page } = await at(plane, `#/actors/${encodeURIComponent(`batch:${id}:0`)}`);
    await expect.poll(() => page.locator('.actors-waits').textContent()).toMatch(/in (5:00|4:\d\d) /);
    expect(await page.getByRole('link', { name: 'To the rollout' }).getAttribute('href')).toBe(`#/rollouts/${id}`);
  });

  test('says what it can of one that is not there, and of one that cannot be restored', async () => {
    const { plane, id } = await aServedRollout();
    const { page } = await at(plane, '#/actors/rollout%3Ar-none');
    await page.getByText('There is no actor rollout:r-none.').waitFor();
    plane.db.prepare('UPDATE snapshots SET state = ? WHERE address = ?').run('{"no json', `batch:${id}:0`);
    await page.goto(`${plane.url}/ui/#/actors/${encodeURIComponent(`batch:${id}:0`)}`);
    await expect.poll(() => page.getByRole('alert').textContent()).toContain('It is quarantined');
  });
});

describe('the list of actors', { timeout: 120_000 }, () => {
  test('is narrowed by kind, status and a search, which the address keeps', async () => {
    const { plane, id } = await aServedRollout();
    const { page, faults } = await at(plane, '#/actors');
    const rows = page.locator('.actors-table tbody tr');
    await expect.poll(() => rows.count()).toBe(5);
    await page.getByLabel('Kind').selectOption('machine');
    await expect.poll(() => rows.count()).toBe(3);
    await page.getByLabel('Search').fill('web-02');
    await expect.poll(() => rows.count()).toBe(1);
    expect(page.url()).toContain('kind=machine&search=web-02');
    await page.reload();
    await expect.poll(() => rows.count()).toBe(1);
    await page.getByLabel('Kind').selectOption('rollout');
    await page.getByText('No actor fits this filter.').waitFor();
    await page.getByRole('button', { name: 'Show all' }).click();
    await rows
      .filter({ hasText: `rollout:${id}` })
      .getByRole('link')
      .click();
    await page.getByRole('heading', { level: 1, name: `rollout:${id}` }).waitFor();
    expect(faults).toEqual([]);
  });

  test('shows each statechart as a picture that is enlarged and moved by keys, and as a table', async () => {
    const { plane } = await aServedRollout();
    const { page } = await at(plane, '#/actors');
    await page.getByRole('button', { name: /^agent/ }).click();
    const picture = page.getByRole('group', { name: /^Statechart of agent/ });
    await picture.focus();
    const look = () => page.locator('svg.chart > g').getAttribute('transform');
    // So it is until the page is laid out.
    await expect.poll(look).not.toBe('translate(0 0) scale(1)');
    const whole = await look();
    await page.keyboard.press('+');
    await expect.poll(look).not.toBe(whole);
    const enlarged = await look();
    await page.keyboard.press('ArrowDown');
    await expect.poll(look).not.toBe(enlarged);
    await page.keyboard.press('0');
    await expect.poll(look).toBe(whole);
    await page.getByText('The same as a table').click();
    await page.getByRole('rowheader', { name: 'rolling_back', exact: true }).waitFor();
  });
});
