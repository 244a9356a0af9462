import { createServer, type RequestListener } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import { once } from 'node:events';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { createProber, type ProberParts } from '../../../services/host/probes/probes.ts';
import { createRoot } from '../../../services/host/root.ts';
import { anAuthority } from '../../support/certificates.ts';
import { aFolder } from './waiting.ts';

const never = new AbortController().signal;

/** A prober of a machine with this health file. */
async function aProber(checks: unknown, parts: Partial<ProberParts> = {}) {
  const root = createRoot(await aFolder());
  const warnings: string[] = [];
  await mkdir(dirname(root.healthFile), { recursive: true });
  if (checks !== undefined)
    await writeFile(root.healthFile, typeof checks === 'string' ? checks : JSON.stringify(checks));
  const prober = createProber({
    root,
    healthFile: root.healthFile,
    warn: (warning) => warnings.push(warning),
    ...parts,
  });
  return { root, warnings, probe: (until = 0, signal = never) => prober.probe(until, signal) };
}

const aServer = async (answer: RequestListener): Promise<string> =>
  `http://127.0.0.1:${await portOf(createServer(answer).listen(0, '127.0.0.1'))}`;

async function portOf(server: Server): Promise<number> {
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

/** A program in PATH, for as long as the test runs. */
async function aProgram(name: string, script: string): Promise<void> {
  const folder = await aFolder();
  await writeFile(join(folder, name), `#!/bin/sh\n${script}\n`);
  await chmod(join(folder, name), 0o755);
  const before = process.env.PATH;
  process.env.PATH = `${folder}${delimiter}${before}`;
  onTestFinished(() => void (process.env.PATH = before));
}

const messages = (report: { results: readonly { status: string; message?: string }[] }) =>
  report.results.map(({ status, message }) => message ?? status);

describe('an HTTP check', () => {
  test.each([
    [200, {}, 'pass'],
    [404, { expectedStatus: 404 }, 'pass'],
    [404, { expected_status: 404 }, 'pass'],
    [204, {}, 'expected status 200, got 204'],
    [500, {}, 'expected status 200, got 500'],
  ])('that gets %d with %o gives: %s', async (status, options, expected) => {
    const url = await aServer((_, answer) => answer.writeHead(status).end());
    const { probe } = await aProber({ http: [{ url, ...options }] });
    const report = await probe();
    expect(messages(report)).toEqual([expected]);
    expect(report.results[0]).toMatchObject({ check_name: url });
  });

  test('follows redirects', async () => {
    const url = await aServer((request, answer) =>
      request.url === '/' ? answer.writeHead(302, { location: '/there' }).end() : answer.writeHead(200).end(),
    );
    expect(messages(await (await aProber({ http: [{ url }] })).probe())).toEqual(['pass']);
  });

  test('sees the redirect that it expects', async () => {
    const url = await aServer((_, answer) => answer.writeHead(302, { location: 'http://127.0.0.1:1/' }).end());
    expect(messages(await (await aProber({ http: [{ url, expectedStatus: 302 }] })).probe())).toEqual(['pass']);
    expect(messages(await (await aProber({ http: [{ url, expectedStatus: 301 }] })).probe())).toEqual([
      'expected status 301, got 302',
    ]);
  });

  test('trusts the certificates that are there when it looks', async () => {
    const authority = await anAuthority(await aFolder());
    const { cert, key } = await authority.issue('/CN=a server');
    const server = createSecureServer({ cert, key }, (_, answer) => answer.end());
    const url = `https://127.0.0.1:${await portOf(server.listen(0, '127.0.0.1'))}`;
    let authorities: readonly string[] = [];
    const { probe } = await aProber({ http: [{ url }] }, { authorities: () => authorities });
    expect(messages(await probe())).toEqual([expect.stringMatching('HTTP request failed: .*certificate')]);
    authorities = [authority.ca];
    expect(messages(await probe())).toEqual(['pass']);
  });

  test('does not follow them for ever', async () => {
    const url = await aServer((_, answer) => answer.writeHead(302, { location: '/' }).end());
    expect(messages(await (await aProber({ http: [{ url }] })).probe())).toEqual([
      'HTTP request failed: more than 10 redirects',
    ]);
  });

  test('of nobody says why it failed', async () => {
    const { probe } = await aProber({ http: [{ url: 'http://127.0.0.1:1/' }, { url: 'nonsense' }] });
    const [refused, nonsense] = messages(await probe());
    expect(refused).toMatch(/^HTTP request failed: .*ECONNREFUSED/);
    expect(nonsense).toMatch(/^HTTP request failed: Invalid URL/);
  });

  test('of a silent server times out', async () => {
    const url = await aServer(() => undefined);
    const { probe } = await aProber({ http: [{ url, timeout: 1 }] });
    expect(messages(await probe())).toEqual(['HTTP request failed: timed out']);
  });
});

describe('a command check', () => {
  test('passes when the command exits 0, and knows the root', async () => {
    const { probe, root } = await aProber({ command: [{ name: 'flag', command: 'test -f "$NIXFLEET_ROOT/flag"' }] });
    expect(messages(await probe())).toEqual(['exit code 1: ']);
    await writeFile(join(root.folder, 'flag'), '');
    expect(messages(await probe())).toEqual(['pass']);
  });

  test('finds the programs of the running system before those of the service', async () => {
    const { probe, root } = await aProber({ command: [{ name: 'which', command: 'date' }] });
    const folder = join(root.currentSystem, 'sw/bin');
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'date'), '#!/bin/sh\necho the one of the system >&2; exit 1\n', { mode: 0o755 });
    expect(messages(await probe())).toEqual(['exit code 1: the one of the system']);
  });

  test.each([-5, 0, 1e300])('may have %d as its limit', async (timeout) => {
    const { probe } = await aProber({ command: [{ name: 'quick', command: 'true', timeout, interval: timeout }] });
    expect(messages(await probe(Date.now() + 30_000))).toEqual(['pass']);
  });

  test('says how the command ended', async () => {
    const { probe } = await aProber({
      command: [
        { name: 'a', command: 'echo broken >&2; exit 3' },
        { name: 'b', command: 'kill -9 $$' },
      ],
    });
    expect(messages(await probe())).toEqual(['exit code 3: broken', 'exit code -1: ']);
  });

  test('that hangs times out and leaves no process', async () => {
    const { probe } = await aProber({ command: [{ name: 'hangs', command: 'sleep 1000', timeout: 1 }] });
    expect(messages(await probe())).toEqual(['timed out']);
  });

  test('says no more than a report can carry', async () => {
    const { probe } = await aProber({
      command: [{ name: 'loud', command: 'head -c 9000 /dev/zero | tr "\\0" "é" >&2; exit 1' }],
    });
    const [message = ''] = messages(await probe());
    expect(Buffer.byteLength(message)).toBeLessThanOrEqual(4096);
    expect(message).toMatch(/^exit code 1: .*…$/s);
  });
});

describe('checks of services', () => {
  test('ask systemd for each unit on Linux', async () => {
    await aProgram('systemctl', 'test "$2" = good.service && echo active && exit 0; echo failed; exit 3');
    const { probe } = await aProber(
      { systemd: [{ units: ['good.service', 'bad.service'] }], launchd: [{ labels: ['x'] }] },
      { platform: 'linux' },
    );
    expect(messages(await probe())).toEqual(['pass', 'unit state: failed']);
  });

  test('ask launchd for each label on macOS', async () => {
    await aProgram(
      'launchctl',
      `case $2 in up) echo '  "PID" = 7;';; down) echo '"Label" = "down";';; *) exit 113;; esac`,
    );
    const { probe } = await aProber({ launchd: [{ labels: ['up', 'down', 'missing'] }] }, { platform: 'darwin' });
    expect(messages(await probe())).toEqual(['pass', 'service loaded but not running (no PID)', 'service not loaded']);
  });

  test.each(['running', 'degraded'])('pass on a machine without checks whose systemd is %s', async (state) => {
    await aProgram('systemctl', `echo ${state}`);
    const { probe } = await aProber({}, { root: createRoot('/'), platform: 'linux' });
    expect((await probe()).results).toMatchObject([{ status: 'pass', check_name: 'systemd-system' }]);
  });

  test('pass in a folder that stands for a machine and has no checks', async () => {
    expect(await (await aProber({})).probe()).toMatchObject({ results: [], all_passed: true });
  });
});

describe('a prober', () => {
  test('gives results in the order of the file, one kind after the other', async () => {
    await aProgram('systemctl', 'echo active');
    const url = await aServer((_, answer) => answer.end());
    const { probe } = await aProber(
      { command: [{ name: 'c', command: 'true' }], http: [{ url }], systemd: [{ units: ['s'] }] },
      { platform: 'linux' },
    );
    expect((await probe()).results.map(({ check_name: name }) => name)).toEqual(['s', url, 'c']);
  });

  test('asks again until all pass', async () => {
    let asked = 0;
    const url = await aServer((_, answer) => answer.writeHead((asked += 1) < 3 ? 503 : 200).end());
    const { probe } = await aProber({ http: [{ url }] });
    expect(await probe(Date.now() + 30_000)).toMatchObject({ all_passed: true });
    // The last time is when all are looked at together.
    expect(asked).toBe(4);
  });

  test('stops when it is told to', async () => {
    const { probe } = await aProber({ command: [{ name: 'never', command: 'sleep 1000' }] });
    const stop = new AbortController();
    const probing = probe(Number.MAX_SAFE_INTEGER, stop.signal);
    setImmediate(() => stop.abort());
    await expect(probing).rejects.toThrow();
  });

  test('ends in time though the clock is set back', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    onTestFinished(() => void vi.useRealTimers());
    const { probe } = await aProber({ command: [{ name: 'ill', command: 'false' }] });
    const end = probe(Date.now() + 300);
    vi.setSystemTime(Date.now() - 86_400_000);
    expect(await end).toMatchObject({ all_passed: false });
  });

  test('reads the checks anew each time', async () => {
    const { probe, root } = await aProber({ command: [{ name: 'old', command: 'true' }] });
    await probe();
    await writeFile(root.healthFile, JSON.stringify({ command: [{ name: 'new', command: 'true' }] }));
    expect((await probe()).results).toMatchObject([{ check_name: 'new' }]);
  });

  test('turns to the checks that come while it waits for others', async () => {
    const { probe, root } = await aProber({ command: [{ name: 'old', command: 'false' }] });
    const report = probe(Date.now() + 30_000);
    await writeFile(root.healthFile, JSON.stringify({ command: [{ name: 'new', command: 'true' }] }));
    expect(await report).toMatchObject({ all_passed: true, results: [{ check_name: 'new' }] });
  });

  test('fails for a file that cannot be used, beside the check of the platform, and warns once', async () => {
    await aProgram('systemctl', 'echo running');
    const file = join(await aFolder(), 'checks.json');
    await writeFile(file, '{ not json');
    const { probe, warnings } = await aProber({}, { root: createRoot('/'), healthFile: file, platform: 'linux' });
    await probe();
    const { all_passed: allPassed, results } = await probe();
    expect(allPassed).toBe(false);
    expect(results).toMatchObject([
      { check_name: 'systemd-system', status: 'pass' },
      { check_name: 'health-checks.json', status: 'fail' },
    ]);
    expect(warnings).toEqual([expect.stringMatching(`cannot read health checks from ${file}: SyntaxError`)]);
    expect(results[1]).toMatchObject({ message: warnings[0] });
  });

  test('asks the platform alone where there is no file, and says so', async () => {
    await aProgram('systemctl', 'echo running');
    const healthFile = join(await aFolder(), 'none.json');
    const { probe, warnings } = await aProber({}, { root: createRoot('/'), healthFile, platform: 'linux' });
    expect((await probe()).results).toMatchObject([{ check_name: 'systemd-system', status: 'pass' }]);
    expect(warnings).toEqual([expect.stringContaining('cannot read health checks from')]);
  });
});
