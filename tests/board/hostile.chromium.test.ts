import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createClient } from '../../services/api/client.ts';
import { type PastPlane, pastPlane } from '../pictures/past-plane.ts';
import { PlayedLink } from '../pictures/played-machine.ts';
import { openBoard, openBrowser, signIn } from './a-browser.ts';
import { keptPicture } from './kept-picture.ts';

/** What does something as soon as it is anything but text. */
const SCRIPT = '<script>window.__hit=1</script>';
const IMAGE = '"><img src=x onerror=window.__hit=1>';
const LINK = 'javascript:window.__hit=1';
const BACKWARDS = '\u202Egnp.exe';
const UNSEEN = 'ze\u200Bro\u200D\uFEFF';
const ALL = [SCRIPT, IMAGE, LINK, BACKWARDS, UNSEEN, '\u001b[31m\u0007', '👩\u200D💻'].join(' ');
const LONG = 'W'.repeat(5000);

const IDS = [
  SCRIPT,
  IMAGE,
  LINK,
  `web${BACKWARDS}`,
  UNSEEN,
  '🦊👩\u200D💻',
  'a%2Fb',
  'a/b',
  '../../audit',
  '..%2f..',
  'colon:rollout:r-1:0',
  `it's "quoted" & 'so' \\`,
  '?q=1&view=tiles#/audit',
  '%',
  '%zz',
  '{{7*7}}${7*7}',
  '__proto__',
  'W'.repeat(120),
];

let folder: string;
let plane: PastPlane;
let link: PlayedLink;
let browser: Awaited<ReturnType<typeof openBrowser>>;
let page: Page;
let faults: string[];
let rollout = '';
const releases: string[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'nixfleet-test-'));
  plane = await pastPlane(folder, 60_000);
  const { key } = await plane.client.createKey({ body: { name: `${SCRIPT} ${IMAGE} ${BACKWARDS}`, role: 'deploy' } });
  for (const id of IDS) await says(id, '/nix/store/old');
  const client = createClient({ url: plane.url, apiKey: key });
  for (const part of ['one', 'two']) {
    const entries = IDS.map((hostname) => ({
      hostname,
      store_path: `/nix/store/${part}${ALL}`,
      platform: SCRIPT,
      tags: [SCRIPT, IMAGE],
    }));
    const body = { flake_ref: `${LINK} ${ALL} ${'W'.repeat(1500)}`, flake_rev: IMAGE, cache_url: LINK, entries };
    releases.push((await client.createRelease({ body })).id);
  }
  const target = { hosts: IDS };
  const body = { release_id: releases[1] ?? '', target, strategy: 'all_at_once', failure_threshold: '0' } as const;
  rollout = (await client.createRollout({ body: { ...body, on_failure: 'pause' } })).rollout_id;
  client.close();
  link = await PlayedLink.open(plane, { id: SCRIPT });
  link.log(ALL, [ALL, LONG]);
  await says(IMAGE, '/nix/store/old', { assignment: `${rollout}:0:1`, outcome: 'apply_failed', success: false });
  browser = await openBrowser({ height: 1200 });
  ({ page, faults } = await openBoard(browser.context, plane.url));
  page.on('dialog', (dialog) => faults.push(`it asked: ${dialog.message()}`));
  await signIn(page, key);
});

afterAll(async () => {
  await browser.close();
  link.close();
  await plane.close();
  rmSync(folder, { recursive: true, force: true });
});

beforeEach(() => void faults.splice(0));

async function says(id: string, generation: string, fields: object = {}): Promise<void> {
  const results = [{ status: 'fail' as const, check_name: ALL, duration_ms: 1, message: `${ALL} ${LONG}` }];
  const timestamp = new Date().toISOString();
  await plane.client.report({
    params: { id },
    body: {
      machine_id: id,
      current_generation: generation,
      success: true,
      message: `${ALL} ${LONG.slice(0, 3800)}`,
      timestamp,
      tags: [SCRIPT, IMAGE, BACKWARDS, 'W'.repeat(128)],
      health: { results, all_passed: false, timestamp },
      agent_version: '<b>1</b>',
      uptime_seconds: Number.MAX_SAFE_INTEGER,
      ...fields,
    },
  });
}

async function goTo(place: string, has: string): Promise<void> {
  await page.goto(`${plane.url}/ui/#/${place}`);
  await page.locator(has).first().waitFor();
}

async function h1(name: string): Promise<void> {
  await expect.poll(() => page.locator('main h1').textContent()).toBe(name);
}

/** What became of texts that must be texts only. */
const harm = (): Promise<string[]> =>
  page.evaluate<string[]>(`(() => {
    const found = [];
    if (window.__hit !== undefined) found.push('a text was run');
    for (const element of document.querySelectorAll('main :is(script, img, iframe, object, embed, b, font, style)'))
      found.push('an element: ' + element.outerHTML.slice(0, 100));
    for (const link of document.querySelectorAll('a[href]'))
      if (!link.getAttribute('href').startsWith('#')) found.push('a link to ' + link.href.slice(0, 100));
    if (document.documentElement.scrollWidth > innerWidth) found.push('it is too wide: ' + document.documentElement.scrollWidth);
    return found;
  })()`);

describe('texts of machines, flakes and people', () => {
  test.each(IDS)('a machine called %j is found from the fleet, and from its actor again', async (id) => {
    await goTo('fleet', '.fleet-row .fleet-id a');
    const href = `#/machines/${encodeURIComponent(id)}`;
    // Where a long one is not cut off.
    await page.locator(`.fleet-id a[href=${JSON.stringify(href)}]`).click({ position: { x: 4, y: 4 } });
    await h1(id);
    await page.getByRole('link', { name: 'Its steps, one by one' }).click();
    await h1(`machine:${id}`);
    await page.getByRole('link', { name: 'To the machine' }).click();
    await h1(id);
    expect(await harm()).toEqual([]);
    expect(faults).toEqual([]);
  });

  test.each([
    { name: 'fleet', at: () => 'fleet', has: '.fleet-row .fleet-id' },
    { name: 'tiles by tag', at: () => 'fleet?view=tiles&group=tag', has: '.fleet-tile' },
    { name: 'search', at: () => `fleet?q=${encodeURIComponent(IMAGE)}`, has: '.fleet-row, .fleet-none' },
    { name: 'rollouts', at: () => 'rollouts', has: '.rollouts-card' },
    { name: 'rollout', at: () => `rollouts/${rollout}`, has: '.rollouts-batch table' },
    { name: 'releases', at: () => 'releases', has: 'main table, main .card' },
    { name: 'release', at: () => `releases/${releases[0]}`, has: 'main table' },
    { name: 'diff', at: () => `releases/${releases[0]}/${releases[1]}`, has: 'main mark' },
    { name: 'actors', at: () => 'actors', has: '.actors-table tbody tr' },
    { name: 'actor', at: () => `actors/${encodeURIComponent(`rollout:${rollout}`)}`, has: 'svg.chart' },
    { name: 'machine', at: () => `machines/${encodeURIComponent(SCRIPT)}`, has: '.machines-log' },
    {
      name: 'machine that is none',
      at: () => `machines/${encodeURIComponent(`${ALL}${LONG}`)}`,
      has: '.empty, .problem',
      isRefused: true,
    },
    {
      name: 'actor that is none',
      at: () => `actors/${encodeURIComponent(`machine:${IMAGE}no`)}`,
      has: '.empty',
      isRefused: true,
    },
    { name: 'audit', at: () => 'audit', has: 'main table' },
    { name: 'audit of nobody', at: () => `audit?actor=${encodeURIComponent(IMAGE)}`, has: '.empty' },
  ])('stay texts on the page: $name', async ({ name, at, has, isRefused = false }) => {
    await goTo(at(), has);
    await keptPicture(page, `hostile-${name.replaceAll(' ', '-')}`);
    expect(await harm()).toEqual([]);
    // Chromium logs it itself when a page asks for what is not there.
    expect(faults.filter((fault) => !isRefused || !/status of 4\d\d/.test(fault))).toEqual([]);
  });
});
