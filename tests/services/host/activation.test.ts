import { writeFileSync } from 'node:fs';
import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createActivation, switchCommand } from '../../../services/host/activation.ts';
import { systemdLauncher, transientUnitCommand } from '../../../services/host/launch-systemd.ts';
import { finish } from '../../../services/host/process.ts';
import { createRoot } from '../../../services/host/root.ts';
import { createSystem } from '../../../services/host/system.ts';
import { aClosure } from './closures.ts';
import { aFolder, until } from './waiting.ts';

/** A program in PATH, for as long as the test runs: no systemd runs here. */
async function aTool(folder: string, name: string, script: string): Promise<void> {
  await writeFile(join(folder, name), `#!/bin/sh\n${script}\n`);
  await chmod(join(folder, name), 0o755);
  const before = process.env['PATH'];
  process.env['PATH'] = `${folder}:${before}`;
  onTestFinished(() => void (process.env['PATH'] = before));
}

const never = new AbortController().signal;
const lines = async (file: string) => (await readFile(file, 'utf8').catch(() => '')).split('\n').length - 1;

describe('an activation', () => {
  test('moves the system under its root', async () => {
    const root = createRoot(await aFolder());
    const path = await aClosure('moves');
    expect(await createActivation(root).activate({ path, attempt: '1' }, never)).toEqual({ exitCode: 0, said: '' });
    expect(await createSystem(root).running()).toBe(path);
  });

  test('tells how it ended, and the last it said', async () => {
    const root = createRoot(await aFolder());
    const path = await aClosure('fails', 'echo first; echo no space left >&2; exit 4');
    expect(await createActivation(root).activate({ path, attempt: '1' }, never)).toEqual({
      exitCode: 4,
      said: 'no space left',
    });
  });

  test('that was cut off says so', async () => {
    const root = createRoot(await aFolder());
    const path = await aClosure('cut-off', 'kill -KILL $PPID');
    expect(await createActivation(root).activate({ path, attempt: '1' }, never)).toMatchObject({ exitCode: -1 });
  });

  test('that was cut off is not taken for another process that has its id now', async () => {
    const root = createRoot(await aFolder());
    const activation = createActivation(root);
    const path = await aClosure('cut-off-long-ago', 'kill -KILL $PPID');
    await activation.activate({ path, attempt: '1' }, never);
    writeFileSync(join(root.activations, '1.pid'), `${process.pid}\n`);
    expect(await activation.activate({ path, attempt: '1' }, never)).toMatchObject({ exitCode: -1 });
  });

  test('is begun once an attempt', async () => {
    const root = createRoot(await aFolder());
    const path = await aClosure('once', 'echo ran >> "$NIXFLEET_ROOT/ran"');
    const activation = createActivation(root);
    await activation.activate({ path, attempt: '1' }, never);
    await activation.activate({ path, attempt: '1' }, never);
    expect(await lines(join(root.folder, 'ran'))).toBe(1);
    await activation.activate({ path, attempt: '2' }, never);
    expect(await lines(join(root.folder, 'ran'))).toBe(2);
  });

  test('waits for the one before', async () => {
    const root = createRoot(await aFolder());
    const slow = await aClosure(
      'slow',
      'touch "$NIXFLEET_ROOT/began"; while ! test -e "$NIXFLEET_ROOT/go"; do sleep 0.05; done; echo slow >> "$NIXFLEET_ROOT/ran"',
    );
    const quick = await aClosure('quick', 'echo quick >> "$NIXFLEET_ROOT/ran"');
    const activation = createActivation(root);
    const first = activation.activate({ path: slow, attempt: '1' }, never);
    await until(async () => (await finish({ argv: ['test', '-e', join(root.folder, 'began')] })).exitCode === 0);
    const second = activation.activate({ path: quick, attempt: '2' }, never);
    writeFileSync(join(root.folder, 'go'), '');
    await Promise.all([first, second]);
    expect(await readFile(join(root.folder, 'ran'), 'utf8')).toBe('slow\nquick\n');
  });

  test('goes on when the one who asked for it is killed, and whoever asks next learns its end', async () => {
    const root = createRoot(await aFolder());
    const path = await aClosure(
      'outlives',
      'while ! test -e "$NIXFLEET_ROOT/go"; do sleep 0.05; done; echo done; exit 2',
    );
    const asker = await anAsker(root.folder, path);
    await until(async () => (await createSystem(root).running()) === path);
    asker.kill();
    expect(await asker.end).toBe(-1);
    writeFileSync(join(root.folder, 'go'), '');
    expect(await createActivation(root).activate({ path, attempt: '1' }, never)).toEqual({ exitCode: 2, said: 'done' });
  });

  test('is no longer waited for when the waiting is aborted, and goes on', async () => {
    const root = createRoot(await aFolder());
    const path = await aClosure(
      'unwatched',
      'while ! test -e "$NIXFLEET_ROOT/go"; do sleep 0.05; done; touch "$NIXFLEET_ROOT/ended"',
    );
    const stop = new AbortController();
    const waiting = createActivation(root).activate({ path, attempt: '1' }, stop.signal);
    await until(async () => (await createSystem(root).running()) === path);
    stop.abort();
    await expect(waiting).rejects.toThrow();
    writeFileSync(join(root.folder, 'go'), '');
    expect(await createActivation(root).activate({ path, attempt: '1' }, never)).toMatchObject({ exitCode: 0 });
  });

  test('is refused for what is no store path', async () => {
    const root = createRoot(await aFolder());
    await expect(createActivation(root).activate({ path: '/tmp/x', attempt: '1' }, never)).rejects.toThrow(
      'not a store path',
    );
  });
});

describe('the commands of an activation', () => {
  test('are those of the platform', () => {
    expect(switchCommand('/nix/store/a-b', 'linux')).toEqual(['/nix/store/a-b/bin/switch-to-configuration', 'switch']);
    expect(switchCommand('/nix/store/a-b', 'darwin')).toEqual(['/nix/store/a-b/activate']);
  });

  test('wait until the unit of the one before is gone', async () => {
    const folder = await aFolder();
    const refusal = 'Failed to start transient service unit: Unit nixfleet-switch.service was already loaded';
    await aTool(folder, 'systemctl', 'exit 1');
    await aTool(
      folder,
      'systemd-run',
      `echo x >> ${folder}/asked; test $(wc -l < ${folder}/asked) = 3 || { echo ${refusal} >&2; exit 1; }`,
    );
    await systemdLauncher({ pauseMs: 1 }).launch({ argv: ['true'] }, join(folder, 'log'), never);
    expect(await lines(join(folder, 'asked'))).toBe(3);
  });

  test('say at once why systemd refuses them', async () => {
    const folder = await aFolder();
    await aTool(folder, 'systemctl', 'exit 1');
    await aTool(folder, 'systemd-run', 'echo Access denied >&2; exit 1');
    await expect(systemdLauncher().launch({ argv: ['true'] }, join(folder, 'log'), never)).rejects.toThrow(
      'Access denied',
    );
  });

  test('make a transient unit that leaves nothing behind', () => {
    const { argv } = transientUnitCommand({ argv: ['/bin/sh', 'keeper.sh', 'switch'], env: { NIXFLEET_ROOT: '/' } });
    expect(argv).toEqual([
      'systemd-run',
      '--unit=nixfleet-switch',
      '--collect',
      '--setenv=NIXFLEET_ROOT=/',
      '--',
      '/bin/sh',
      'keeper.sh',
      'switch',
    ]);
  });
});

/** A process of its own that asks for an activation, as an agent would. */
async function anAsker(folder: string, path: string) {
  const stop = new AbortController();
  const modules = new URL('../../../dist/services/host/', import.meta.url).href;
  const program = `
    const { createActivation } = await import('${modules}activation.js');
    const { createRoot } = await import('${modules}root.js');
    await createActivation(createRoot(${JSON.stringify(folder)})).activate(${JSON.stringify({ path, attempt: '1' })}, new AbortController().signal);`;
  const end = finish({ argv: [process.execPath, '--input-type=module', '--eval', program] }, { signal: stop.signal });
  const exitCode = end.then(
    (finished) => finished.exitCode,
    () => -1,
  );
  return { kill: () => stop.abort(), end: exitCode };
}
