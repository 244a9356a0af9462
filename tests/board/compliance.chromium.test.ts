import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { aSigner } from '../services/compliance/a-signer.ts';
import { aControl } from '../services/compliance/some-evidence.ts';
import { aServer, KEYS, type ServedPlane } from '../support/a-server.ts';
import { cameOut } from '../support/sent-evidence.ts';
import { aJudgedMachine, ago, lookedAtAgain, reportedTo, SYSTEM } from './a-judged-machine.ts';
import { insertFleet } from './a-large-fleet.ts';
import { axeFindings, openBoard, openBrowser, signIn } from './a-browser.ts';

let browser: Awaited<ReturnType<typeof openBrowser>>;
beforeAll(async () => void (browser = await openBrowser()));
afterAll(() => browser.close());
afterEach(() => Promise.all(browser.context.pages().map((page) => page.close())));

async function openCompliance(plane: ServedPlane, query = '') {
  const board = await openBoard(browser.context, plane.url);
  await signIn(board.page, KEYS.readonly);
  await board.page.goto(`${plane.url}/ui/#/compliance${query}`);
  return board;
}

const fragment = (page: Page) => new URL(page.url()).hash;
const evidence = (page: Page) => page.getByRole('region', { name: 'Evidence' });
const row = (page: Page, table: string, name: string) =>
  page
    .getByRole('region', { name: table, exact: true })
    .getByRole('row')
    .filter({ has: page.getByRole('rowheader', { name }) });
/** Where the machines of a kind lead to. */
const links = (page: Page, kind: string) =>
  page
    .getByRole('region', { name: `Machines: ${kind}` })
    .getByRole('link')
    .evaluateAll((all) => all.map((link) => link.getAttribute('href')));

/** One of each: it complies, fails, runs something else by now, was too long ago, has another key, says nothing. */
async function aMixedFleet(): Promise<ServedPlane> {
  const plane = await aServer();
  const [signer, other] = [await aSigner(), await aSigner()];
  const controls = cameOut({ 'access-control': 'compliant', 'secure-boot': 'compliant' });
  await aJudgedMachine(plane, 'good-01', { signer, controls });
  const failing = cameOut({ 'access-control': 'non-compliant', 'own-probe': 'error' });
  await aJudgedMachine(plane, 'bad-01', { signer, controls: failing });
  await aJudgedMachine(plane, 'stale-01', { signer, controls: cameOut({ 'own-probe': 'exempt' }), frameworks: [] });
  await reportedTo(plane, 'stale-01', { current_generation: `${SYSTEM}-next` });
  await aJudgedMachine(plane, 'old-01', { signer, timestamp: ago(3 * 86_400) });
  await reportedTo(plane, 'foreign-01');
  const path = '/api/v1/machines/foreign-01/evidence-key';
  expect((await plane.ask('PUT', path, { json: { public_key: other.publicKey } })).status).toBe(200);
  await aJudgedMachine(plane, 'foreign-01', { signer });
  await reportedTo(plane, 'mute-01');
  await plane.ask('PUT', '/api/v1/machines/bad-01/tags', { json: { tags: ['eu'] } });
  return plane;
}

describe('the page of compliance', { timeout: 120_000 }, () => {
  test('says how evidence comes about where there is none', async () => {
    const plane = await aServer();
    const { page, faults } = await openCompliance(plane);
    await page.getByText('There is no machine yet.').waitFor();
    await reportedTo(plane, 'web-01');
    await page.getByRole('button', { name: 'Look again' }).click();
    await page.getByText('No machine has sent evidence yet.').waitFor();
    const how = await page.locator('.empty').textContent();
    for (const words of ['compliance.frameworks.nis2.enable', 'nixfleet.compliance.enable', '--evidence-dir'])
      expect(how).toContain(words);
    expect(await links(page, 'without evidence')).toEqual(['#/machines/web-01']);
    expect(faults).toEqual([]);
  });

  test('says of which machines there is no evidence that counts, and why', async () => {
    const { page, faults } = await openCompliance(await aMixedFleet());
    await evidence(page).getByText('3 of 6 machines have evidence that counts.').waitFor();
    await evidence(page)
      .getByText('2 of the system that runs, 1 of another system, 1 too old, 1 not verified, 1 without evidence')
      .waitFor();
    expect(await links(page, 'signed with another key')).toEqual(['#/machines/foreign-01']);
    expect(await links(page, 'of another system than runs')).toEqual(['#/machines/stale-01']);
    expect(await links(page, 'older than 2 days')).toEqual(['#/machines/old-01']);
    expect(await links(page, 'without evidence')).toEqual(['#/machines/mute-01']);
    await evidence(page).getByText('nixfleet compliance trust').waitFor();
    expect(await axeFindings(page)).toEqual([]);
    expect(faults).toEqual([]);
  });

  test('tells articles by their state in words, and what nobody could judge', async () => {
    const { page } = await openCompliance(await aMixedFleet());
    await page.getByText('Judged on the 2 machines that have it enabled.', { exact: false }).waitFor();
    const state = (article: string) => row(page, 'Articles of NIS2', article).locator('.badge').textContent();
    expect(await state('21(i)')).toBe('✖ not met');
    expect(await state('21(b)')).toBe('· unjudged');
    expect(await state('21(a)')).toBe('✔ met');
    const accessed = row(page, 'Articles of NIS2', '21(i)');
    expect(await accessed.textContent()).toContain('1 compliant, 1 non-compliant');
    expect(await accessed.getByRole('listitem').filter({ hasText: 'asset-inventory' }).textContent()).toContain(
      'no evidence',
    );
    // One of the two has it; the other's evidence has nothing of it.
    expect(await row(page, 'Articles of NIS2', '21(a)').textContent()).toContain('1 compliant, 1 unjudged');
  });

  test('leads from a control that fails to the machine', async () => {
    const { page, faults } = await openCompliance(await aMixedFleet());
    const control = row(page, 'Each control', 'own-probe');
    await control.getByText('a control of this fleet').waitFor();
    expect(await control.textContent()).toContain('1 exempt, 1 error');
    // What fails comes first.
    const names = await page.getByRole('region', { name: 'Each control' }).getByRole('rowheader').allTextContents();
    expect(names.map((name) => /^[a-z-]+/.exec(name)?.[0].slice(0, 9))).toEqual([
      'access-co',
      'own-probe',
      'secure-bo',
    ]);
    await control.getByRole('link', { name: 'bad-01' }).click();
    await expect.poll(() => fragment(page)).toBe('#/machines/bad-01');
    await page.getByRole('region', { name: 'Compliance' }).getByText('own-probe').waitFor();
    expect(faults).toEqual([]);
  });

  test('keeps the framework and the tag in its address, chosen by keys alone', async () => {
    const { page, faults } = await openCompliance(await aMixedFleet());
    await page.getByRole('heading', { name: 'NIS2' }).waitFor();
    await page.getByLabel('Framework').focus();
    await page.keyboard.type('DORA');
    await page.getByRole('heading', { name: 'DORA' }).waitFor();
    expect(await page.getByRole('heading', { name: 'NIS2' }).count()).toBe(0);
    await page.getByText('No machine has it enabled', { exact: false }).waitFor();
    // The focus has stayed on what was chosen.
    await page.keyboard.press('Tab');
    await page.keyboard.type('eu');
    await page.keyboard.press('Enter');
    await page.getByText('1 of 1 machine has evidence that counts.', { exact: false }).waitFor();
    expect(fragment(page)).toBe('#/compliance?framework=dora&tag=eu');
    await page.reload();
    await page.getByText('1 of 1 machine has evidence that counts.', { exact: false }).waitFor();
    expect(await page.getByLabel('Framework').inputValue()).toBe('dora');
    await page.keyboard.press('/');
    await page.keyboard.type('nobody');
    await page.keyboard.press('Enter');
    await page.getByText('No machine has the tag nobody.').waitFor();
    await page.getByRole('button', { name: 'Show all machines' }).click();
    await page.getByText('3 of 6 machines have evidence that counts.', { exact: false }).waitFor();
    expect(fragment(page)).toBe('#/compliance?framework=dora');
    expect(faults).toEqual([]);
  });

  test('says which frameworks there are when the address asks for another', async () => {
    const { page } = await openCompliance(await aServer(), '?framework=nonsense');
    await page.getByRole('alert').getByText('there is no framework "nonsense"; there are nis2, dora').waitFor();
  });

  test('shows what has come when somebody comes back to it', async () => {
    const plane = await aServer();
    const signer = await aSigner();
    await aJudgedMachine(plane, 'web-01', { signer, controls: cameOut({ 'access-control': 'compliant' }) });
    const { page } = await openCompliance(plane);
    await evidence(page).getByText('1 of 1 machine has', { exact: false }).waitFor();
    await aJudgedMachine(plane, 'web-02', { signer, controls: cameOut({ 'access-control': 'non-compliant' }) });
    await lookedAtAgain(page);
    await row(page, 'Each control', 'access-control').getByRole('link', { name: 'web-02' }).waitFor();
  });

  test('takes the names of controls, tags and machines for text', async () => {
    const hostile = '<img src=x onerror="window.hurt=1">';
    const names = [hostile, '\u202Egnp.exe', 'W'.repeat(64), '__proto__'];
    const plane = await aServer();
    const id = `${hostile}/..?a=b#c`;
    const controls = names.map((control) =>
      aControl({ control, status: 'non-compliant', framework_articles: { nis2: ['21(g)'], [hostile]: [hostile] } }),
    );
    await aJudgedMachine(plane, id, { signer: await aSigner(), controls });
    const { page, faults } = await openCompliance(plane);
    await page.getByRole('region', { name: 'Controls', exact: true }).waitFor();
    for (const name of names) expect(await row(page, 'Each control', name).count()).toBe(1);
    expect(await row(page, 'Articles of NIS2', '21(g)').textContent()).toContain(hostile);
    expect(await page.locator('main img').count()).toBe(0);
    expect(await page.evaluate(`'hurt' in window`)).toBe(false);
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
    await row(page, 'Each control', names[1] ?? '')
      .getByRole('link')
      .click();
    await expect.poll(() => page.getByRole('heading', { level: 1 }).textContent()).toBe(id);
    await page.goto(`${plane.url}/ui/#/compliance?tag=${encodeURIComponent(hostile)}`);
    await page.getByText(`No machine has the tag ${hostile}.`).waitFor();
    expect(await page.locator('main img').count()).toBe(0);
    expect(faults).toEqual([]);
  });

  test('names some of ten thousand machines, more when asked, and says how many there are', async () => {
    const plane = await aServer();
    const controls = cameOut({ 'access-control': 'non-compliant' });
    await aJudgedMachine(plane, 'web-01', { signer: await aSigner(), controls });
    insertFleet(plane.db, 10_000);
    likeTheFirst(plane);
    const { page, faults } = await openCompliance(plane);
    const control = row(page, 'Each control', 'access-control');
    await control.getByText('10001 non-compliant').waitFor({ timeout: 30_000 });
    expect(await page.locator('main a').count()).toBeLessThan(50);
    for (let more = control.getByRole('button'); (await more.count()) > 0;) await more.click();
    expect(await control.getByRole('link').count()).toBe(100);
    await control.getByText('the first 100 of 10001 by name').waitFor();
    expect(faults).toEqual([]);
  });
});

/** All machines have evidence that came out like that of web-01. */
function likeTheFirst({ db }: ServedPlane): void {
  const columns = db.pragma('table_info(evidence_standings)') as { name: string }[];
  const rest = columns.map(({ name }) => name).filter((name) => name !== 'machine_id');
  db.exec(`INSERT INTO evidence_standings (machine_id, ${rest.join(', ')})
    SELECT machines.machine_id, ${rest.map((name) => `first.${name}`).join(', ')}
    FROM machines, evidence_standings AS first WHERE machines.machine_id <> 'web-01'`);
}
