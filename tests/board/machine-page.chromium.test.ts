import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { aLink, aReportFrame } from '../support/a-link.ts';
import { aServedRollout, reported } from '../support/a-served-rollout.ts';
import { aServer, KEYS, type ServedPlane } from '../support/a-server.ts';
import { openBoard, openBrowser, signIn } from './a-browser.ts';

let browser: Awaited<ReturnType<typeof openBrowser>>;
beforeAll(async () => void (browser = await openBrowser()));
afterAll(() => browser.close());

const HOSTILE = '<script>document.title = "taken"</script><img src=x onerror=alert(1)>';
const BACKWARDS = '\u202egnp.exe';

async function at({ url }: ServedPlane, id: string) {
  const { page, faults } = await openBoard(browser.context, url);
  await signIn(page, KEYS.readonly);
  await page.goto(`${url}/ui/#/machines/${encodeURIComponent(id)}`);
  return { page, faults };
}

const region = (page: Page, title: string) =>
  page.locator('section', { has: page.getByRole('heading', { name: title }) });

/** Checks of which one failed or not. */
const health = (...failing: string[]) => ({
  results: [
    { status: 'pass', check_name: 'sshd', duration_ms: 3 },
    failing.length > 0
      ? { status: 'fail', check_name: 'nginx', duration_ms: 2, message: failing.join() }
      : { status: 'pass', check_name: 'nginx', duration_ms: 12 },
  ],
  all_passed: failing.length === 0,
  timestamp: '2026-04-20T09:15:02Z',
});

describe('the page of a machine', { timeout: 120_000 }, () => {
  test('follows the state of its agent and what its commands print, over the link', async () => {
    const plane = await aServer();
    const link = await aLink(plane.url);
    await link.hello();
    link.say({ type: 'state', seq: 1001, state: 'fetching', since: '2026-05-02T08:00:00Z' });
    link.say({ type: 'log', attempt: 'a-1', n: 0, lines: ['copying'] });
    link.say(aReportFrame(1002));
    await link.heard('ack');
    const { page, faults } = await at(plane, 'web-01');
    const cycle = page.getByRole('list', { name: 'States of an agent' });
    await expect.poll(() => cycle.locator('[aria-current]').textContent()).toBe('fetching');
    link.say({ type: 'log', attempt: 'a-1', n: 3, lines: ['activating'] });
    link.say({ type: 'state', seq: 1003, state: 'applying', since: '2026-05-02T08:00:01Z' });
    await expect.poll(() => cycle.locator('[aria-current]').textContent()).toBe('applying');
    await page.locator('[data-state="applying"].chart-active').waitFor({ state: 'attached' });
    const log = page.getByRole('region', { name: 'Log of the attempt' });
    await expect
      .poll(() => log.locator('> div').allTextContents())
      .toEqual(['copying', '… 2 lines were lost', 'activating']);
    link.say({ type: 'log', attempt: 'a-2', n: 0, lines: ['again'] });
    await expect.poll(() => log.locator('> div').allTextContents()).toEqual(['again']);
    await page.getByRole('combobox', { name: 'Attempt' }).selectOption('a-1');
    await expect.poll(() => log.textContent()).toContain('activating');
    expect(faults).toEqual([]);
  });

  test('shows its part in a rollout, and the verdict when it falls', async () => {
    const { plane, id } = await aServedRollout();
    const { page, faults } = await at(plane, 'web-02');
    const releases = region(page, 'Releases');
    await expect.poll(() => releases.textContent()).toContain('pending');
    expect(
      await releases.getByRole('link').evaluateAll((links) => links.map((link) => link.getAttribute('href'))),
    ).toEqual([expect.stringMatching(/^#\/releases\/rel-/), `#/rollouts/${id}`]);
    await page.locator('[data-state="deployment__pending_deploy"].chart-active').waitFor({ state: 'attached' });
    await reported(plane, 'web-02', {
      assignment: `${id}:0:1`,
      outcome: 'apply_failed',
      success: false,
      message: 'disk full',
    });
    await page.locator('[data-state="deployment__failed"].chart-active').waitFor({ state: 'attached' });
    await expect.poll(() => releases.textContent()).toContain('disk full');
    expect(faults).toEqual([]);
  });

  test('says that it was deleted while one looked', async () => {
    const plane = await aServer();
    await reported(plane, 'web-01');
    const { page } = await at(plane, 'web-01');
    await region(page, 'Reports').getByRole('table').waitFor();
    await plane.ask('DELETE', '/api/v1/machines/web-01');
    await page.getByText('It was deleted meanwhile', { exact: false }).waitFor();
  });

  test('tells each result of its checks to who goes through them by keyboard', async () => {
    const plane = await aServer();
    await reported(plane, 'web-01', { health: health() });
    await reported(plane, 'web-01', { health: health('inactive since noon') });
    plane.db.exec('UPDATE health_reports SET received_at = received_at - 3600000 WHERE id = 1');
    const { page } = await at(plane, 'web-01');
    const plot = page.getByRole('application', { name: 'Results of 2 checks over time' });
    await plot.focus();
    const readout = page.locator('#machines-readout');
    await page.keyboard.press('End');
    await expect.poll(() => readout.textContent()).toMatch(/fail nginx.*2 ms: inactive since noon$/);
    await page.keyboard.press('ArrowLeft');
    await expect.poll(() => readout.textContent()).toMatch(/pass nginx.*12 ms$/);
    await page.keyboard.press('ArrowDown');
    await expect.poll(() => readout.textContent()).toMatch(/pass sshd/);
    await region(page, 'Health over time').getByText('The same as a table').click();
    await expect.poll(() => region(page, 'Health over time').locator('tbody tr').count()).toBe(4);
  });

  test('says what is missing: no such machine, never heard of, no link, no checks', async () => {
    const plane = await aServer();
    const { page, faults } = await at(plane, 'web-09');
    await page.getByText('There is no such machine.').waitFor();
    faults.length = 0;
    await plane.ask('POST', '/api/v1/machines/web-09/register', { json: { lifecycle: 'pending', tags: [] } });
    await page.reload();
    await page.getByText('It has never reported.', { exact: false }).waitFor();
    await page.getByText('It has not been told anything yet', { exact: false }).waitFor();
    await page.locator('[data-state="lifecycle__pending"].chart-active').waitFor({ state: 'attached' });
    await page.getByText('Its agent holds no link', { exact: false }).waitFor();
    await page.getByText('There are no results of checks.').waitFor();
    await page.getByText('There are no log lines.').waitFor();
    await page.getByText('No rollout has had this machine.').waitFor();
    await page.getByText('No report of it is kept.').waitFor();
    // It has no actor, and nobody asks after one.
    expect(faults).toEqual([]);
  });

  test('shows whatever a machine says as text', async () => {
    const plane = await aServer();
    const id = `<b>${BACKWARDS}`;
    const link = await aLink(plane.url, id);
    await link.hello();
    link.say({ type: 'log', attempt: HOSTILE, n: 0, lines: [HOSTILE, BACKWARDS, 'x'.repeat(10_000)] });
    link.say(
      aReportFrame(1001, {
        tags: [HOSTILE, BACKWARDS],
        message: HOSTILE,
        agent_version: '<i>1</i>',
        health: health(HOSTILE),
      }),
    );
    await link.heard('ack');
    const { page, faults } = await at(plane, id);
    await expect.poll(() => page.getByRole('heading', { level: 1 }).textContent()).toBe(id);
    await expect.poll(() => page.locator('.machines-log').textContent()).toContain(HOSTILE);
    await expect.poll(() => region(page, 'Reports').textContent()).toContain(HOSTILE);
    expect(await page.locator('.machines-facts').textContent()).toContain(HOSTILE);
    expect(await page.locator('main b, main i, main img, main script').count()).toBe(0);
    expect(await page.title()).not.toBe('taken');
    // Nothing makes the page wider than its window.
    const overhang = page.locator('html').evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth);
    expect(await overhang).toBe(0);
    await page.goto(`${plane.url}/ui/#/actors/${encodeURIComponent(`machine:${id}`)}`);
    await expect.poll(() => page.getByRole('heading', { level: 1 }).textContent()).toBe(`machine:${id}`);
    expect(await page.locator('main b').count()).toBe(0);
    expect(faults).toEqual([]);
  });
});
