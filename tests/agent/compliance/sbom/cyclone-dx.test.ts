import { Spec, Validation } from '@cyclonedx/cyclonedx-library';
import { describe, expect, test } from 'vitest';
import { cycloneDx } from '../../../../agent/compliance/sbom/cyclone-dx.ts';
import { aClosureOf } from './a-closure.ts';

const FACTS = { nixosVersion: '24.05.20240531.abcdef0', toolVersion: '0.2.0' };
const CLOSURE = aClosureOf(
  `nixos-system-web-01-${FACTS.nixosVersion}`,
  'glibc-2.39-52',
  'openssl-3.0.13-bin',
  'libstdc++-13',
  'etc',
);
const written = (closure = CLOSURE, facts = FACTS) => JSON.parse(cycloneDx(closure, facts)) as unknown;

describe('the SBOM of a system', () => {
  test('is CycloneDX 1.6 as its schema has it', async () => {
    const validator = new Validation.JsonStrictValidator(Spec.Version.v1dot6);
    expect(await validator.validate(cycloneDx(CLOSURE, FACTS))).toBeNull();
    const unknown = { nixosVersion: undefined, toolVersion: '0.2.0' };
    const { system, others } = CLOSURE;
    const bare = others.map((path) => ({ ...path, narHash: undefined, deriver: undefined }));
    const poor = cycloneDx({ system: { ...system, registeredAt: undefined }, others: bare }, unknown);
    expect(await validator.validate(poor)).toBeNull();
    // The validator is one: it refuses what is none.
    expect(await validator.validate(poor.replace('"components"', '"component"'))).not.toBeNull();
  });

  test('is about the system, by store path', () => {
    expect(written()).toMatchObject({
      bomFormat: 'CycloneDX',
      specVersion: '1.6',
      metadata: {
        timestamp: '2026-04-20T12:00:00Z',
        tools: { components: [{ name: 'nixfleet-compliance', version: '0.2.0' }] },
        component: {
          type: 'operating-system',
          'bom-ref': CLOSURE.system.path,
          name: 'nixos-system-web-01',
          version: '24.05.20240531.abcdef0',
        },
      },
    });
  });

  test('names each package with its version, its hash and what made it', () => {
    const openssl = CLOSURE.others.find(({ path }) => path.includes('openssl'));
    expect(written()).toMatchObject({
      components: expect.arrayContaining([
        {
          type: 'application',
          'bom-ref': openssl?.path,
          name: 'openssl',
          version: '3.0.13',
          hashes: [{ alg: 'SHA-256', content: openssl?.narHash }],
          properties: [
            { name: 'nix:output_path', value: openssl?.path },
            { name: 'nix:drv_path', value: openssl?.deriver },
          ],
          purl: 'pkg:generic/openssl@3.0.13',
        },
        expect.objectContaining({ type: 'file', name: 'etc' }),
        expect.objectContaining({ name: 'libstdc++', purl: 'pkg:generic/libstdc%2B%2B@13' }),
      ]),
    });
  });

  test('says what needs what', () => {
    const [glibc, openssl] = ['glibc', 'openssl'].map((name) => CLOSURE.others.find(({ path }) => path.includes(name)));
    expect(written()).toMatchObject({
      dependencies: expect.arrayContaining([
        { ref: CLOSURE.system.path, dependsOn: CLOSURE.others.map(({ path }) => path) },
        { ref: openssl?.path, dependsOn: [glibc?.path] },
        { ref: glibc?.path, dependsOn: [] },
      ]),
    });
  });

  test('has the same bytes for the same system, and another number for another one', () => {
    expect(cycloneDx(CLOSURE, FACTS)).toBe(cycloneDx(structuredClone(CLOSURE), FACTS));
    const number = (text: string) => /"serialNumber":"([^"]+)"/.exec(text)?.[1];
    const other = cycloneDx(aClosureOf('nixos-system-web-01-24.05', 'glibc-2.39-53'), FACTS);
    expect(number(other)).not.toBe(number(cycloneDx(CLOSURE, FACTS)));
    expect(number(other)).toMatch(/^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });
});
