import { describe, expect, test } from 'vitest';
import { runProbe } from '../../../../agent/compliance/run-probe.ts';
import { aMachine, DAY, type MachineParts, NOON } from '../a-machine.ts';

const PROFILES = '/nix/var/nix/profiles';
const SYSTEM = '/nix/store/1aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-nixos-system-web-01';
const OLD = '/nix/store/2aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-nixos-system-web-01';
const KNOWN = { fleetDate: '20260410120000', configurationRevision: 'abc1234' };

/** Generations 4 (two months old) and 5 (ten days), booted a moment ago. */
const PARTS = {
  links: {
    '/run/current-system': SYSTEM,
    [`${PROFILES}/system`]: 'system-5-link',
    [`${PROFILES}/system-4-link`]: OLD,
    [`${PROFILES}/system-5-link`]: SYSTEM,
  },
  changed: {
    '/run/current-system': NOON,
    [`${PROFILES}/system-4-link`]: NOON - 60 * DAY,
    [`${PROFILES}/system-5-link`]: NOON - 10 * DAY,
  },
  files: { '/etc/os-release': 'NAME=NixOS\nVERSION_ID="24.05"\nBUILD_ID="24.05.20240531.abcdef0"\n' },
  without: ['nix', 'nixos-version'],
} satisfies MachineParts;

const probed = (options: object, parts: MachineParts = {}) =>
  runProbe('change-management', options, aMachine({ ...PARTS, ...parts }));
const found = async (options: object, parts: MachineParts = {}) =>
  (await probed(options, parts)).findings.map(({ id }) => id);

describe('the probe of change management', () => {
  test('passes a machine that was changed lately, from a known revision', async () => {
    expect(await probed(KNOWN)).toEqual({
      system_age_days: 10,
      system_age_known_by: 'fleet',
      system_fresh: true,
      generations_last_30_days: 1,
      generations_lost: false,
      current_generation: 5,
      running_is_generation: true,
      current_nixos_version: '24.05.20240531.abcdef0',
      last_rebuild_timestamp: '2026-04-10T12:00:00Z',
      configuration_revision: 'abc1234',
      compliant: true,
      findings: [],
    });
  });

  test('fails one whose configuration is old, though it booted a moment ago', async () => {
    const { findings } = await probed({ ...KNOWN, fleetDate: '20260301' });
    expect(findings).toEqual([
      { id: 'system-age', text: expect.stringMatching(/^the system is 50\.5 days old, 30 are/) },
    ]);
  });

  test('does not know the age of a system that neither the fleet nor the store knows', async () => {
    const { findings } = await probed({ configurationRevision: 'abc' });
    expect(findings).toEqual([{ id: 'system-age', text: expect.stringMatching(/compliance\.fleet\.date/) }]);
  });

  test('fails a system of the future, for then the clock is wrong', async () => {
    expect(await found({ ...KNOWN, fleetDate: '20260601' })).toEqual(['system-age']);
  });

  test('fails one that is changed less often than policy demands', async () => {
    const { findings } = await probed({ ...KNOWN, minGenerationFrequency: 2 });
    expect(findings).toEqual([
      { id: 'change-frequency', text: expect.stringMatching(/^of the last 30 days 1 generation is here.* demands 2/) },
    ]);
    expect(findings[0]?.text).not.toContain('nix.gc.options');
  });

  test('says so when it cannot know how often, because generations were collected', async () => {
    const { [`${PROFILES}/system-4-link`]: _, ...links } = PARTS.links;
    const { [`${PROFILES}/system-4-link`]: __, ...changed } = PARTS.changed;
    const { findings } = await probed({ ...KNOWN, minGenerationFrequency: 2 }, { links, changed });
    expect(findings).toEqual([{ id: 'change-frequency', text: expect.stringContaining('nix.gc.options') }]);
  });

  test('fails one that was built from nobody knows what', async () => {
    expect(await found({ ...KNOWN, configurationRevision: null })).toEqual(['revision']);
    expect(await found({ ...KNOWN, configurationRevision: 'abc1234-dirty' })).toEqual(['revision']);
  });

  test('takes the revision that the system itself names', async () => {
    const programs = { 'nixos-version': 'test "$1" = --configuration-revision && echo fed9876' };
    const output = await probed({ ...KNOWN, configurationRevision: null }, { without: ['nix'], programs });
    expect(output).toMatchObject({ compliant: true, configuration_revision: 'fed9876' });
  });

  test('takes no words of an error for a revision', async () => {
    const programs = { 'nixos-version': 'echo "configuration revision not set" >&2; exit 1' };
    expect(await found({ ...KNOWN, configurationRevision: null }, { without: ['nix'], programs })).toEqual([
      'revision',
    ]);
  });

  test('fails a machine of which it knows nothing', async () => {
    const machine = aMachine({ without: ['nix', 'nixos-version'] });
    const { findings } = await runProbe('change-management', {}, machine);
    expect(findings.map(({ id }) => id)).toEqual(['system-age', 'change-frequency', 'revision']);
  });
});
