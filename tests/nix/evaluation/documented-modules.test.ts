import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { run } from '../../../services/host/process.ts';
import { checkout } from '../../support/checkout.ts';
import { tempFolder } from '../../support/temp.ts';
import { evaluated, ofTests } from '../evaluate.ts';

/** The modules that stand in a document, by their first comment. */
function modulesOf(document: string): (readonly [string, string])[] {
  const text = readFileSync(join(checkout, 'docs/nix', document), 'utf8');
  const blocks = [...text.matchAll(/^```nix\n(.*?)^```$/gms)].map(([, code = '']) => code);
  return blocks.map((code) => [`${document}: ${/^# (.*)$/m.exec(code)?.[1] ?? 'a module'}`, code]);
}

/** An expression: the configuration of a host with these modules, of which one may name certificates beside it. */
function aHost(...modules: readonly string[]): string {
  const folder = tempFolder();
  mkdirSync(join(folder, 'certs'));
  for (const name of ['fleet-ca', 'cp-01', 'web-01']) writeFileSync(join(folder, 'certs', `${name}.pem`), '');
  const files = modules.map((code, index) => {
    const file = join(folder, `module-${index}.nix`);
    writeFileSync(file, code);
    return file;
  });
  const { args = {} } = ofTests('');
  return `(
    let
      inputs = import ${checkout}/nix/tests/stub/inputs.nix { nixpkgs = ${args['nixpkgs']}; };
      made = import ${checkout}/nix/tests/flake-outputs.nix { inherit inputs; };
    in
    made.lib.mkHost {
      hostName = "web-01";
      platform = "x86_64-linux";
      stateVersion = "25.11";
      hostSpec.userName = "deploy";
      modules = [ ${checkout}/nix/tests/bootable.nix ${files.join(' ')} ];
    }
  ).config`;
}

const LOGIN =
  '{ users.users.root.openssh.authorizedKeys.keys = [ "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA root@test" ]; }';
const CLIENT = `{ services.nixfleet-cache = { enable = true; cacheUrl = "http://cache"; publicKey = KEY; }; }`;
const aClient = (publicKey: string) => CLIENT.replace('KEY', JSON.stringify(publicKey));

describe('the modules in the documents', () => {
  test.each([...modulesOf('mtls.md'), ...modulesOf('caches.md')])(
    'are taken without a warning: %s',
    async (_, code) => {
      const isAdditional = code.includes('additional');
      const client = aClient('cache-1:6NCHdD59X431o0gWypbMrAURkbJ16ZPMQFGspcDShjY=');
      const host = aHost(LOGIN, code, ...(isAdditional ? [client] : []));
      const expression = `let host = ${host}; in { built = toString host.system.build.toplevel; inherit (host) warnings; }`;
      expect(await evaluated({ expression })).toEqual({
        built: expect.stringContaining('/nix/store/') as string,
        warnings: [],
      });
    },
  );

  test('are five', () => expect([...modulesOf('mtls.md'), ...modulesOf('caches.md')]).toHaveLength(5));
});

describe("a cache's public key", () => {
  test('is taken as Nix makes it', async () => {
    const folder = tempFolder();
    const make: [string, ...string[]] = [
      'nix-store',
      '--generate-binary-cache-key',
      'cache.example.com-1',
      'secret',
      'public',
    ];
    await run({ argv: make, cwd: folder });
    const key = readFileSync(join(folder, 'public'), 'utf8').trim();
    const expression = `${aHost(aClient(key))}.nix.settings.trusted-public-keys`;
    expect(await evaluated({ expression })).toContain(key);
  });
});
