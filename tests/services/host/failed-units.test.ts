import { chmod, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { failedUnits, unitsIn } from '../../../services/host/failed-units.ts';
import { aFolder } from './waiting.ts';

/** A `systemctl` in PATH, as far as this is about it. */
async function aSystemctl(script: string): Promise<void> {
  const folder = await aFolder();
  await writeFile(join(folder, 'systemctl'), `#!/bin/sh\n${script}\n`);
  await chmod(join(folder, 'systemctl'), 0o755);
  vi.stubEnv('PATH', `${folder}${delimiter}${process.env.PATH}`);
}

afterEach(() => void vi.unstubAllEnvs());

describe('failed units', () => {
  test('are those that systemd lists, but for our own transient ones', () => {
    const listed = [
      'nginx.service              loaded failed failed A web server',
      '● dev-disk-by\\x2duuid.swap not-found failed failed dev-disk',
      '-.mount loaded failed failed /',
      'nixfleet-switch.service loaded failed failed x',
      'nixfleet-rollback.service loaded failed failed x',
      'nixfleet-rollback-confirm.timer loaded failed failed x',
      'nixfleet-return.service loaded failed failed x',
      'nixfleet-switchboard.service loaded failed failed x',
      '',
    ];
    expect(unitsIn(listed.join('\n'))).toEqual([
      'nginx.service',
      'dev-disk-by\\x2duuid.swap',
      '-.mount',
      'nixfleet-switchboard.service',
    ]);
  });

  test('are bounded, in number and length', () => {
    const listed = Array.from({ length: 1000 }, (_, index) => `${'u'.repeat(300)}${index}.service loaded failed`);
    const units = unitsIn(listed.join('\n'));
    expect([units.length, units[0]?.length]).toEqual([256, 256]);
  });

  test('are asked of systemd', async () => {
    await aSystemctl('echo "$1 $2.service"');
    expect(await failedUnits(await aFolder())).toEqual(['list-units']);
  });

  test('are asked for again while systemd is being replaced', async () => {
    const seen = join(await aFolder(), 'seen');
    await aSystemctl(`test -e ${seen} && echo a.service loaded && exit 0; touch ${seen}; echo busy >&2; exit 1`);
    expect(await failedUnits(await aFolder())).toEqual(['a.service']);
  });

  test('are not said to be none when systemd does not answer', async () => {
    await aSystemctl('echo "Transport endpoint is not connected" >&2; exit 1');
    await expect(failedUnits(await aFolder())).rejects.toThrow('Transport endpoint is not connected');
  });

  test('are none where there is no systemd', async () => {
    await aSystemctl('exit 1');
    expect(await failedUnits('/nowhere/at/all')).toEqual([]);
  });
});
