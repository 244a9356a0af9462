import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { runProbe } from '../../../../agent/compliance/run-probe.ts';
import { cycloneDx } from '../../../../agent/compliance/sbom/cyclone-dx.ts';
import { aMachine, DAY, type MachineParts, NOON } from '../a-machine.ts';
import { aClosureOf } from '../sbom/a-closure.ts';

const SBOM = '/var/lib/nixfleet-compliance/sbom.json';
const CLOSURE = aClosureOf('nixos-system-web-01', 'hello-2.10', 'etc');
const SYSTEM = CLOSURE.system.path;
const TEXT = cycloneDx(CLOSURE, { nixosVersion: '24.05', toolVersion: '0.2.0' });

const daysAgo = (days: number) => (NOON - days * DAY) / 1000;
const KNOWN = { configurationRevision: 'abc1234', inputs: { nixpkgs: daysAgo(10), disko: daysAgo(29.5) } };

const probed = (options: object = {}, parts: MachineParts = {}) =>
  runProbe(
    'supply-chain',
    { ...KNOWN, ...options },
    aMachine({
      links: { '/run/current-system': SYSTEM },
      files: { [SBOM]: TEXT },
      without: ['nixos-version'],
      ...parts,
    }),
  );
const found = async (options: object = {}, parts: MachineParts = {}) =>
  (await probed(options, parts)).findings.map(({ id }) => id);

describe('the probe of the supply chain', () => {
  test('passes a machine with a revision, fresh inputs and an SBOM of what runs, for which it vouches', async () => {
    expect(await probed()).toEqual({
      has_configuration_revision: true,
      configuration_revision: 'abc1234',
      sbom_generated: true,
      sbom_problem: null,
      closure_package_count: 2,
      sbom_sha256: createHash('sha256').update(TEXT).digest('hex'),
      inputs_known: true,
      input_age_days: { disko: 29.5, nixpkgs: 10 },
      flake_lock_age_days: 29.5,
      inputs_fresh: true,
      compliant: true,
      findings: [],
    });
  });

  test('names the inputs that are old', async () => {
    const { findings } = await probed({ inputs: { nixpkgs: daysAgo(10), disko: daysAgo(200) } });
    expect(findings).toEqual([{ id: 'inputs-fresh', text: expect.stringContaining(': disko (200 days);') }]);
  });

  test('does not take inputs that it does not know for fresh ones', async () => {
    const { findings } = await probed({ inputs: {} });
    expect(findings).toEqual([{ id: 'inputs-fresh', text: expect.stringContaining('compliance.fleet.inputs') }]);
  });

  test.each([
    ['of another system', TEXT.replaceAll('web-01', 'web-02'), /of another system/],
    ['that is no JSON', '[', /no JSON/],
    ['that is a bare list of paths', '[{"path":"/nix/store/a"}]', /no SBOM of ours/],
  ])('fails one with an SBOM %s', async (_, text, why) => {
    const { findings } = await probed({}, { files: { [SBOM]: text } });
    expect(findings).toEqual([{ id: 'sbom', text: expect.stringMatching(why) }]);
  });

  test('fails one without an SBOM, unless none is wanted', async () => {
    expect(await found({}, { files: {} })).toEqual(['sbom']);
    expect(await found({ sbomGeneration: false }, { files: {} })).toEqual([]);
  });

  test('takes an SBOM of what runs for an answer to where it comes from, and nothing for none', async () => {
    expect(await found({ configurationRevision: null })).toEqual([]);
    expect(await found({ configurationRevision: null, sbomGeneration: false }, { files: {} })).toEqual(['revision']);
  });
});
