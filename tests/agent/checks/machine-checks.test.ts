import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { machineChecks } from '../../../agent/checks/machine-checks.ts';
import { readConfig } from '../../../agent/config.ts';
import { createRoot } from '../../../services/host/root.ts';
import { tempFolder } from '../../support/temp.ts';

const OLD = '/nix/store/00000000000000000000000000000000-old';

/** A machine that is a folder, and what is found when one thing about it is looked at. */
function aMachine() {
  const root = createRoot(tempFolder());
  const flags = ['--control-plane-url', 'https://cp', '--machine-id', 'web-01', '--root', root.folder];
  return {
    root,
    async link(place: string, target: string) {
      await mkdir(dirname(place), { recursive: true });
      await symlink(target, place);
    },
    async write(place: string, text: string) {
      await mkdir(dirname(place), { recursive: true });
      await writeFile(place, text);
    },
    async finds(name: string) {
      const check = machineChecks(readConfig(flags, {})).find((each) => each.name === name);
      return check?.look();
    },
  };
}

describe('the checks of a machine', () => {
  test('find a machine that runs nothing', async () => {
    const { finds, root } = aMachine();
    const what = `${root.currentSystem} cannot be read: the agent needs NixOS or nix-darwin`;
    expect(await finds('running system')).toEqual({ is: 'bad', what });
  });

  test('find a system that could not be returned to', async () => {
    const machine = aMachine();
    await machine.link(machine.root.currentSystem, OLD);
    const what = expect.stringContaining(`${OLD}/bin/switch-to-configuration is missing`) as string;
    expect(await machine.finds('running system')).toEqual({ is: 'bad', what });
  });

  test('doubt a profile that names another system than runs', async () => {
    const machine = aMachine();
    await machine.link(machine.root.currentSystem, OLD);
    await machine.link(machine.root.profile, '/nix/store/11111111111111111111111111111111-new');
    expect(await machine.finds('system profile')).toMatchObject({ is: 'doubtful' });
  });

  test('count health checks', async () => {
    const machine = aMachine();
    const checks = { systemd: [{ units: ['a', 'b'] }], command: [{ name: 'true', command: 'true' }] };
    await machine.write(machine.root.healthFile, JSON.stringify(checks));
    expect(await machine.finds('health checks')).toEqual({ is: 'good', what: `3 in ${machine.root.healthFile}` });
  });

  test('doubt a machine without health checks', async () => {
    expect(await aMachine().finds('health checks')).toMatchObject({ is: 'doubtful' });
  });

  test('find a health file with a mistake in it', async () => {
    const machine = aMachine();
    await machine.write(machine.root.healthFile, '{"http": [{}]}');
    await expect(machine.finds('health checks')).rejects.toThrow(machine.root.healthFile);
  });

  test('find a database folder that can be made', async () => {
    const machine = aMachine();
    expect(await machine.finds('database')).toEqual({ is: 'good', what: machine.root.database });
  });

  test('find a database folder that can not be made', async () => {
    const machine = aMachine();
    await machine.write(join(machine.root.folder, 'var'), 'a file');
    expect(await machine.finds('database').catch(() => ({ is: 'bad' }))).toMatchObject({ is: 'bad' });
  });
});
