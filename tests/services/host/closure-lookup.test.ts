import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { closureDiff } from '../../../machines/policy/closure-diff.ts';
import { closuresOf, derivationClosuresOf, type FoundClosures } from '../../../services/host/closure-lookup.ts';
import { run } from '../../../services/host/process.ts';
import { copyTo, someSystems } from '../../support/some-systems.ts';
import { NIX_ENV } from './closures.ts';

const systems = someSystems({
  old: ['hello-2.10', 'linux-6.6.1#1000', 'etc#1'],
  new: ['hello-2.12', 'linux-6.6.1#1000', 'etc#2'],
  gone: ['hello-2.9', 'etc#1'],
});
const { old, new: next, gone } = systems.paths;
const NOWHERE = '/nix/store/00000000000000000000000000000000-nixos-system-x';
const { signal } = new AbortController();

const [cache, holey] = [mkdtempSync(join(tmpdir(), 'nixfleet-cache-')), mkdtempSync(join(tmpdir(), 'nixfleet-cache-'))];
beforeAll(() => {
  copyTo(cache, gone);
  copyTo(holey, gone, old);
  systems.forget('gone');
});
beforeEach(() => void vi.stubEnv('NIX_CONFIG', NIX_ENV.NIX_CONFIG));
afterEach(() => void vi.unstubAllEnvs());
afterAll(() => {
  systems.remove();
  for (const folder of [cache, holey]) rmSync(folder, { recursive: true });
});

const namesOf = ({ closures }: FoundClosures, path: string) =>
  closures
    .get(path)
    ?.paths.map(({ name, version }) => `${name} ${version ?? ''}`)
    .toSorted();

describe('the closures of systems', () => {
  test('are found in the store of this machine, with their sizes', async () => {
    const found = await closuresOf([old, next, old], [], signal);
    expect(found.problems).toEqual([]);
    expect(namesOf(found, old)).toEqual(['etc ', 'hello 2.10', 'linux 6.6.1', 'nixos-system-old 24.05']);
    const [before, after] = [found.closures.get(old), found.closures.get(next)];
    const diff = before && after && closureDiff(before, after);
    expect(diff).toMatchObject({ upgraded: [{ name: 'hello' }], rebuilt: [{ name: 'etc' }], added: [], removed: [] });
    expect(before?.paths.find(({ name }) => name === 'linux')?.narBytes).toBeGreaterThan(1000);
    expect(before?.references).toHaveLength(3);
  });

  test('are found in the cache when they are not here, and left out when they are nowhere', async () => {
    const found = await closuresOf([old, gone, NOWHERE], [`file://${cache}`], signal);
    expect([...found.closures.keys()].toSorted()).toEqual([old, gone].toSorted());
    expect(namesOf(found, gone)).toEqual(['etc ', 'hello 2.9', 'nixos-system-gone 24.05']);
    expect(found.problems).toEqual([]);
  });

  test('are left out where a cache has not all of them, and the others are there', async () => {
    systems.forget('old');
    const hello = readdirSync(holey).find(
      (name) =>
        name.endsWith('.narinfo') && /^StorePath: .*hello-2\.10$/m.test(readFileSync(join(holey, name), 'utf8')),
    );
    rmSync(join(holey, hello ?? 'none'));
    const found = await closuresOf([gone, old, next], [`file://${holey}`], signal);
    expect([...found.closures.keys()].toSorted()).toEqual([gone, next].toSorted());
  });

  test('are left out with the reason when a cache does not answer', async () => {
    const found = await closuresOf([NOWHERE], ['http://user:secret@127.0.0.1:9'], signal);
    expect(found.closures.size).toBe(0);
    expect(found.problems).toEqual([expect.stringMatching(/^http:\/\/\*\*\*@127\.0\.0\.1:9: no cache answers/)]);
  });

  test('are not looked for in what is no cache URL, nor for what is no store path', async () => {
    await expect(closuresOf([NOWHERE], ['local?root=/'], signal)).rejects.toThrow('not a cache URL');
    await expect(closuresOf(['/nix/store/x --help'], [], signal)).rejects.toThrow('not a store path');
  });

  test('need Nix', async () => {
    vi.stubEnv('PATH', '/nonexistent');
    await expect(closuresOf([NOWHERE], [], signal)).rejects.toThrow('install it');
  });
});

test('what a system would be built of is known from its derivation', async () => {
  const name = `hello-${process.pid}-3.0`;
  const hello = `derivation { name = "${name}"; system = "x86_64-linux"; builder = "/bin/sh"; }`;
  const expression = `derivation { name = "sys"; system = "x86_64-linux"; builder = "/bin/sh"; args = [ (${hello}) ]; }`;
  const { stdout } = await run({ argv: ['nix-instantiate', '--expr', expression], env: NIX_ENV });
  const derivation = stdout.trim();
  const absent = NOWHERE.replace('-nixos', '-absent') + '.drv';
  const closures = await derivationClosuresOf([derivation, absent], signal);
  expect([...closures.keys()]).toEqual([derivation]);
  expect(closures.get(derivation)?.paths).toMatchObject([
    { name: 'sys', narBytes: 0 },
    { name: 'hello', version: `${process.pid}-3.0`, narBytes: 0 },
  ]);
  await run({ argv: ['nix-store', '--delete', derivation], env: NIX_ENV });
});
