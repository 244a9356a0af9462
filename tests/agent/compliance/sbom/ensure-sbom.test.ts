import { readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { Spec, Validation } from '@cyclonedx/cyclonedx-library';
import { afterAll, describe, expect, test } from 'vitest';
import { runProbe } from '../../../../agent/compliance/run-probe.ts';
import { ensureSbom } from '../../../../agent/compliance/sbom/ensure-sbom.ts';
import { someSystems } from '../../../support/some-systems.ts';
import { aMachine, NOON } from '../a-machine.ts';

const FILE = '/var/lib/nixfleet-compliance/sbom.json';
const RUNNING = '/run/current-system';
const systems = someSystems({
  now: ['hello-2.10', 'openssl-3.0.13', 'unit-sshd.service'],
  next: ['hello-2.12', 'openssl-3.0.13', 'unit-sshd.service'],
});
afterAll(() => systems.remove());

const machineWith = (system: string) =>
  aMachine({ links: { [RUNNING]: system }, directories: ['/var/lib/nixfleet-compliance'] });
const textOf = (machine: ReturnType<typeof machineWith>) => readFileSync(machine.path(FILE), 'utf8');
const inputs = { nixpkgs: NOON / 1000 };

describe('the SBOM of the system that runs', () => {
  test('tells of all that the store knows of it', async () => {
    const machine = machineWith(systems.paths.now);
    expect(await ensureSbom({ machine, file: FILE })).toBe('written');
    const text = textOf(machine);
    expect(await new Validation.JsonStrictValidator(Spec.Version.v1dot6).validate(text)).toBeNull();
    expect(JSON.parse(text)).toMatchObject({
      metadata: { timestamp: expect.any(String), component: { 'bom-ref': systems.paths.now } },
      components: expect.arrayContaining([
        expect.objectContaining({ name: 'hello', version: '2.10', purl: 'pkg:generic/hello@2.10' }),
        expect.objectContaining({ name: 'openssl', hashes: [{ alg: 'SHA-256', content: expect.any(String) }] }),
        expect.objectContaining({ type: 'file', name: 'unit-sshd.service' }),
      ]),
    });
    expect(JSON.parse(text)).toHaveProperty('components.length', 3);
  });

  test('is left alone while it is of that system, and has the same bytes when it is made anew', async () => {
    const machine = machineWith(systems.paths.now);
    await ensureSbom({ machine, file: FILE });
    const first = textOf(machine);
    expect(await ensureSbom({ machine, file: FILE })).toBe('current');
    rmSync(machine.path(FILE));
    expect(await ensureSbom({ machine, file: FILE })).toBe('written');
    expect(textOf(machine)).toBe(first);
  });

  test('is made anew after a switch, so that the probe of the supply chain is content again', async () => {
    const machine = machineWith(systems.paths.now);
    const findings = async () => (await runProbe('supply-chain', { inputs }, machine)).findings.map(({ id }) => id);
    await ensureSbom({ machine, file: FILE });
    expect(await findings()).toEqual([]);
    rmSync(machine.path(RUNNING));
    symlinkSync(systems.paths.next, machine.path(RUNNING));
    expect(await findings()).toEqual(['revision', 'sbom']);
    expect(await ensureSbom({ machine, file: FILE })).toBe('written');
    expect(await findings()).toEqual([]);
  });

  test('takes the place of what is none', async () => {
    const machine = machineWith(systems.paths.now);
    writeFileSync(machine.path(FILE), '[]');
    expect(await ensureSbom({ machine, file: FILE })).toBe('written');
  });

  test('is not made of a system that the store does not know, and leaves nothing behind', async () => {
    const machine = machineWith('/nix/store/1aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-nixos-system-web-01');
    await expect(ensureSbom({ machine, file: FILE })).rejects.toThrow('Nix cannot tell what /nix/store/1aaa');
    expect(readdirSync(machine.path('/var/lib/nixfleet-compliance'))).toEqual([]);
  });

  test('is not made of what is no system, or without Nix', async () => {
    await expect(ensureSbom({ machine: machineWith('/tmp/system'), file: FILE })).rejects.toThrow(RUNNING);
    const machine = aMachine({ links: { [RUNNING]: systems.paths.now }, without: ['nix'] });
    await expect(ensureSbom({ machine, file: FILE })).rejects.toThrow('no program nix');
  });
});
