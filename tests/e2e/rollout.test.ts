import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isLeftOut } from '../support/environment.ts';
import { Fleet } from '../support/fleet.ts';

const HOSTS = ['db-01', 'web-01'];
const HOSTS_FLAG = ['--hosts', HOSTS.join(',')];

describe.skipIf(isLeftOut('nix'))('a fleet of two with real programs and real Nix', () => {
  let fleet: Fleet;

  beforeAll(async () => {
    fleet = new Fleet('e2e');
    await fleet.flake.create();
    await fleet.install(HOSTS);
    await fleet.controlPlane.start();
    await fleet.succeed(['bootstrap']);
    await fleet.startAgents();
  });

  afterAll(() => fleet.removeAll());

  /** Commits what the hosts shall answer, and makes a release of it: its id. */
  async function released(version: string, status: 200 | 500): Promise<string> {
    fleet.flake.write(HOSTS, { version: `${version} of ${fleet.folder}`, status });
    await fleet.flake.commit(version);
    await fleet.succeed(['release', 'create', ...HOSTS_FLAG, '--push-to', fleet.cacheUrl]);
    const [newest] = await fleet.client.listReleases({ query: { limit: '1' } });
    return newest?.id ?? '';
  }

  async function pathsOf(release: string): Promise<Map<string, string>> {
    const { entries } = await fleet.client.getRelease({ params: { id: release } });
    return new Map(entries.map(({ hostname, store_path: path }) => [hostname, path]));
  }

  test('runs a release everywhere when the command that waits for it ends with 0', async () => {
    const release = await released('one', 200);
    await fleet.succeed(['deploy', '--release', release, ...HOSTS_FLAG, '--wait']);
    expect(fleet.running()).toEqual(await pathsOf(release));
  });

  test('keeps what it runs when a release is bad: the canary comes back, the rest never moves', async () => {
    const before = fleet.running();
    const release = await released('two', 500);
    const words = ['deploy', '--release', release, ...HOSTS_FLAG, '--strategy', 'canary', '--wait'];
    const { exitCode, said } = await fleet.cli(words);
    expect(said).toMatch(/paused: batch 1 failed/);
    expect(said).toMatch(/rolled back: health check failed: .*expected status 200, got 500/);
    expect(said).toMatch(/nixfleet rollout resume r-/);
    expect(exitCode).toBe(1);
    expect(fleet.running()).toEqual(before);
    const bad = [...(await pathsOf(release)).values()];
    const tried = [...fleet.machines.values()].filter((machine) =>
      machine.activations.some((path) => bad.includes(path)),
    );
    expect(tried).toHaveLength(1);
  });
});
