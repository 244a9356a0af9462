import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { cacheCheck, controlPlaneCheck } from '../../../agent/checks/control-plane-checks.ts';
import type { Adviser } from '../../../agent/effects/effect-parts.ts';
import { tempFolder } from '../../support/temp.ts';

const NEW = '/nix/store/bbbb-new';

const found = (adviser: Partial<Adviser>) =>
  controlPlaneCheck({
    reach: () => Promise.resolve(null),
    desiredGeneration: () => Promise.resolve(null),
    clockSkewMs: () => null,
    ...adviser,
  }).look();

describe('the check of the control plane', () => {
  test('finds one that answers, and what it wants', async () => {
    const what = expect.stringMatching(/^answers; it wants nothing of this machine yet/) as string;
    expect(await found({})).toEqual({ is: 'good', what });
    const desiredGeneration = () => Promise.resolve({ hash: NEW });
    expect(await found({ desiredGeneration })).toEqual({ is: 'good', what: `answers; it wants ${NEW}` });
  });

  test('finds one that cannot be reached, with the reason', async () => {
    const reach = () => Promise.resolve('its certificate has expired');
    expect(await found({ reach })).toEqual({ is: 'bad', what: 'its certificate has expired' });
  });

  test('doubts a clock that is far off', async () => {
    const what = expect.stringContaining('is 90 s ahead of') as string;
    expect(await found({ clockSkewMs: () => 90_000 })).toEqual({ is: 'doubtful', what });
  });
});

describe('the check of the binary cache', () => {
  test('has nothing to ask when the control plane names the cache', async () => {
    expect(await cacheCheck(null).look()).toMatchObject({ is: 'good' });
  });

  test('finds a cache that answers', async () => {
    const folder = tempFolder();
    await mkdir(join(folder, 'cache'));
    await writeFile(join(folder, 'cache/nix-cache-info'), 'StoreDir: /nix/store\n');
    expect(await cacheCheck(`file://${folder}/cache`).look()).toMatchObject({ is: 'good' });
  });

  test('finds a cache that does not, and never says its password', async () => {
    const finding = await cacheCheck('http://me:secret@127.0.0.1:1/').look();
    expect(finding).toMatchObject({ is: 'bad', what: expect.stringContaining('does not answer') as string });
    expect(finding.what).not.toContain('secret');
  });

  test('refuses a URL that would lower the guard of Nix', async () => {
    await expect(async () => cacheCheck('https://cache?trusted=true').look()).rejects.toThrow(
      '"trusted" is not allowed',
    );
  });
});
