import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { configuredProbes } from '../../services/host/probes/configured-probes.ts';
import { healthChecksIn } from '../../services/host/probes/health-file.ts';
import { createRoot } from '../../services/host/root.ts';
import { program } from '../support/checkout.ts';
import { fleetEnvironment } from '../support/environment.ts';
import { runToEnd } from '../support/processes.ts';
import { tempFolder } from '../support/temp.ts';
import { evaluated } from './evaluate.ts';
import { given } from './given.ts';

/** `services.nixfleet-agent.healthChecks` as the options make it: all defaults filled in. */
const CHECKS = {
  systemd: [{ units: ['nginx.service', 'postgresql.service'] }, { units: ['queue.service'] }],
  launchd: [{ labels: ['org.nixos.nix-daemon'] }],
  http: [{ url: 'http://localhost/health?a="b"&c=%20', timeout: 3, expectedStatus: 204, interval: 7 }],
  command: [{ name: "it's $HOME", command: 'test "$(id -u)" = 0 && echo \\', timeout: 5, interval: 10 }],
};

/** The file that a module writes. */
const fileFor = async (isDarwin: boolean, healthChecks = CHECKS): Promise<string> =>
  JSON.stringify(
    await evaluated({
      expression: `import ./nix/lib/health-checks.nix { isDarwin = ${isDarwin}; healthChecks = ${given(healthChecks)}; }`,
    }),
  );

/** What the agent makes of a file. */
function probesOf(text: string, platform: NodeJS.Platform) {
  const reading = { mark: '', checks: healthChecksIn(text, 'health-checks.json'), trouble: null };
  const probes = configuredProbes(reading, { root: createRoot('/'), platform, authorities: undefined });
  return probes.map(({ kind, name, intervalMs }) => [kind, name, intervalMs]);
}

describe('the health checks that the modules write', () => {
  test('are those that the agent runs on NixOS', async () => {
    expect(probesOf(await fileFor(false), 'linux')).toEqual([
      ['systemd', 'nginx.service', 1_000],
      ['systemd', 'postgresql.service', 1_000],
      ['systemd', 'queue.service', 1_000],
      ['http', CHECKS.http[0]?.url, 7_000],
      ['command', CHECKS.command[0]?.name, 10_000],
    ]);
  });

  test('are those that the agent runs on macOS', async () => {
    expect(probesOf(await fileFor(true), 'darwin')).toEqual([
      ['launchd', 'org.nixos.nix-daemon', 1_000],
      ['http', CHECKS.http[0]?.url, 7_000],
      ['command', CHECKS.command[0]?.name, 10_000],
    ]);
  });

  test('keep every limit, status and command as they were configured', async () => {
    const { http, command } = healthChecksIn(await fileFor(false), 'health-checks.json');
    expect({ http, command }).toEqual({ http: CHECKS.http, command: CHECKS.command });
  });

  test('leave it to the service manager when there are none', async () => {
    const none = { systemd: [], launchd: [], http: [], command: [] };
    expect(probesOf(await fileFor(false, none), 'linux')).toEqual([['systemd', 'systemd-system', 1_000]]);
  });

  test('are read by the program as it is built', async () => {
    const folder = tempFolder();
    mkdirSync(join(folder, 'etc/nixfleet'), { recursive: true });
    writeFileSync(join(folder, 'etc/nixfleet/health-checks.json'), await fileFor(false));
    const flags = ['--control-plane-url=https://127.0.0.1:1', '--machine-id=web-01', '--root', folder];
    const argv = [...program('nixfleet-agent'), 'check', ...flags] as const;
    const { said } = await runToEnd({ argv, env: fleetEnvironment(folder) });
    expect(said).toMatch(/✔ health checks: 5 in /);
  });
});
