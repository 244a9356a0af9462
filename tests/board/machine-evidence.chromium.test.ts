import type { Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Finding } from '../../machines/model/evidence.ts';
import { aSigner } from '../services/compliance/a-signer.ts';
import { aControl } from '../services/compliance/some-evidence.ts';
import { aServer, KEYS, type ServedPlane } from '../support/a-server.ts';
import { cameOut, rested } from '../support/sent-evidence.ts';
import { aJudgedMachine, ago, lookedAtAgain, reportedTo, SYSTEM } from './a-judged-machine.ts';
import { openBoard, openBrowser, signIn } from './a-browser.ts';

let browser: Awaited<ReturnType<typeof openBrowser>>;
beforeAll(async () => void (browser = await openBrowser()));
afterAll(() => browser.close());
afterEach(() => Promise.all(browser.context.pages().map((page) => page.close())));

async function openMachine({ url }: ServedPlane, id = 'web-01') {
  const { page, faults } = await openBoard(browser.context, url);
  await signIn(page, KEYS.readonly);
  await page.goto(`${url}/ui/#/machines/${encodeURIComponent(id)}`);
  return { page, faults, box: page.getByRole('region', { name: 'Compliance' }) };
}

const controlIn = (page: Page, name: string) =>
  page.locator('.machines-controls > li').filter({ has: page.locator(`.machines-control[title="${name}"]`) });
const badge = (box: Locator, words: string) => box.locator('.badge', { hasText: words });

const excuse = (expires: string | null): Pick<Finding, 'exception'> => ({
  exception: { rationale: 'Customers come by IPv6.', owner: expires === null ? null : 'ops@acme.example', expires },
});

describe('the evidence on the page of a machine', { timeout: 120_000 }, () => {
  test('is one quiet line where there is none, and is there as soon as it has come', async () => {
    const plane = await aServer();
    await reportedTo(plane, 'web-01');
    const { page, box, faults } = await openMachine(plane);
    await box.getByText('It has sent no evidence.', { exact: false }).waitFor();
    expect(await box.getByRole('link').getAttribute('href')).toBe('#/compliance');
    await aJudgedMachine(plane, 'web-01', { signer: await aSigner() });
    await lookedAtAgain(page);
    await box.getByText('1 control compliant').waitFor();
    await badge(box, 'verified').waitFor();
    await box.getByText('the one that runs').waitFor();
    await box.getByText('the first that it used').waitFor();
    expect(await box.textContent()).toContain('SHA256:');
    expect(faults).toEqual([]);
  });

  test('tells first what the machine has to pass and does not, and what of the rest is excused by whom', async () => {
    const plane = await aServer();
    const controls = [
      ...cameOut({ 'audit-logging': 'compliant' }),
      aControl({
        ...{ control: 'baseline-hardening', status: 'exempt' },
        findings: [{ id: 'BH-07', text: 'IPv6 is on', ...excuse('2099-06-30') }],
      }),
      aControl({ control: 'secure-boot', status: 'exempt', findings: [{ id: 'SB', text: 'off', ...excuse(null) }] }),
      aControl({
        ...{ control: 'backup-retention', status: 'exempt' },
        findings: [{ id: 'retention', text: 'too short', ...excuse('2020-01-31') }],
      }),
      aControl({ control: 'disaster-recovery', status: 'error', checks: { error: 'it took longer than 30 s' } }),
      aControl({
        ...{ control: 'access-control', status: 'non-compliant', required: true },
        findings: [{ id: 'root-login', text: 'sshd lets root in' }],
        checks: { compliant: false, permit_root_login: 'yes' },
      }),
    ];
    await aJudgedMachine(plane, 'web-01', { signer: await aSigner(), controls });
    const { page, box, faults } = await openMachine(plane);
    await box.getByText('1 required control fails', { exact: false }).waitFor();
    const names = await page.locator('.machines-controls > li .machines-control').allTextContents();
    expect(names).toEqual([
      'access-control',
      'backup-retention',
      'disaster-recovery',
      'baseline-hardening',
      'secure-boot',
    ]);
    const words = (name: string) => controlIn(page, name).textContent();
    expect(await words('access-control')).toMatch(
      /non-compliant.*required.*nis2 21\(i\).*root-login: sshd lets root in/,
    );
    expect(await words('disaster-recovery')).toContain('It could not be told: it took longer than 30 s');
    expect(await words('baseline-hardening')).toContain(
      'Excused: Customers come by IPv6. – ops@acme.example, until 2099-06-30',
    );
    expect(await words('secure-boot')).toContain('Excused: Customers come by IPv6. – nobody is named for it, for good');
    expect(await words('backup-retention')).toMatch(/^✖ non-compliant.*exception has run out It counts again\./);
    await controlIn(page, 'access-control').getByText('What was observed').click();
    await controlIn(page, 'access-control').getByText('permit_root_login').waitFor();
    await box.getByText('1 control compliant').waitFor();
    expect(faults).toEqual([]);
  });

  test('that another key signed says what to do, and is verified once an admin has pinned that key', async () => {
    const plane = await aServer();
    const second = await aSigner();
    await aJudgedMachine(plane, 'web-01', { signer: await aSigner(), timestamp: ago(120) });
    rested(plane);
    await aJudgedMachine(plane, 'web-01', { signer: second });
    const { page, box, faults } = await openMachine(plane);
    await badge(box, 'another key than the pinned one').waitFor();
    await box.getByText(`nixfleet compliance trust web-01 --key 'ssh-ed25519 AAAA…'`).waitFor();
    await plane.ask('PUT', '/api/v1/machines/web-01/evidence-key', { json: { public_key: second.publicKey } });
    await lookedAtAgain(page);
    await badge(box, 'verified').waitFor();
    await box.getByText('apikey:test-admin').waitFor();
    expect(await box.getByText('compliance trust').count()).toBe(0);
    expect(faults).toEqual([]);
  });

  test('of another system than runs, and of long ago, is called so', async () => {
    const plane = await aServer();
    await aJudgedMachine(plane, 'web-01', { signer: await aSigner(), timestamp: ago(3 * 86_400) });
    await reportedTo(plane, 'web-01', { current_generation: `${SYSTEM}-next` });
    const { box } = await openMachine(plane);
    await box.getByText('not the one that runs').waitFor();
    await box.getByText('older than 2 days').waitFor();
    await box.getByText('systemctl status compliance-evidence-collector').waitFor();
  });

  test('shows few of hundreds of findings, and all when asked', async () => {
    const plane = await aServer();
    const findings = Array.from({ length: 200 }, (_, index) => ({ id: `f-${index}`, text: 'wrong' }));
    await aJudgedMachine(plane, 'web-01', {
      signer: await aSigner(),
      controls: [aControl({ status: 'non-compliant', findings })],
    });
    const { page, box } = await openMachine(plane);
    await box.getByText('f-0', { exact: true }).waitFor();
    const shown = page.locator('.machines-findings > li');
    expect(await shown.count()).toBe(10);
    for (let more = box.getByRole('button'); (await more.count()) > 0;) await more.click();
    expect(await shown.count()).toBe(200);
  });

  test('is text, whatever the machine says', async () => {
    const hostile = '<script>window.hurt=1</script><img src=x onerror="window.hurt=1">';
    const backwards = '\u202Egnp.exe';
    const id = `; rm -rf ${backwards}`;
    const plane = await aServer();
    const exception = { rationale: hostile, owner: hostile, expires: '2099-01-01' };
    const controls = [hostile.slice(0, 64), backwards, '__proto__', 'W'.repeat(64)].map((control) =>
      aControl({
        ...{ control, status: 'non-compliant', framework_articles: { [hostile.slice(0, 64)]: [backwards] } },
        findings: [
          { id: hostile.slice(0, 64), text: hostile },
          { id: backwards, text: 'W'.repeat(1024), exception },
        ],
        checks: { [hostile]: [hostile, 'W'.repeat(1024)] },
      }),
    );
    const signer = await aSigner();
    const said = { revision: hostile, frameworks: [hostile.slice(0, 64)], controls };
    await reportedTo(plane, id);
    const path = `/api/v1/machines/${encodeURIComponent(id)}/evidence-key`;
    await plane.ask('PUT', path, { json: { public_key: (await aSigner()).publicKey } });
    await aJudgedMachine(plane, id, { signer, ...said });
    const { page, box, faults } = await openMachine(plane, id);
    await controlIn(page, backwards).waitFor();
    for (const each of await box.getByText('What was observed').all()) await each.click();
    await expect.poll(() => box.locator('.json-tree').count()).toBeGreaterThanOrEqual(4);
    expect(await box.textContent()).toContain(hostile);
    expect(await page.locator('main script, main img').count()).toBe(0);
    expect(await page.evaluate(`'hurt' in window`)).toBe(false);
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
    // A command that somebody copies has no name in it that a shell would run.
    expect(await box.locator('.machines-other-key').textContent()).toContain('nixfleet compliance trust MACHINE');
    expect(faults).toEqual([]);
  });
});
