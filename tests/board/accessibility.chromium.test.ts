import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BEGIN_AGO, type LivelyFleet, livelyFleet } from '../pictures/lively-fleet.ts';
import { type PastPlane, pastPlane } from '../pictures/past-plane.ts';
import { axeFindings, openBoard, openBrowser, signIn } from './a-browser.ts';
import { keptPicture } from './kept-picture.ts';

let folder: string;
let plane: PastPlane;
let fleet: LivelyFleet;
let releases: readonly string[];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'nixfleet-test-'));
  plane = await pastPlane(folder, BEGIN_AGO);
  fleet = await livelyFleet(plane);
  releases = (await plane.client.listReleases()).map(({ id }) => id);
});

afterAll(async () => {
  fleet.close();
  await plane.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A page of the board: where it is, and what has to be there before it is whole. */
interface Place {
  readonly name: string;
  readonly at: () => string;
  readonly has: string;
  /** What is opened on it. */
  readonly opened?: (page: Page) => Promise<void>;
}

const press = (name: string) => (page: Page) => page.getByRole('button', { name, exact: true }).first().click();

const PLACES: readonly Place[] = [
  { name: 'fleet as a table', at: () => 'fleet', has: '.fleet-row .fleet-id' },
  { name: 'fleet as tiles', at: () => 'fleet?view=tiles', has: '.fleet-tile' },
  { name: 'fleet without a match', at: () => 'fleet?q=nobody', has: '.fleet-none' },
  { name: 'rollouts', at: () => 'rollouts', has: '.rollouts-card' },
  { name: 'rollout that runs', at: () => `rollouts/${fleet.running.id}`, has: '.rollouts-batch' },
  { name: 'rollout that is paused', at: () => `rollouts/${fleet.paused.id}`, has: '.rollouts-batch table' },
  {
    name: 'dialog of a rollout',
    at: () => `rollouts/${fleet.paused.id}`,
    has: '.rollouts-batch table',
    opened: press('Resume'),
  },
  { name: 'releases', at: () => 'releases', has: 'table, .card' },
  { name: 'release', at: () => `releases/${releases[0]}`, has: 'table' },
  { name: 'diff', at: () => `releases/${releases[0]}/${releases.at(-1)}`, has: 'mark' },
  { name: 'actors', at: () => 'actors', has: '.actors-table tbody tr' },
  {
    name: 'actor',
    at: () => `actors/${encodeURIComponent(`rollout:${fleet.paused.id}`)}`,
    has: 'svg.chart .chart-active',
  },
  { name: 'machine', at: () => `machines/${fleet.failedMachine}`, has: '.machines-log' },
  { name: 'machine that nobody knows', at: () => 'machines/nobody', has: '.empty' },
  { name: 'machine whose controls fail', at: () => `machines/${fleet.failedMachine}`, has: '.machines-controls' },
  { name: 'machine with another key', at: () => 'machines/edge-nyc-02', has: '.machines-other-key' },
  { name: 'compliance', at: () => 'compliance', has: '.compliance-table' },
  { name: 'compliance of one framework', at: () => 'compliance?framework=cra&tag=web', has: '.compliance-table' },
  { name: 'compliance of nobody', at: () => 'compliance?tag=nobody', has: '.empty' },
  { name: 'audit', at: () => 'audit', has: 'table' },
  { name: 'keys', at: () => 'fleet', has: '.fleet-row .fleet-id', opened: (page) => page.keyboard.press('?') },
];

const LOOKS = ([1280, 700] as const).flatMap((width) =>
  (['light', 'dark'] as const).map((colorScheme) => ({ width, colorScheme })),
);

describe('the board', () => {
  let browser: Awaited<ReturnType<typeof openBrowser>>;
  let page: Page;

  beforeAll(async () => {
    browser = await openBrowser();
    page = (await openBoard(browser.context, plane.url)).page;
  });
  afterAll(() => browser.close());

  /** What is wrong with a page, light and dark, wide and narrow. */
  async function findings(name: string): Promise<string[]> {
    const found: string[] = [];
    for (const { width, colorScheme } of LOOKS) {
      await page.setViewportSize({ width, height: 800 });
      await page.emulateMedia({ colorScheme });
      await keptPicture(page, `${name.replaceAll(' ', '-')}-${width}-${colorScheme}`);
      const said = await axeFindings(page);
      if (await page.evaluate<boolean>('document.documentElement.scrollWidth > innerWidth'))
        said.push('it is too wide');
      found.push(...said.map((finding) => `${colorScheme}, ${width} pixels wide: ${finding}`));
    }
    return found;
  }

  test('breaks no rule of accessibility where one signs in', async () => {
    await page.getByLabel('API key').waitFor();
    expect(await findings('sign-in')).toEqual([]);
    await page.getByLabel('API key').fill('not a key');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('alert').waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await signIn(page, plane.keys.deploy);
  });

  test.each(PLACES)('breaks none on the page: $name', async ({ name, at, has, opened }) => {
    await page.goto(`${plane.url}/ui/#/${at()}`);
    await page.reload();
    await page.locator(has).first().waitFor();
    await opened?.(page);
    if (opened) await page.getByRole('dialog').waitFor();
    expect(await findings(name)).toEqual([]);
  });
});
