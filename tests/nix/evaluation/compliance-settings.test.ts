import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { beforeAll, describe, expect, test } from 'vitest';
import { HostSettings } from '../../../agent/compliance/host-settings.ts';
import { PROBES } from '../../../agent/compliance/probes.ts';
import { CONTROLS, articlesOf } from '../../../services/compliance/catalogue.ts';
import { evaluated, ofTests } from '../evaluate.ts';

const Said = Type.Object({
  settings: Type.String(),
  /** What each probe is told, by control. */
  probes: Type.Record(Type.String(), Type.Unknown()),
});

/** What a host with all our controls on, and these settings besides, tells its programs. */
async function told(module: string) {
  const { args = {} } = ofTests('');
  const expression = `
    let
      tests = import ./nix/tests { nixpkgs = ${args['nixpkgs']}; };
      lib = import (${args['nixpkgs']} + "/lib");
      modules = import ./nix/lib/compliance-modules.nix { inherit lib; };
      host = tests.mkHost {
        hostName = "web-01"; platform = "x86_64-linux"; stateVersion = "25.11";
        hostSpec.userName = "deploy";
        self = { rev = "0123456789abcdef0123456789abcdef01234567"; lastModifiedDate = "20260131091500"; };
        modules = [
          modules.compliance
          (${module})
        ];
      };
      inherit (host.config.compliance) controls;
    in {
      settings = host.config.environment.etc."nixfleet/compliance.json".text;
      probes = lib.mapAttrs' (_: control: lib.nameValuePair control._meta.id control._meta.probe) controls;
    }`;
  const { settings, probes } = Value.Parse(Said, await evaluated({ expression }));
  const given: unknown = JSON.parse(settings);
  return { given, probes };
}

const EVERYTHING = `{ config, lib, ... }: {
  compliance.controls = lib.genAttrs [ ${CONTROLS.map(({ option }) => `"${option}"`).join(' ')} ] (_: { enable = true; });
  compliance.frameworks.nis2.enable = true;
  compliance.governance.exceptions = {
    BH-07 = { rationale = "Customers reach it by IPv6."; };
    "access-control.root-login" = { rationale = "Break glass."; owner = "ops@example.org"; expires = "2027-06-30"; };
  };
  compliance.gate = { enable = true; required = [ "access-control" ]; };
  services.openssh.enable = true;
  services.openssh.hostKeys = [ { type = "ed25519"; path = "/etc/ssh/ssh_host_ed25519_key"; } ];
}`;

describe('what the modules tell the programs of evidence', () => {
  let found: Awaited<ReturnType<typeof told>>;
  beforeAll(async () => {
    found = await told(EVERYTHING);
  }, 60_000);

  test('is what the programs read', () => {
    expect([...Value.Errors(HostSettings, found.given)]).toEqual([]);
  });

  test('has all of it: host, revision, key, frameworks, exceptions', () => {
    expect(found.given).toMatchObject({
      host: 'web-01',
      revision: '0123456789abcdef0123456789abcdef01234567',
      frameworks: ['nis2'],
      directory: '/var/lib/nixfleet-compliance',
      signingKey: '/etc/ssh/ssh_host_ed25519_key',
      exceptions: {
        'BH-07': { rationale: 'Customers reach it by IPv6.', owner: null, expires: null },
        'access-control.root-login': { rationale: 'Break glass.', owner: 'ops@example.org', expires: '2027-06-30' },
      },
    });
  });

  test('has a probe for each control, with the articles that it speaks for', () => {
    const { probes } = Value.Parse(HostSettings, found.given);
    expect(probes.map(({ control, articles }) => ({ control, articles }))).toEqual(
      CONTROLS.map(({ id }) => ({ control: id, articles: articlesOf(id) })),
    );
  });

  test('requires what the gate requires, and nothing else', () => {
    const { probes } = Value.Parse(HostSettings, found.given);
    expect(probes.filter(({ required }) => required).map(({ control }) => control)).toEqual(['access-control']);
  });

  test.each(PROBES.map(({ control }) => control))(
    'has options that the probe of %s takes, and no others',
    (control) => {
      const options = PROBES.find((each) => each.control === control)?.options;
      if (options === undefined) throw new Error(control);
      const given = Value.Parse(Type.Record(Type.String(), Type.Unknown()), found.probes[control]);
      expect([...Value.Errors(options, given)]).toEqual([]);
      expect(Object.keys(given).filter((name) => !(name in options.properties))).toEqual([]);
    },
  );
});
