import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { copyTo, someSystems } from '../../support/some-systems.ts';
import { PlannedDeploy } from './a-planned-fleet.ts';

const NOWHERE = '/nix/store/00000000000000000000000000000000-nixos-system-x';
const SAME = ['etc#1', 'glibc-2.38'];
const systems = someSystems({
  'web-01-old': [...SAME, 'linux-6.6.1', 'openssl-3.0.11#1000', 'old-1.0'],
  'web-01-new': ['etc#2', 'glibc-2.38', 'linux-6.6.8', 'openssl-3.0.12#3000', 'new-2'],
  'web-02-old': [...SAME, 'linux-6.6.1', 'openssl-3.0.11#1000', 'old-1.0'],
  'web-02-new': ['etc#2', 'glibc-2.38', 'linux-6.6.8', 'openssl-3.0.12#3000', 'new-2'],
  'db-old': [...SAME, 'postgresql-16.2'],
  'db-new': [...SAME, 'postgresql-15.6'],
  'cached-old': [...SAME, 'only-cached-1.0'],
  'cached-new': [...SAME, 'only-cached-1.1'],
});
const { paths } = systems;
const cache = mkdtempSync(join(tmpdir(), 'nixfleet-cache-'));
const fleet = new PlannedDeploy();
let release: string;

beforeAll(async () => {
  copyTo(cache, paths['cached-old'], paths['cached-new']);
  systems.forget('cached-old', 'cached-new');
  await fleet.start();
  await fleet.runs({
    ...{ 'web-01': paths['web-01-old'], 'web-02': paths['web-02-old'], 'db-01': paths['db-old'] },
    ...{ 'same-01': paths['db-new'], 'cached-01': paths['cached-old'], 'lost-01': NOWHERE, 'out-01': paths['db-old'] },
  });
  await fleet.client.registerMachine({ params: { id: 'mute-01' }, body: { tags: ['web'], lifecycle: 'active' } });
  await fleet.client.updateLifecycle({ params: { id: 'out-01' }, body: { lifecycle: 'maintenance' } });
  release = await fleet.release(
    {
      ...{ 'web-01': paths['web-01-new'], 'web-02': paths['web-02-new'], 'db-01': paths['db-new'] },
      ...{ 'same-01': paths['db-new'], 'cached-01': paths['cached-new'], 'lost-01': paths['db-new'] },
      ...{ 'mute-01': paths['db-new'], 'out-01': paths['db-new'] },
    },
    `file://${cache}`,
  );
});
afterAll(async () => {
  await fleet.stop();
  systems.remove();
  rmSync(cache, { recursive: true });
});

const plan = (...flags: string[]) => fleet.program.run('plan', '--release', release, ...flags);

describe('nixfleet plan of a release', () => {
  test('tells what would change on which machines, those with the same change together, and in which batches', async () => {
    const { code, stdout, stderr } = await plan('--strategy', 'canary', '--seed', '7');
    expect(stderr).toMatch(/^(Log: .*\n)?$/);
    expect(stdout.replaceAll(release, 'rel-1')).toBe(
      [
        'web-01 and web-02: 2 upgraded, 1 added, 1 removed, 1 rebuilt, +1.9 KiB; reboot needed (kernel 6.6.1 → 6.6.8)',
        '  ↑  linux    6.6.1 → 6.6.8    ±0 B',
        '  ↑  openssl  3.0.11 → 3.0.12  +2.0 KiB',
        '  +  new      2                +152 B',
        '  -  old      1.0              -152 B',
        'cached-01: 1 upgraded, ±0 B',
        '  ↑  only-cached  1.0 → 1.1  ±0 B',
        'db-01: 1 downgraded, ±0 B',
        '  ↓  postgresql  16.2 → 15.6  ±0 B',
        'same-01: already runs it',
        'mute-01: nobody has reported yet what runs there',
        'lost-01: the old system is neither here nor in a cache',
        '',
        'Plan: release rel-1 to 7 machines in 2 batches (canary, seed 7)',
        '  batch 1: mute-01',
        '  batch 2: web-01, db-01, lost-01, same-01, web-02, cached-01',
        'Each batch may have 0 unhealthy and waits 300 s for health; on failure: pause',
        'Note: 1 machine of the target left out',
        '  – out-01: is in lifecycle state maintenance',
        'Nothing was created.',
        '',
      ].join('\n'),
    );
    expect(code).toBe(0);
    expect(await fleet.client.listRollouts()).toEqual([]);
  });

  test('tells it as JSON', async () => {
    const { stdout, code } = await plan('--hosts', 'web-01,same-01,mute-01,out-01', '--seed', '3', '--json');
    expect(code).toBe(0);
    const unit = { bytes: expect.any(Number) };
    expect(JSON.parse(stdout)).toEqual({
      ...{ release_id: release, planned_by: 'control-plane', strategy: 'all_at_once', seed: 3, total_machines: 3 },
      batches: [{ batch_index: 0, size: 3, machine_ids: expect.arrayContaining(['web-01', 'same-01', 'mute-01']) }],
      ...{ conflicts: [], warnings: ['1 machine of the target left out'], flake: null },
      skipped: [{ machine_id: 'out-01', reason: 'is in lifecycle state maintenance' }],
      machines: [
        { machine_id: 'mute-01', current: null, wanted: paths['db-new'] },
        { machine_id: 'same-01', current: paths['db-new'], wanted: paths['db-new'] },
        { machine_id: 'web-01', current: paths['web-01-old'], wanted: paths['web-01-new'] },
      ],
      changes: [
        {
          ...{ machine_ids: ['web-01'], basis: 'closure', downgraded: [] },
          upgraded: [
            { name: 'linux', from: ['6.6.1'], to: ['6.6.8'], ...unit },
            { name: 'openssl', from: ['3.0.11'], to: ['3.0.12'], ...unit },
          ],
          added: [{ name: 'new', from: [], to: ['2'], ...unit }],
          removed: [{ name: 'old', from: ['1.0'], to: [], ...unit }],
          rebuilt: { least: 1, most: 1 },
          closure_bytes: { least: expect.any(Number), most: expect.any(Number) },
          reboot: [{ part: 'kernel', from: '6.6.1', to: '6.6.8' }],
        },
      ],
      unchanged: ['same-01'],
      unknown: [{ machine_id: 'mute-01', reason: 'nobody has reported yet what runs there' }],
      problems: [],
    });
  });

  test('goes on beside a cache that does not answer, and says so', async () => {
    const { code, stdout } = await plan('--hosts', 'lost-01,db-01', '--cache-url', 'http://127.0.0.1:9');
    expect(code).toBe(0);
    expect(stdout).toContain('db-01: 1 downgraded');
    expect(stdout).toMatch(
      /lost-01: the old system is neither here nor in a cache\n {2}\(http:\/\/127.0.0.1:9: no cache/,
    );
  });

  test.each([
    [['--hosts', 'nobody'], 'no machine of the release matches nobody'],
    [['--tags', 'nobody'], 'no machine can take part'],
    [['--strategy', 'slow'], '--strategy is one of'],
  ])('with %j is refused with a sentence', async (flags, said) => {
    expect(await plan(...flags)).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining(said) });
  });

  test('of a release that is not there says so', async () => {
    const end = await fleet.program.run('plan', '--release', 'rel-none');
    expect(end).toMatchObject({ code: 1, stderr: expect.stringContaining('rel-none') });
  });
});

describe('nixfleet release diff', () => {
  test('tells hosts and paths, and as JSON exactly what the control plane says', async () => {
    const old = await fleet.release({ 'web-01': paths['web-01-old'], 'db-01': paths['db-new'], gone: NOWHERE });
    const { stdout, code } = await fleet.program.run('release', 'diff', old, release);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Added:\n(?: {2}\+ \S+\n)* {2}\+ web-02\n/);
    expect(stdout).toContain(
      [
        ...['Removed:', '  - gone', 'Changed:', '  ~ web-01'],
        ...[`      - ${paths['web-01-old']}`, `      + ${paths['web-01-new']}`],
        ...['Unchanged:', '  db-01', ''],
      ].join('\n'),
    );
    const json = await fleet.program.run('release', 'diff', old, release, '--json');
    expect(JSON.parse(json.stdout)).toEqual(
      await fleet.client.diffReleases({ params: { id: old, other_id: release } }),
    );
    const same = await fleet.program.run('release', 'diff', old, old);
    expect(same).toMatchObject({ code: 0, stdout: expect.stringContaining('No differences.') });
  });

  test('tells the packages too, when they are wanted', async () => {
    const old = await fleet.release({ 'web-01': paths['web-01-old'], 'web-02': paths['web-02-old'], gone: NOWHERE });
    const { stdout, code } = await fleet.program.run('release', 'diff', old, release, '--packages');
    expect(code).toBe(0);
    expect(stdout.slice(stdout.indexOf('Packages:'))).toBe(
      [
        'Packages:',
        'web-01 and web-02: 2 upgraded, 1 added, 1 removed, 1 rebuilt, +1.9 KiB; reboot needed (kernel 6.6.1 → 6.6.8)',
        '  ↑  linux    6.6.1 → 6.6.8    ±0 B',
        '  ↑  openssl  3.0.11 → 3.0.12  +2.0 KiB',
        '  +  new      2                +152 B',
        '  -  old      1.0              -152 B',
        '',
      ].join('\n'),
    );
    const json = await fleet.program.run('release', 'diff', old, release, '--packages', '--json');
    expect(JSON.parse(json.stdout)).toMatchObject({
      ...{ removed: ['gone'], unchanged: [], changed: [{ hostname: 'web-01' }, { hostname: 'web-02' }] },
      packages: { changes: [{ machine_ids: ['web-01', 'web-02'], basis: 'closure' }], unknown: [] },
    });
  });
});
