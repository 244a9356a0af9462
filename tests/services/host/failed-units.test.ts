import { chmod, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { crashedIn, endsCommand, failedUnits, unitsIn } from '../../../services/host/failed-units.ts';
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
      'loop.service loaded activating auto-restart It crashes',
      '* quiet.service loaded activating auto-restart auto-restart failed',
      'nixfleet-switch.service loaded activating auto-restart x',
      '',
    ];
    expect(unitsIn(listed.join('\n'))).toEqual({
      failed: ['nginx.service', 'dev-disk-by\\x2duuid.swap', '-.mount', 'nixfleet-switchboard.service'],
      restarting: ['loop.service', 'quiet.service'],
    });
  });

  test('are among those that wait to be started again the ones that did not end well', () => {
    const shown =
      'Id=a.service\nExecMainStatus=1\n\nExecMainStatus=0\nId=b.service\n\nId=c.service\nExecMainStatus=9\n';
    expect(crashedIn(shown)).toEqual(['a.service', 'c.service']);
    expect(crashedIn('')).toEqual([]);
    expect(crashedIn('Id=a.service\n')).toEqual([]);
  });

  test('are asked for by names that are no options', () => {
    const { argv } = endsCommand(['--force.service']);
    expect(argv.slice(-2)).toEqual(['--', '--force.service']);
  });

  test('are bounded in number', () => {
    const listed = Array.from({ length: 1000 }, (_, index) => `${'u'.repeat(300)}${index}.service loaded failed`);
    expect(unitsIn(listed.join('\n')).failed.length).toBe(256);
  });

  test('are bounded in the length of their names', async () => {
    await aSystemctl(`echo "${'u'.repeat(300)}.service loaded failed failed x"`);
    expect((await failedUnits(await aFolder()))[0]?.length).toBe(256);
  });

  test('are asked how they ended when they wait to be started again', async () => {
    await aSystemctl(`case "$1" in
      list-units) echo "$2" | grep -q auto-restart && printf '%s\\n' 'a.service loaded failed failed' 'b.service loaded activating auto-restart' 'c.service loaded activating auto-restart' ;;
      show) printf 'Id=b.service\\nExecMainStatus=0\\n\\nId=c.service\\nExecMainStatus=2\\n' ;;
    esac`);
    expect(await failedUnits(await aFolder())).toEqual(['a.service', 'c.service']);
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
