import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type OpenBrowser, openBoard, openBrowser, signIn } from '../board/a-browser.ts';
import { keptPicture } from '../board/kept-picture.ts';
import { isLeftOut } from '../support/environment.ts';
import { Fleet } from '../support/fleet.ts';
import { signalled } from '../support/signalled.ts';

const HOSTS = ['cache-01', 'db-01', 'web-01', 'web-02'];
const HOSTS_FLAG = ['--hosts', HOSTS.join(',')];
const STAGED = ['--strategy', 'staged', '--batch-size', '1,2,100%'];

/** Two rollouts with real activations and a browser, where a machine has much else to do. */
const LONG = { timeout: 180_000 };

/** Writes down each word that an element of the page had, from now on; `words` gives them. */
async function noted(page: Page, selector: string): Promise<() => Promise<string[]>> {
  await page.locator(selector).first().waitFor();
  await page.evaluate(`(() => {
    globalThis.words_ = [];
    const look = () => {
      for (const element of document.querySelectorAll(${JSON.stringify(selector)})) {
        const of = element.closest('[aria-label]')?.getAttribute('aria-label');
        const word = of + ': ' + element.textContent.replace(/^[^a-z]+/, '');
        if (!globalThis.words_.includes(word)) globalThis.words_.push(word);
      }
    };
    look();
    new MutationObserver(look).observe(document, { subtree: true, childList: true, characterData: true, attributes: true });
  })()`);
  return () => page.evaluate<string[]>('globalThis.words_');
}

const status = (page: Page) => page.getByRole('status', { name: 'Status of the rollout' });
const batch = (page: Page, number: number) => page.getByRole('listitem', { name: `Batch ${number}`, exact: true });
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

describe.skipIf(isLeftOut('nix') || isLeftOut('chromium'))('the web page of a fleet of four with real agents', () => {
  let fleet: Fleet;
  let browser: OpenBrowser;
  let keys: { readonly deploy: string; readonly readonly: string };
  /** The rollout that the bad release came with. */
  let bad = '';

  beforeAll(async () => {
    fleet = new Fleet('board');
    await fleet.flake.create();
    await fleet.install(HOSTS);
    await fleet.controlPlane.start();
    await fleet.succeed(['bootstrap']);
    const created = async (role: string) =>
      (await fleet.succeed(['keys', 'create', `night-${role}`, '--role', role])).stdout.trim();
    keys = { deploy: await created('deploy'), readonly: await created('readonly') };
    await fleet.startAgents();
    browser = await openBrowser();
  });

  afterAll(async () => {
    await browser.close();
    agents('SIGCONT');
    await fleet.removeAll();
  });

  /** Stops all agents where they are, or lets them go on: what happens meanwhile waits for them. */
  function agents(signal: 'SIGSTOP' | 'SIGCONT'): void {
    for (const { agent } of fleet.machines.values()) if (agent !== undefined) signalled(agent.pid, signal);
  }

  /** Makes a release of what the hosts shall answer, and begins to roll it out with words of the command line. */
  async function deployed(version: string, code: 200 | 500, words: readonly string[]): Promise<string> {
    fleet.flake.write(HOSTS, { version: `${version} of ${fleet.folder}`, status: code });
    await fleet.flake.commit(version);
    await fleet.succeed(['release', 'create', ...HOSTS_FLAG, '--push-to', fleet.cacheUrl]);
    const [release] = await fleet.client.listReleases({ query: { limit: '1' } });
    await fleet.succeed(['deploy', '--release', release?.id ?? '', ...HOSTS_FLAG, ...words]);
    const [rollout] = await fleet.client.listRollouts();
    return rollout?.id ?? '';
  }

  async function opened(key: string) {
    const board = await openBoard(browser.context, fleet.controlPlane.url);
    await signIn(board.page, key);
    return board;
  }

  test('shows a rollout live, begins no batch once Pause was pressed, and goes on with Resume', LONG, async () => {
    const { page, faults } = await opened(keys.deploy);
    for (const host of HOSTS) await page.getByRole('link', { name: host, exact: true }).waitFor();
    await keptPicture(page, '1-fleet');
    await page.getByRole('link', { name: 'Rollouts' }).click();
    // Nobody is through with the first batch before Pause was pressed.
    agents('SIGSTOP');
    const id = await deployed('one', 200, STAGED);
    await page.getByRole('link', { name: id }).click();
    const words = await noted(page, '.rollouts-batch .badge');
    await batch(page, 1).getByText('waiting health').waitFor();
    await button(page, 'Pause').click();
    await page.getByRole('dialog').getByText('Batch 1 is under way').waitFor();
    await keptPicture(page, '2-pause');
    await button(page, 'Pause').last().click();
    await status(page).getByText('paused').waitFor();
    agents('SIGCONT');
    await batch(page, 1).getByText('succeeded').waitFor();
    await keptPicture(page, '3-paused');
    const { status: stands, batches, events } = await fleet.client.getRollout({ params: { id } });
    expect([stands, ...batches.map((each) => each.status)]).toEqual(['paused', 'succeeded', 'pending', 'pending']);
    expect(events.filter(({ event_type: type }) => type === 'batch_started')).toHaveLength(1);
    await button(page, 'Resume').click();
    await page.getByRole('dialog').getByText('Batch 2 begins.').waitFor();
    await button(page, 'Resume').last().click();
    await batch(page, 2).getByText('waiting health').waitFor();
    await keptPicture(page, '4-running');
    // An agent that was stopped for long has lost its link, and may rest before it holds one again.
    await status(page).getByText('completed').waitFor({ timeout: 100_000 });
    await keptPicture(page, '5-completed');
    const seen = (await words()).filter((word) => /waiting health|succeeded/.test(word));
    expect(seen).toEqual(
      [1, 2, 3].flatMap((number) => [`Batch ${number}: waiting health`, `Batch ${number}: succeeded`]),
    );
    expect(faults).toEqual([]);
  });

  test(
    'shows the machine on which a release fails: what its agent does, the reason, the lines, the charts',
    LONG,
    async () => {
      const { page, faults } = await opened(keys.deploy);
      agents('SIGSTOP');
      bad = await deployed('two', 500, ['--strategy', 'canary']);
      const { batches } = await fleet.client.getRollout({ params: { id: bad } });
      const [canary = ''] = batches[0]?.machine_ids ?? [];
      await page.getByRole('link', { name: canary, exact: true }).click();
      await page.getByRole('heading', { level: 1, name: canary }).waitFor();
      const words = await noted(page, '.machines-cycle [aria-current]');
      agents('SIGCONT');
      await expect.poll(words, { timeout: 30_000 }).toContain('States of an agent: verifying');
      await keptPicture(page, '6-verifying');
      await page.getByRole('link', { name: bad }).first().click();
      await status(page).getByText('paused').waitFor();
      await batch(page, 1)
        .getByText(/rolled back: health check failed: .*expected status 200, got 500/)
        .waitFor();
      await batch(page, 1)
        .getByRole('button', { name: new RegExp(`^${canary}: unhealthy`) })
        .waitFor();
      expect(await batch(page, 2).locator('.badge', { hasText: 'pending' }).count()).toBe(1);
      await keptPicture(page, '7-failed');
      await batch(page, 1).getByRole('link', { name: canary }).click();
      await page.locator('.machines-failure').getByText('expected status 200, got 500').waitFor();
      await page
        .getByText(/activating \/nix\/store/)
        .first()
        .waitFor();
      await page.getByRole('application', { name: /^Results of \d+ checks over time/ }).waitFor();
      await page.locator('[data-state="deployment__failed"].chart-active').waitFor();
      await keptPicture(page, '8-machine');
      await page.getByRole('link', { name: 'Its steps, one by one' }).click();
      await page.getByRole('heading', { level: 1, name: `machine:${canary}` }).waitFor();
      await page.locator('.actors-steps').getByText('→ deployment.failed').first().waitFor();
      await keptPicture(page, '9-chart-of-the-machine');
      expect(faults).toEqual([]);
    },
  );

  test('goes back to the first step of that rollout on its statechart, and to now', async () => {
    const { page, faults } = await opened(keys.deploy);
    await page.goto(`${fleet.controlPlane.url}/ui/#/rollouts/${bad}`);
    await page.getByRole('banner').waitFor();
    await page.locator('.rollouts-head').getByRole('link', { name: 'Statechart' }).click();
    const active = page.locator('.chart-active-words');
    await active.getByText('paused.by_failure').waitFor();
    const slider = page.getByRole('slider', { name: 'Step of its history' });
    await slider.fill('0');
    await active.getByText('created').waitFor();
    expect(await slider.getAttribute('aria-valuetext')).toContain('begins');
    await keptPicture(page, '10-its-first-step');
    await slider.press('ArrowRight');
    await active.getByText('running').waitFor();
    await slider.press('End');
    await button(page, 'Live').click();
    await active.getByText('paused.by_failure').waitFor();
    await keptPicture(page, '11-now');
    expect(faults).toEqual([]);
  });

  test('has no button for a key that may only look', async () => {
    const { page, faults } = await opened(keys.readonly);
    await page.goto(`${fleet.controlPlane.url}/ui/#/rollouts/${bad}`);
    await page.getByText('Your key may only look.').waitFor();
    for (const name of ['Pause', 'Resume', 'Cancel']) expect(await button(page, name).count()).toBe(0);
    await keptPicture(page, '12-readonly');
    expect(faults).toEqual([]);
  });
});
