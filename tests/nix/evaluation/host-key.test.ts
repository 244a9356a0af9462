import { existsSync, lstatSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { expect, test } from 'vitest';
import { runToEnd } from '../../support/processes.ts';
import { tempFolder } from '../../support/temp.ts';
import { evaluated, ofTests } from '../evaluate.ts';

/** Runs what a host runs when its key is not there. */
async function makeKey(key: string) {
  const { args } = ofTests('mkHost');
  const expression = `
    let
      tests = import ./nix/tests { nixpkgs = ${args?.['nixpkgs']}; };
      host = tests.mkHost {
        hostName = "keyless";
        platform = "x86_64-linux";
        hostSpec.userName = "deploy";
        modules = [
          tests.scopes.secrets
          { nixfleet.secrets = { enable = true; identityPaths.hostKey = "${key}"; identityPaths.enableUserKey = false; }; }
        ];
      };
    in
    host.config.systemd.services.nixfleet-host-key-check.script`;
  const script = Value.Parse(Type.String(), await evaluated({ expression }));
  const file = join(tempFolder(), 'script');
  writeFileSync(file, script);
  return runToEnd({ argv: ['bash', '-e', file], env: { PATH: process.env['PATH'] } });
}

const PRIVATE = /^-----BEGIN OPENSSH PRIVATE KEY-----/;

test('a key that is missing is made, with its folder', async () => {
  const key = join(tempFolder(), 'etc/ssh/key');
  expect(await makeKey(key)).toMatchObject({ exitCode: 0, said: '' });
  expect(readFileSync(key, 'utf8')).toMatch(PRIVATE);
  expect(readFileSync(`${key}.pub`, 'utf8')).toMatch(/^ssh-ed25519 .* root@keyless\n$/);
});

test('one that a power cut left empty is made anew where it is kept, and nobody else reads it', async () => {
  const folder = tempFolder();
  const key = join(folder, 'key');
  const kept = join(folder, 'keep/key');
  mkdirSync(dirname(kept));
  writeFileSync(kept, '', { mode: 0o644 });
  symlinkSync(kept, key);
  expect(await makeKey(key)).toMatchObject({ exitCode: 0, said: '' });
  expect(readFileSync(kept, 'utf8')).toMatch(PRIVATE);
  expect(statSync(kept).mode & 0o777).toBe(0o600);
  expect(lstatSync(key).isSymbolicLink()).toBe(true);
  expect(existsSync(`${key}.pub`)).toBe(true);
});
