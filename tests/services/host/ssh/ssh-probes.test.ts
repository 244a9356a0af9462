import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { Unreachable } from '../../../../machines/errors.ts';
import type { HealthFile } from '../../../../services/host/probes/health-file.ts';
import type { Finished } from '../../../../services/host/process.ts';
import { sshProbes } from '../../../../services/host/ssh/ssh-probes.ts';

type Words = readonly [string, ...string[]];

/** What the probes of these checks say on a machine that answers so. */
async function saidOf(
  checks: HealthFile,
  answer: (words: Words) => Partial<Finished>,
  platform: 'linux' | 'darwin' = 'linux',
) {
  const finish = (words: Words) =>
    Promise.resolve({ exitCode: 0, stdout: '', stderr: '', durationMs: 1, ...answer(words) });
  const probes = sshProbes({ finish }, checks, platform);
  const signal = new AbortController().signal;
  return Promise.all(probes.map(async (probe) => [probe.name, await probe.look(signal)]));
}

const url = 'http://localhost/health';

describe('a health check over SSH', () => {
  test('asks systemd for units', async () => {
    const asked: Words[] = [];
    const checks = { systemd: [{ units: ['a.service', 'b.service'] }] };
    const said = await saidOf(checks, (words) => {
      asked.push(words);
      return { stdout: words.includes('a.service') ? 'active\n' : 'failed\n', exitCode: 3 };
    });
    expect(said).toEqual([
      ['a.service', undefined],
      ['b.service', 'unit state: failed'],
    ]);
    expect(asked[0]).toEqual(['systemctl', 'is-active', '--', 'a.service']);
  });

  test('asks launchd on a Mac, and not systemd', async () => {
    const checks = { launchd: [{ labels: ['org.a', 'org.b'] }], systemd: [{ units: ['a.service'] }] };
    const listed = (words: Words) => ({ stdout: words.includes('org.a') ? '{\n\t"PID" = 12;\n}' : '{\n}' });
    expect(await saidOf(checks, listed, 'darwin')).toEqual([
      ['org.a', undefined],
      ['org.b', 'service loaded but not running (no PID)'],
    ]);
  });

  test('has the machine itself ask a URL', async () => {
    const checks = { http: [{ url, expectedStatus: 204 }] };
    expect(await saidOf(checks, () => ({ stdout: '204' }))).toEqual([[url, undefined]]);
    expect(await saidOf(checks, () => ({ stdout: '500' }))).toEqual([[url, 'expected status 204, got 500']]);
    expect(await saidOf(checks, () => ({ exitCode: 127 }))).toEqual([
      [url, 'there is no curl on the machine to ask it with'],
    ]);
  });

  test('follows redirects unless one is expected', async () => {
    const asked: Words[] = [];
    const hear = (words: Words) => {
      asked.push(words);
      return { stdout: '301' };
    };
    await saidOf({ http: [{ url, expectedStatus: 301 }, { url }] }, hear);
    expect(asked.map((words) => words.includes('--location'))).toEqual([false, true]);
  });

  test('refuses what is no HTTP URL', () => {
    expect(() =>
      sshProbes(
        { finish: () => Promise.reject(new Error('asked')) },
        { http: [{ url: 'file:///etc/passwd' }] },
        'linux',
      ),
    ).toThrow('not an HTTP check');
  });

  test.each([
    ['true', undefined],
    ['echo wrong >&2; exit 3', 'exit code 3: wrong'],
    ['sleep 30', 'timed out'],
  ])('runs %j in a shell there', async (command, problem) => {
    const really = ([program, ...args]: Words): Partial<Finished> => {
      try {
        return { stdout: execFileSync(program, args, { encoding: 'utf8', stdio: 'pipe' }) };
      } catch (error) {
        const { status, stderr }: { status?: number; stderr?: string } = Object(error);
        return { exitCode: status ?? -1, stderr: stderr ?? '' };
      }
    };
    expect(await saidOf({ command: [{ name: 'it', command, timeout: 1 }] }, really)).toEqual([['it', problem]]);
  });

  test('has failed when the machine cannot be reached', async () => {
    const finish = () => Promise.reject(new Unreachable('cannot reach it'));
    const [probe] = sshProbes({ finish }, { command: [{ name: 'it', command: 'true' }] }, 'linux');
    expect(await probe?.look(new AbortController().signal)).toBe('cannot reach it');
  });
});
