import { readFile, symlink, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import type { FetchProgress } from '../../../services/host/fetch-progress.ts';
import { createNix, type NixOptions } from '../../../services/host/nix.ts';
import { allEnded } from '../../../services/host/process.ts';
import { SmallDisk } from '../../support/small-disk.ts';
import {
  aBuiltPath,
  aCacheWith,
  aKey,
  aPath,
  aPathThatRefersTo,
  forget,
  isHere,
  largestNar,
  nixSettings,
  push,
  served,
} from './nix-cache.ts';
import { NIX_ENV } from './closures.ts';
import { aFolder } from './waiting.ts';

const ABSENT = '/nix/store/00000000000000000000000000000000-absent';
const NOBODY = 'http://127.0.0.1:1';
const MIB = 1024 * 1024;
const never = new AbortController().signal;

/** Fetches; what was said and told on the way. */
async function fetched(path: string, cacheUrl: string | null, options: NixOptions & { signal?: AbortSignal } = {}) {
  const { signal = never, ...rest } = options;
  const lines: string[] = [];
  const progress: FetchProgress[] = [];
  const watch = {
    signal,
    onLine: (line: string) => lines.push(line),
    onProgress: (at: FetchProgress) => progress.push(at),
  };
  const problem = await createNix({ env: NIX_ENV, ...rest })
    .fetch({ path, cacheUrl }, watch)
    .then(
      () => '',
      (error: Error) => error.message,
    );
  return { problem, lines, progress };
}

/** A path that only a cache has. */
async function elsewhere(bytes = 1000) {
  const path = await aPath('elsewhere', bytes);
  const folder = await aFolder();
  // To compress what cannot be compressed takes its time.
  await push(bytes < MIB ? folder : `${folder}?compression=none`, path);
  await forget(path);
  return { path, folder, url: `file://${folder}` };
}

afterEach(() => void vi.unstubAllEnvs());

describe('a fetch', () => {
  test('brings a closure from a cache, and tells how far it is', async () => {
    const part = await aPath('part', 200_000);
    const path = await aPathThatRefersTo(part);
    const { url } = await served(await aCacheWith(path));
    await forget(path);
    await forget(part);
    const { problem, lines, progress } = await fetched(path, url);
    expect(problem).toBe('');
    expect(await isHere(path)).toBe(true);
    expect(lines).toEqual(
      expect.arrayContaining([expect.stringContaining(`copying path '${part}'`), expect.stringContaining(`'${path}'`)]),
    );
    const bytesTotal = progress[0]?.bytesTotal ?? 0;
    expect(bytesTotal).toBeGreaterThan(200_000);
    expect(progress[0]).toEqual({ pathsDone: 0, pathsTotal: 2, bytesDone: 0, bytesTotal });
    expect(progress.at(-1)).toEqual({ pathsDone: 2, pathsTotal: 2, bytesDone: bytesTotal, bytesTotal });
  });

  test('needs no cache for what is here', async () => {
    const path = await aPath('here');
    const { url, asked } = await served(await aFolder());
    expect(await fetched(path, url)).toEqual({ problem: '', lines: [], progress: [] });
    expect((await fetched(path, null)).problem).toBe('');
    expect(asked).toEqual([]);
  });

  test('sees what has been pushed since the cache had not got it', async () => {
    const path = await aPath('pushed-late');
    const folder = await aCacheWith(await aPath('other'));
    const { url } = await served(folder);
    const pushed = await aCacheWith(path);
    await forget(path);
    expect((await fetched(path, url)).problem).toMatch('it is not there');
    await fetched(path, `file://${pushed}`);
    await push(folder, path);
    await forget(path);
    expect((await fetched(path, url)).problem).toBe('');
  });

  test('turns to what the host trusts when the cache has not got it', async () => {
    const { path, url } = await elsewhere();
    const env = nixSettings(`substituters = ${url}`);
    expect((await fetched(path, `file://${await aFolder()}`, { env })).problem).toBe('');
  });

  test('turns to what the host trusts when the cache hangs', async () => {
    const { path, folder, url } = await elsewhere(200_000);
    const { url: hanging, asked } = await served(folder, (request) => request.url?.startsWith('/nar/') ?? false);
    const env = nixSettings(`substituters = ${url}`);
    expect((await fetched(path, hanging, { env, stallMs: 8_000 })).problem).toBe('');
    expect(asked).toContainEqual(expect.stringMatching('^/nar/'));
  });

  test('turns to what the host trusts when `nix` cannot be started', async () => {
    const { path, url } = await elsewhere();
    const folder = await aFolder();
    await symlink('/usr/bin/nix-store', join(folder, 'nix-store'));
    vi.stubEnv('PATH', folder);
    expect((await fetched(path, url, { env: nixSettings(`substituters = ${url}`) })).problem).toBe('');
  });

  test('goes on as long as bytes come', async () => {
    const { path, folder } = await elsewhere(300_000);
    const { url } = await served(folder, (request, response) => {
      if (!request.url?.startsWith('/nar/')) return false;
      void readFile(join(folder, request.url)).then((content) => {
        response.writeHead(200, { 'content-length': content.length });
        const drip = (at: number) => {
          response.write(content.subarray(at, at + 50_000));
          if (at + 50_000 >= content.length) response.end();
          else setTimeout(drip, 900, at + 50_000);
        };
        drip(0);
      });
      return true;
    });
    expect((await fetched(path, url, { stallMs: 10_000 })).problem).toBe('');
  });

  test('ends its processes when nobody waits for it any more', async () => {
    const { path, folder } = await elsewhere();
    const stop = new AbortController();
    const { url } = await served(folder, (request) => {
      const isNar = request.url?.startsWith('/nar/') ?? false;
      if (isNar) stop.abort();
      return isNar;
    });
    expect((await fetched(path, url, { signal: stop.signal })).problem).toBe('nix was stopped');
    await allEnded();
    expect(await isHere(path)).toBe(false);
  });
});

describe('a fetch that fails', () => {
  test('says that neither cache nor substituters have a path', async () => {
    const { problem } = await fetched(ABSENT, `file://${await aFolder()}`);
    expect(problem).toMatch(
      new RegExp(
        `^${ABSENT} could not be fetched from file://\\S* \\(it is not there: .*no substituter.*\\) ` +
          `nor from the host's substituters \\(it is not there: .*\\)$`,
      ),
    );
  });

  test('says that a path is not here and no cache is known, without asking anybody', async () => {
    const { url, asked } = await served(await aFolder());
    const { problem } = await fetched(ABSENT, null, { env: nixSettings(`substituters = ${url}`) });
    expect(problem).toBe(
      `store path ${ABSENT} not found locally and no cache URL configured: it is not there: ` +
        `path '${ABSENT}' is not valid; set --cache-url, or push the closure to this machine`,
    );
    expect(asked).toEqual([]);
  });

  test('says that the Nix daemon is down', async () => {
    const { problem } = await fetched(ABSENT, null, { env: nixSettings('store = daemon') });
    expect(problem).toMatch(/no cache URL configured: the Nix daemon does not answer; is it started\?: cannot connect/);
  });

  test('says that the cache is down, without the password for it', async () => {
    const { problem, lines } = await fetched(ABSENT, NOBODY.replace('//', '//me:geheim@'), {
      env: nixSettings('download-attempts = 1'),
    });
    expect(problem).toMatch(`could not be fetched from http://***@127.0.0.1:1 (no cache answers as it should: unable`);
    expect(lines).toContainEqual(expect.stringContaining('unable to download'));
    expect(problem + lines.join('\n')).not.toContain('geheim');
  });

  test('says that the cache hangs', async () => {
    const { problem } = await fetched(ABSENT, (await served(await aFolder(), () => true)).url, { stallMs: 1_000 });
    expect(problem).toMatch('(no sign of progress for 1 s) nor from');
  });

  test('says that an archive is damaged', async () => {
    const { path, folder, url } = await elsewhere(100_000);
    const nar = await largestNar(folder);
    const content = await readFile(nar);
    await writeFile(nar, content.fill('x', 5_000, 5_100));
    const damaged = '(the cache holds a damaged copy; push the path there again: failed to read compressed data';
    expect((await fetched(path, url)).problem).toContain(damaged);
    expect((await fetched(path, (await served(folder)).url)).problem).toContain(damaged);
    await unlink(nar);
    expect((await fetched(path, url)).problem).toMatch(/damaged copy.*'nar\/.*' does not exist in binary cache/);
    expect(await isHere(path)).toBe(false);
  });

  test('says that the disk has no room, and does not begin', async ({ skip }) => {
    const disk = SmallDisk.mount(20);
    if (!disk) return skip('only root on Linux can mount a disk');
    onTestFinished(() => disk.unmount());
    const { path, url } = await elsewhere(8 * MIB);
    const { problem, lines } = await fetched(path, url, { storeFolder: disk.folder });
    expect(problem).toMatch(
      /^\S+ was not fetched: the disk of the Nix store lacks 4\.4 MiB \(8\.0 MiB to fetch, 16 MiB to spare, 20 MiB free\); run nix-collect-garbage/,
    );
    expect(lines).toEqual([]);
    const small = await elsewhere(MIB);
    expect((await fetched(small.path, small.url, { storeFolder: disk.folder })).problem).toBe('');
  });

  test('says that the disk has become full', async ({ skip }) => {
    const disk = SmallDisk.mount(4);
    if (!disk) return skip('only root on Linux can mount a disk');
    onTestFinished(() => disk.unmount());
    const { path, url } = await elsewhere(8 * MIB);
    const env = nixSettings(`store = local?root=${disk.folder}`);
    expect((await fetched(path, url, { env })).problem).toMatch(
      /^\S+ was not fetched: the disk is full; run nix-collect-garbage .*: .*No space left on device$/,
    );
  });

  test('refuses what is no path and what is no cache', async () => {
    expect((await fetched('--help', NOBODY)).problem).toMatch('not a store path: "--help"');
    expect((await fetched(ABSENT, 'local?root=/')).problem).toMatch('not a cache URL: "local?root=/"');
  });
});

describe('a fetch that requires signatures', () => {
  const strict = { requiresSignatures: true };
  const untrusting = { env: nixSettings('require-sigs = false') };

  test('takes what was built here', async () => {
    expect((await fetched(await aBuiltPath(), null, strict)).problem).toBe('');
  });

  test('takes what a trusted key has signed', async () => {
    const path = await aBuiltPath();
    const keys = await aKey();
    const folder = await aFolder();
    await push(`${folder}?secret-key=${keys.secretPath}`, path);
    await forget(path);
    const env = nixSettings(`trusted-public-keys = ${keys.public}`);
    expect((await fetched(path, `file://${folder}`, { ...strict, env })).problem).toBe('');
  });

  test('refuses what nobody has signed, though it is here', async () => {
    const path = await aBuiltPath();
    const folder = await aCacheWith(path);
    await forget(path);
    expect((await fetched(path, `file://${folder}`, untrusting)).problem).toBe('');
    const { problem } = await fetched(path, null, { ...strict, ...untrusting });
    expect(problem).toMatch(`${path} is here, but signatures are required and it has none that counts (no signature`);
    expect(problem).toMatch('nix store sign');
  });

  test('refuses what anybody may bring, for it is named after its content', async () => {
    const { path, url } = await elsewhere();
    expect((await fetched(path, url, strict)).problem).toMatch(
      'it is content-addressed, and Nix takes such paths from',
    );
  });
});
