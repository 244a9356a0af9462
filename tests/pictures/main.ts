import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { checkout } from '../support/checkout.ts';
import { openBoard, openBrowser, signIn } from '../board/a-browser.ts';
import { BEGIN_AGO, type LivelyFleet, livelyFleet } from './lively-fleet.ts';
import { pastPlane } from './past-plane.ts';

/** Where the pictures of the manual are. */
const FOLDER = join(checkout, 'docs/images/board');

/** Those that are to be taken; none: all. */
const ONLY = process.argv.slice(2);

await main();

/** Takes the pictures of the manual, of a fleet that is made up and a control plane that is not. */
async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'nixfleet-pictures-'));
  mkdirSync(FOLDER, { recursive: true });
  const plane = await pastPlane(folder, BEGIN_AGO);
  try {
    const fleet = await livelyFleet(plane);
    try {
      for (const colorScheme of ['light', 'dark'] as const) {
        const browser = await openBrowser({ colorScheme });
        try {
          const { page } = await openBoard(browser.context, plane.url);
          await signIn(page, plane.keys.deploy);
          await (colorScheme === 'light' ? all(page, fleet) : picture(page, 'fleet-dark'));
        } finally {
          await browser.close();
        }
      }
    } finally {
      fleet.close();
    }
  } finally {
    await plane.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function all(page: Page, { paused, failedMachine }: LivelyFleet): Promise<void> {
  await page.getByRole('link', { name: 'build-ams-01' }).waitFor();
  await picture(page, 'fleet');
  await to(page, `rollouts/${paused.id}`, `Rollout ${paused.id}`);
  await page.getByText('expected status 200', { exact: false }).first().waitFor();
  await picture(page, 'rollout');
  await to(page, `actors/${encodeURIComponent(`rollout:${paused.id}`)}`, `rollout:${paused.id}`);
  await page.locator('svg.chart path.chart-taken').first().waitFor({ state: 'attached' });
  await page.getByRole('slider', { name: 'Step of its history' }).scrollIntoViewIfNeeded();
  // The words of the step are below it.
  await page.mouse.wheel(0, 90);
  await picture(page, 'statechart');
  await to(page, `machines/${failedMachine}`, failedMachine);
  await page.locator('svg.chart .chart-active').first().waitFor();
  await picture(page, 'machine');
  await to(page, 'compliance', 'Compliance');
  await page.getByRole('heading', { name: 'NIS2' }).waitFor();
  await picture(page, 'compliance');
}

async function to(page: Page, place: string, heading: string): Promise<void> {
  await page.evaluate(`location.hash = ${JSON.stringify(`#/${place}`)}`);
  await page.getByRole('heading', { level: 1, name: heading }).waitFor();
}

async function picture(page: Page, name: string): Promise<void> {
  if (ONLY.length > 0 && !ONLY.includes(name)) return;
  // Where no pointer shows anything, and nothing is loaded any more.
  await page.mouse.move(1279, 799);
  await page.waitForLoadState('networkidle');
  const path = join(FOLDER, `${name}.png`);
  await page.screenshot({ path, animations: 'disabled', caret: 'hide' });
  process.stdout.write(`${path}\n`);
}
