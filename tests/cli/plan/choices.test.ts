import { describe, expect, test } from 'vitest';
import { question } from '../../../cli/consent/agreed-on.ts';
import { isShownChange } from '../../../cli/consent/attention.ts';
import { cachesFor, usableCaches } from '../../../cli/plan/caches-for.ts';
import { machineSteps } from '../../../cli/plan/machine-steps.ts';
import { unregisteredRollout } from '../../../cli/plan/unregistered-rollout.ts';
import { rolloutSettings, ROLLOUT_FLAGS } from '../../../cli/rollout/rollout-settings.ts';
import { registeredRelease } from '../../../cli/rollout/registered-release.ts';
import { HttpFailed } from '../../../machines/errors.ts';
import { parseLine } from '../../../cli/line/parse.ts';

const none = { hosts: undefined, tags: undefined };

describe('the question before a rollout', () => {
  test.each([
    [11, none, 'Roll out to all 11 machines? [y/N] '],
    [11, { hosts: ['*'], tags: undefined }, 'Roll out to all 11 machines? [y/N] '],
    [10, none, 'Roll out? [y/N] '],
    [500, { hosts: ['web-*'], tags: undefined }, 'Roll out? [y/N] '],
    [500, { hosts: undefined, tags: ['web'] }, 'Roll out? [y/N] '],
  ])('of %d machines by %j is %j', (machines, selection, asked) => expect(question(machines, selection)).toBe(asked));
});

test.each([
  [{ isTrial: true, isUnasked: false }, { isJson: false, isVerbose: false }, true],
  [{ isTrial: true, isUnasked: true }, { isJson: false, isVerbose: false }, false],
  [{ isTrial: true, isUnasked: false }, { isJson: true, isVerbose: true }, false],
  [{ isTrial: false, isUnasked: false }, { isJson: false, isVerbose: true }, true],
])('of %j with %j what would change is shown: %j', (order, session, expected) => {
  expect(isShownChange(order, session)).toBe(expected);
});

test('caches are looked in once each, and what may name files and programs of this machine is left out', () => {
  const urls = [undefined, 'https://a', '', null, 'file:///b', 'https://a', 's3://c?secret-key=/a/key', 'daemon'];
  expect(usableCaches(urls)).toEqual(['https://a', 'file:///b']);
});

describe('a closure is looked for', () => {
  const config = { cacheUrl: 'https://config', hookUrl: 'https://hook', pushTo: 'https://pushed' };
  const flag = 'https://flag';

  test('where the flag, the release and the configuration say, in this order', () => {
    const caches = cachesFor({ flag, release: { cacheUrl: 'https://release' }, config });
    expect(caches).toEqual(['https://flag', 'https://release', 'https://config']);
  });

  test('also where releases are pushed to, when it is of none yet', () => {
    expect(cachesFor({ flag, config })).toEqual(['https://flag', 'https://config', 'https://hook', 'https://pushed']);
  });
});

test('machines step from what they reported to what the release has for them, by name', () => {
  const entries = ['b', 'a'].map((hostname) => ({ hostname, store_path: `/nix/store/${hostname}` }));
  const machines = [{ machine_id: 'a', current_generation: '/nix/store/old' }];
  expect(machineSteps(['b', 'other', 'a'], entries, machines)).toEqual([
    { machineId: 'a', current: '/nix/store/old', wanted: '/nix/store/a' },
    { machineId: 'b', current: '', wanted: '/nix/store/b' },
  ]);
});

describe('a rollout of what is not registered', () => {
  const entries = ['a', 'b', 'c', 'd'].map((hostname) => ({ hostname, store_path: `/nix/store/${hostname}` }));
  const { flags } = parseLine(['--strategy', 'canary'], { flags: ROLLOUT_FLAGS, operands: [] });
  const settings = rolloutSettings(flags, { url: 'http://localhost' });
  const machines = [
    { machine_id: 'a', lifecycle: 'active', tags: ['web', 'eu'] },
    { machine_id: 'b', lifecycle: 'maintenance', tags: ['web', 'eu'] },
    { machine_id: 'c', lifecycle: 'active', tags: ['web'] },
    { machine_id: 'out', lifecycle: 'active', tags: ['web', 'eu'] },
  ] as const;
  const rollout = (selection: { hosts: string[] | undefined; tags: string[] | undefined }) =>
    unregisteredRollout({
      ...{ entries, settings, selection },
      machines: machines.map((machine) => ({ ...machine, tags: [...machine.tags] })),
    });

  test('goes to the hosts that are meant and take part, in the batches of the strategy', () => {
    const { machineIds, skipped, batches } = rollout(none);
    expect(machineIds).toEqual(['a', 'c', 'd']);
    expect(skipped).toEqual([{ machine_id: 'b', reason: 'is in lifecycle state maintenance' }]);
    expect(batches.map(({ length }) => length)).toEqual([1, 2]);
  });

  test('goes to the machines that have all of the tags, as a rollout would', () => {
    const { machineIds, skipped } = rollout({ hosts: undefined, tags: ['web', 'eu'] });
    expect(machineIds).toEqual(['a']);
    expect(skipped.map(({ machine_id: id }) => id)).toEqual(['b', 'out']);
  });

  test('is refused when nobody can take part', () => {
    expect(() => rollout({ hosts: ['b'], tags: undefined })).toThrow('no machine can take part');
    expect(() => rollout({ hosts: undefined, tags: ['none'] })).toThrow('no machine can take part');
  });
});

describe('a release that may not be read', () => {
  const refusing = (status: number) => ({ getRelease: () => Promise.reject(new HttpFailed(`no: ${status}`, status)) });
  const read = (status: number, selection: { hosts: string[] | undefined; tags: string[] | undefined }) => {
    const warned: string[] = [];
    const release = registeredRelease(refusing(status), { id: 'rel-1', selection }, (text) => warned.push(text));
    return { release, warned };
  };

  test.each([
    [403, { hosts: ['web-01'], tags: undefined }],
    [404, { hosts: undefined, tags: ['web'] }],
  ])('with %d is rolled out to %j all the same, with a warning', async (status, selection) => {
    const { release, warned } = read(status, selection);
    expect(await release).toEqual({ id: 'rel-1', cacheUrl: null, entries: null });
    expect(warned).toEqual([expect.stringContaining(`no: ${status}`)]);
  });

  test.each([
    [500, { hosts: ['web-01'], tags: undefined }],
    [403, { hosts: ['web-*'], tags: undefined }],
    [403, none],
  ])('with %d is an error for %j', async (status, selection) => {
    await expect(read(status, selection).release).rejects.toThrow(`no: ${status}`);
  });
});
