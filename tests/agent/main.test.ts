import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { finish, type Finished } from '../../services/host/process.ts';
import { createRoot } from '../../services/host/root.ts';
import { createSystem } from '../../services/host/system.ts';
import { aClosure, NIX_ENV } from '../services/host/closures.ts';
import { aFolder, until } from '../services/host/waiting.ts';
import { FakeControlPlane } from './fake-control-plane.ts';

const program = new URL('../../dist/agent/main.js', import.meta.url).pathname;

const agent = (...flags: string[]): Promise<Finished> => finish({ argv: [process.execPath, program, ...flags] });

/** The program, and what it logs; `signal` reaches it and not its children, as systemd's would not. */
async function aProgram(plane: FakeControlPlane, folder: string, ...flags: string[]) {
  const logged: string[] = [];
  const needed = ['--control-plane-url', plane.url, '--allow-insecure', '--machine-id', 'web-01', '--root', folder];
  let pid = 0;
  const end = finish(
    {
      argv: ['/bin/sh', '-c', 'echo $$; exec "$@"', 'sh', process.execPath, program, ...needed, ...flags],
      env: NIX_ENV,
    },
    { onLine: (_, line) => (pid === 0 ? (pid = Number(line)) : logged.push(line)) },
  );
  await until(() => pid !== 0);
  return { logged, end, signal: (name: NodeJS.Signals) => process.kill(pid, name) };
}

/** How long it took to end after a signal. */
async function endAfter(running: Awaited<ReturnType<typeof aProgram>>, name: NodeJS.Signals) {
  const startedAt = performance.now();
  running.signal(name);
  const { exitCode } = await running.end;
  return { exitCode, isPrompt: performance.now() - startedAt < 15_000 };
}

describe('nixfleet-agent', () => {
  test('prints its help and its version', async () => {
    expect(await agent('--help')).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('--confirm-timeout SECS') as string,
    });
    expect(await agent('--version')).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(/^nixfleet-agent \d+\.\d+\.\d+\n$/) as string,
    });
  });

  test.each([[[]], [['--nonsense']], [['--poll-interval', '0']]])(
    'ends with 2 and a sentence when used like %j',
    async (flags) => {
      const { exitCode, stderr } = await agent(...flags);
      expect(exitCode).toBe(2);
      expect(stderr).toMatch(/^nixfleet-agent: .+\n$/);
    },
  );

  test('ends with 0 and a logged sentence when it cannot run', async () => {
    const { exitCode, stdout } = await agent('--control-plane-url', 'http://cp', '--machine-id', 'a');
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      level: 'ERROR',
      fields: { message: expect.stringContaining('--allow-insecure') as string },
    });
  });

  test('says which certificate file is missing', async () => {
    const folder = await aFolder();
    const tls = ['--ca-cert', join(folder, 'ca.pem')];
    const { exitCode, stdout } = await agent(
      '--control-plane-url',
      'https://cp',
      '--machine-id',
      'a',
      '--root',
      folder,
      ...tls,
    );
    expect(exitCode).toBe(0);
    expect(stdout).toContain(`cannot read ${join(folder, 'ca.pem')}`);
  });

  test.each(['SIGTERM', 'SIGINT'] as const)('ends promptly and with 0 on %s while it is idle', async (name) => {
    const plane = await FakeControlPlane.start();
    const running = await aProgram(plane, await aFolder());
    await plane.sees(() => plane.polls > 0);
    expect(await endAfter(running, name)).toEqual({ exitCode: 0, isPrompt: true });
  });

  test('ends promptly while its probes hang', async () => {
    const plane = await FakeControlPlane.start();
    const folder = await aFolder();
    const checks = join(folder, 'checks.json');
    writeFileSync(
      checks,
      JSON.stringify({ command: [{ name: 'hangs', command: `touch ${folder}/probing; sleep 1000`, timeout: 600 }] }),
    );
    const running = await aProgram(plane, folder, '--health-config', checks, '--health-interval=1');
    await until(async () => (await finish({ argv: ['test', '-e', `${folder}/probing`] })).exitCode === 0);
    expect(await endAfter(running, 'SIGTERM')).toEqual({ exitCode: 0, isPrompt: true });
  });

  test('ends promptly while a switch runs, which goes on and is verified by the next agent', async () => {
    const plane = await FakeControlPlane.start();
    const folder = await aFolder();
    const path = await aClosure('switching', 'while ! test -e "$NIXFLEET_ROOT/go"; do sleep 0.05; done');
    const system = createSystem(createRoot(folder));
    plane.wanted = { hash: path };
    const first = await aProgram(plane, folder);
    await until(async () => (await system.running()) === path);
    expect(await endAfter(first, 'SIGTERM')).toEqual({ exitCode: 0, isPrompt: true });
    writeFileSync(join(folder, 'go'), '');
    const second = await aProgram(plane, folder);
    expect(await plane.reported('deployed')).toMatchObject({ current_generation: path });
    expect(await endAfter(second, 'SIGTERM')).toMatchObject({ exitCode: 0 });
  });

  test('goes on after it was killed in the middle of a switch', async () => {
    const plane = await FakeControlPlane.start();
    const folder = await aFolder();
    const path = await aClosure('killed', 'while ! test -e "$NIXFLEET_ROOT/go"; do sleep 0.05; done');
    const system = createSystem(createRoot(folder));
    plane.wanted = { hash: path };
    const first = await aProgram(plane, folder);
    await until(async () => (await system.running()) === path);
    first.signal('SIGKILL');
    await first.end;
    writeFileSync(join(folder, 'go'), '');
    const second = await aProgram(plane, folder);
    await plane.reported('deployed');
    expect(plane.messages.filter((message) => message === 'applying')).toHaveLength(1);
    await endAfter(second, 'SIGTERM');
  });

  test('runs without metrics when their port is taken', async () => {
    const plane = await FakeControlPlane.start();
    const port = new URL(plane.url).port;
    const running = await aProgram(plane, await aFolder(), '--metrics-port', port);
    await plane.sees(() => plane.polls > 0);
    await endAfter(running, 'SIGTERM');
    expect(running.logged.join('\n')).toContain(`no metrics: port ${port} cannot be used`);
  });
});
