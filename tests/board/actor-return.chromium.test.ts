import { join } from 'node:path';
import SQLite, { type Database } from 'better-sqlite3';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { aServedRollout, reported, WANTED, WELL } from '../support/a-served-rollout.ts';
import { aServer, KEYS, type ServedPlane } from '../support/a-server.ts';
import { tempFolder } from '../support/temp.ts';
import { openBoard, openBrowser, signIn } from './a-browser.ts';

let browser: Awaited<ReturnType<typeof openBrowser>>;
beforeAll(async () => void (browser = await openBrowser()));
afterAll(() => browser.close());

async function at({ url }: ServedPlane, fragment: string): Promise<Page> {
  const { page } = await openBoard(browser.context, url);
  await signIn(page, KEYS.readonly);
  await page.goto(`${url}/ui/${fragment}`);
  return page;
}

const state = (page: Page, id: string) => page.locator(`[data-state="${id}"].chart-active`).first();
const PENDING = 'deployment__pending_deploy';
const IN_SYNC = 'deployment__in_sync';
const UNKNOWN = 'deployment__unknown';
const shows = (page: Page, id: string) => state(page, id).waitFor({ state: 'attached' });
const isNoMore = (page: Page) => page.getByText('This actor is no more', { exact: false });
const connection = (page: Page) => page.getByRole('status', { name: 'Connection' });

const proved = (plane: ServedPlane, rollout: string, machine: string) =>
  reported(plane, machine, { current_generation: WANTED, assignment: `${rollout}:0:1`, outcome: 'done', health: WELL });

/** Deletes a machine that no rollout holds any more. */
async function deleted(plane: ServedPlane, rollout: string, machine: string): Promise<void> {
  await plane.ask('POST', `/api/v1/rollouts/${rollout}/cancel`);
  expect((await plane.ask('DELETE', `/api/v1/machines/${machine}`)).status).toBeLessThan(300);
}

/** The database as it is now, for later. */
function backup({ db }: ServedPlane): Database {
  const path = join(tempFolder(), 'backup.db');
  db.prepare('VACUUM INTO ?').run(path);
  const copy = new SQLite(path);
  onTestFinished(() => void copy.close());
  return copy;
}

/** Ends a control plane, and begins one in its place that goes on with a database. */
async function replaced(plane: ServedPlane, goesOnWith: Database, written = (_db: Database) => {}) {
  for (const viewer of plane.app.websocketServer.clients) viewer.terminate();
  await plane.app.close();
  return aServer({ goesOnWith, written, port: Number(new URL(plane.url).port) });
}

describe('a machine that is deleted and reports again', { timeout: 120_000 }, () => {
  test('is live again on its page, and on the page of its actor', async () => {
    const { plane, id } = await aServedRollout();
    const machine = await at(plane, '#/machines/web-03');
    const actor = await at(plane, '#/actors/machine%3Aweb-03');
    await Promise.all([shows(machine, PENDING), shows(actor, PENDING)]);
    await deleted(plane, id, 'web-03');
    await isNoMore(actor).waitFor();
    await expect.poll(() => connection(actor).textContent()).toBe('');
    await reported(plane, 'web-03');
    await actor.bringToFront();
    await shows(actor, UNKNOWN);
    await isNoMore(actor).waitFor({ state: 'detached' });
    await expect.poll(() => connection(actor).textContent()).toBe('live');
    await machine.bringToFront();
    await shows(machine, UNKNOWN);
    expect(await state(machine, PENDING).count()).toBe(0);
    await plane.ask('PATCH', '/api/v1/machines/web-03/lifecycle', { json: { lifecycle: 'maintenance' } });
    await shows(machine, 'lifecycle__maintenance');
  });
});

describe('an actor of a control plane that is replaced', { timeout: 120_000 }, () => {
  test('is as the backup has it when it was restored from one, and goes on from there', async () => {
    const { plane, id } = await aServedRollout();
    const before = backup(plane);
    await proved(plane, id, 'web-01');
    const page = await at(plane, '#/actors/machine%3Aweb-01');
    await shows(page, IN_SYNC);
    const steps = page.locator('.actors-steps li');
    const longer = await steps.count();
    const after = await replaced(plane, before);
    await shows(page, PENDING);
    expect(await steps.count()).toBe(longer - 1);
    await proved(after, id, 'web-01');
    await shows(page, IN_SYNC);
    expect(await steps.count()).toBe(longer);
  });

  test('is no more when the new one does not have it', async () => {
    const { plane } = await aServedRollout();
    const page = await at(plane, '#/actors/machine%3Aweb-03');
    await shows(page, PENDING);
    await expect.poll(() => connection(page).textContent()).toBe('live');
    await replaced(plane, plane.db, (db) => db.exec(`DELETE FROM snapshots WHERE address = 'machine:web-03'`));
    await isNoMore(page).waitFor();
    await expect.poll(() => connection(page).textContent()).toBe('');
  });

  test('has the chart of the new one', async () => {
    const { plane } = await aServedRollout();
    const { page } = await openBoard(browser.context, plane.url);
    await signIn(page, KEYS.readonly);
    onTestFinished(() => page.unrouteAll({ behavior: 'ignoreErrors' }));
    let [added, asked] = [0, 0];
    await page.route('**/api/v1/actors/*', async (route) => {
      const response = await route.fetch();
      const json = await response.json();
      await route.fulfill({ response, json: { ...json, version: json.version + added } });
    });
    await page.route('**/api/v1/statecharts/machine', (route) => {
      asked += 1;
      return route.continue();
    });
    await page.goto(`${plane.url}/ui/#/actors/machine%3Aweb-03`);
    await shows(page, PENDING);
    expect(asked).toBe(1);
    added = 1;
    await expect.poll(() => asked).toBe(2);
  });
});

describe('the list of actors', { timeout: 120_000 }, () => {
  test('that was made longer is still as it is now', async () => {
    const { plane, id } = await aServedRollout();
    const copy = plane.db.prepare(
      `INSERT INTO snapshots (address, version, state, deliveries, pending)
       SELECT ?, version, state, deliveries, pending FROM snapshots WHERE address = 'machine:web-03'`,
    );
    for (let count = 100; count < 250; count++) copy.run(`machine:a-${count}`);
    const page = await at(plane, '#/actors');
    const rows = page.locator('.actors-table tbody tr');
    await expect.poll(() => rows.count()).toBe(100);
    await page.getByRole('button', { name: 'More actors' }).click();
    await expect.poll(() => rows.count()).toBe(155);
    const row = rows.filter({ hasText: 'machine:web-01' });
    expect(await row.textContent()).toContain('pending_deploy');
    await proved(plane, id, 'web-01');
    await expect.poll(() => row.textContent()).toContain('in_sync');
    expect(await rows.count()).toBe(155);
  });
});

describe('the mail of an actor', { timeout: 120_000 }, () => {
  test('is told as "or more" where not all of it is told', async () => {
    const { plane } = await aServedRollout();
    const add = plane.db.prepare(
      `INSERT INTO dead_letters (receiver, event, sender, failure, at)
       VALUES ('machine:web-01', '{"type":"told"}', 'api', 'no such state', 0)`,
    );
    for (let count = 0; count < 60; count++) add.run();
    const page = await at(plane, '#/actors/machine%3Aweb-01');
    await page.getByText('Dead letters: 50 or more').waitFor();
  });
});
