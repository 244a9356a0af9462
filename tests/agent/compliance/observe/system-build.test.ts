import { afterAll, describe, expect, test } from 'vitest';
import { observeSystemBuild } from '../../../../agent/compliance/observe/system-build.ts';
import { someSystems } from '../../../support/some-systems.ts';
import { aMachine, DAY, NOON } from '../a-machine.ts';

const systems = someSystems({ now: ['hello-2.10'] });
const madeAt = Date.now();
afterAll(() => systems.remove());

describe('the age of a system', () => {
  test('is when the store got it, however old the link to it is', async () => {
    const links = { '/run/current-system': systems.paths.now };
    const machine = aMachine({ links, changed: { '/run/current-system': NOON - 900 * DAY } });
    const build = await observeSystemBuild(machine, null);
    expect(build).toMatchObject({ path: systems.paths.now, knownBy: 'store' });
    expect(Math.abs((build.builtAt ?? 0) - madeAt)).toBeLessThan(DAY);
  });

  test('is the date of the revision where the fleet has one', async () => {
    const machine = aMachine({ links: { '/run/current-system': systems.paths.now } });
    const build = await observeSystemBuild(machine, '20260410120000');
    expect(build).toEqual({ path: systems.paths.now, builtAt: NOON - 10 * DAY, knownBy: 'fleet' });
  });

  test('is unknown of what the store does not know', async () => {
    const links = { '/run/current-system': '/nix/store/1aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-nixos-system' };
    expect(await observeSystemBuild(aMachine({ links }), null)).toMatchObject({ knownBy: null });
    expect(await observeSystemBuild(aMachine({}), '20260231')).toMatchObject({ path: undefined, knownBy: null });
  });
});
