import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { AttemptFolder } from '../../../services/host/attempt/attempt-folder.ts';
import type { StepFile } from '../../../services/host/attempt/order.ts';
import { systemdLauncher } from '../../../services/host/launch-systemd.ts';
import { aFolder } from './waiting.ts';

const never = new AbortController().signal;

/** systemd's programs in PATH, for as long as the test runs, and what they are asked: no systemd runs here. */
async function aSystemd(tools: Readonly<Record<string, string>>) {
  const folder = await aFolder();
  for (const name of ['systemctl', 'systemd-run', 'journalctl']) {
    const script = `#!/bin/sh\ncd ${folder}\necho "${name} $*" >> asked\n${tools[name] ?? 'exit 0'}\n`;
    await writeFile(join(folder, name), script);
    await chmod(join(folder, name), 0o755);
  }
  const before = process.env['PATH'];
  process.env['PATH'] = `${folder}:${before}`;
  onTestFinished(() => void (process.env['PATH'] = before));
  const attempt = new AttemptFolder(join(folder, '17'));
  await attempt.make();
  return {
    attempt,
    launcher: systemdLauncher({ keeper: ['keeper'], env: {}, pauseMs: 1 }),
    asked: async (program: string) => {
      const lines = (await readFile(join(folder, 'asked'), 'utf8')).trim().split('\n');
      return lines.filter((line) => line.startsWith(program));
    },
  };
}

const step: StepFile = {
  ...{ root: '/', platform: 'linux', hasSystemd: true, keeper: ['keeper'] },
  ...{ path: '/nix/store/a-b', step: 'test', limitMs: 900_000 },
};
const THERE =
  'echo Failed to start transient service unit: Unit nixfleet-switch.service was already loaded. >&2; exit 1';

describe('a step under systemd', () => {
  test('waits until the unit of the one before is gone', async () => {
    const { launcher, attempt, asked } = await aSystemd({
      'systemd-run': `test $(grep -c systemd-run asked) = 3 || { ${THERE}; }`,
    });
    await launcher.beginStep(attempt, step, never);
    expect(await asked('systemd-run')).toHaveLength(3);
    expect(await asked('systemctl')).toEqual(Array(3).fill('systemctl reset-failed nixfleet-switch.service'));
  });

  test('waits no longer when it has begun after all', async () => {
    const { launcher, attempt, asked } = await aSystemd({ 'systemd-run': `touch 17/test.begun; ${THERE}` });
    await launcher.beginStep(attempt, step, never);
    expect(await asked('systemd-run')).toHaveLength(1);
  });

  test('says at once why systemd refuses it', async () => {
    const { launcher, attempt } = await aSystemd({ 'systemd-run': 'echo Access denied >&2; exit 1' });
    await expect(launcher.beginStep(attempt, step, never)).rejects.toThrow('Access denied');
  });

  test.each([
    ['echo inactive', false],
    ['echo failed', false],
    ['echo active', true],
    ['echo deactivating', true],
    ['exit 1', true],
  ])('whose unit is asked for by what says "%s" runs: %s', async (systemctl, isSo) => {
    const { launcher, attempt } = await aSystemd({ systemctl });
    expect(await launcher.isStepRunning(attempt, 'test')).toBe(isSo);
  });

  test('is known by what it said in this run of its unit', async () => {
    const { launcher, attempt } = await aSystemd({
      journalctl: 'case $* in *INVOCATION_ID=0f*) echo one; echo two;; esac',
    });
    expect(await launcher.said(attempt, 'test', '0f')).toBe('one\ntwo');
    expect(await launcher.said(attempt, 'test', '1e')).toBe('see journalctl -u nixfleet-switch');
    expect(await launcher.said(attempt, 'test', '')).toBe('see journalctl -u nixfleet-switch');
  });

  test('is heard as long as somebody listens', async () => {
    const { launcher, attempt } = await aSystemd({ journalctl: 'echo one; sleep 1000' });
    const stop = new AbortController();
    const heard: string[] = [];
    const end = launcher.follow(
      attempt,
      'test',
      (line) => {
        heard.push(line);
        stop.abort();
      },
      stop.signal,
    );
    await end;
    expect(heard).toEqual(['one']);
  });

  test('is stopped also when its unit is not there', async () => {
    const { launcher, attempt, asked } = await aSystemd({ systemctl: 'exit 5' });
    await launcher.endSteps(attempt);
    expect(await asked('systemctl')).toEqual(['systemctl stop nixfleet-switch.service']);
  });
});

describe('the dead man under systemd', () => {
  test('replaces the timers of an attempt before', async () => {
    const { launcher, attempt, asked } = await aSystemd({ systemctl: 'exit 5' });
    await launcher.armDeadMan(attempt, 1_000);
    expect(await asked('system')).toEqual([
      'systemctl stop nixfleet-rollback.timer nixfleet-rollback-confirm.timer',
      'systemctl reset-failed nixfleet-rollback.service',
      expect.stringContaining('--unit=nixfleet-rollback --collect'),
    ]);
  });

  test('is hurried by a timer of its own, and only once', async () => {
    const { launcher, attempt, asked } = await aSystemd({
      systemctl: 'case $* in *show*) test -e up && echo active || echo inactive;; esac',
      'systemd-run': 'touch up',
    });
    await launcher.hurryDeadMan(attempt, 1_000);
    await launcher.hurryDeadMan(attempt, 1_000);
    expect(await asked('systemd-run')).toEqual([expect.stringContaining('--unit=nixfleet-rollback-confirm ')]);
  });

  test('may be hurried by two at once', async () => {
    const { launcher, attempt } = await aSystemd({
      systemctl: 'case $* in *show*) test -e up && echo active || echo inactive;; esac',
      'systemd-run': `touch up; ${THERE}`,
    });
    await launcher.hurryDeadMan(attempt, 1_000);
  });

  test('that cannot be hurried says why', async () => {
    const { launcher, attempt } = await aSystemd({
      systemctl: 'echo inactive',
      'systemd-run': 'echo no bus >&2; exit 1',
    });
    await expect(launcher.hurryDeadMan(attempt, 1_000)).rejects.toThrow('no bus');
  });

  test('is dismissed whether or not his timers are there', async () => {
    const { launcher, attempt, asked } = await aSystemd({ systemctl: 'exit 5' });
    await launcher.dismissDeadMan(attempt);
    expect(await asked('systemctl')).toHaveLength(1);
  });
});

describe('the way back under systemd', () => {
  test('is under way while its unit is there', async () => {
    const { launcher, attempt } = await aSystemd({ systemctl: 'case $* in *show*) echo activating;; esac' });
    expect(await launcher.isReturning(attempt)).toBe(true);
  });

  test('begins as a unit of its own', async () => {
    const { launcher, attempt, asked } = await aSystemd({ systemctl: 'echo inactive' });
    await launcher.beginReturn(attempt);
    expect(await asked('systemd-run')).toEqual([expect.stringContaining('--unit=nixfleet-return.service')]);
  });
});
