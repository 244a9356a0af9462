import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ReleaseGoal } from '../../../machines/model/flake.ts';
import {
  advanced,
  failedHosts,
  type HostNews,
  madeEntries,
  type ReleaseHosts,
  startedHosts,
} from '../../../machines/policy/release-hosts.ts';
import { openFlake } from '../../../services/build/flake.ts';
import { BuildPool } from '../../../services/build/pool.ts';
import { standIns } from './stand-ins.ts';

const never = new AbortController().signal;

/** A `nix` that knows the questions of v0.1.1, and answers any other with `{}`, as that one's tests have it. */
const NIX = `
echo "$*" >> "$SAID"
case "$*" in *nixosConfigurations.*) host="\${*#*nixosConfigurations.}"; host="\${host%%.*}";; *) host=;; esac
case "$1" in
  flake) echo '{"revision": "0123456789abcdef0123456789abcdef01234567"}' ;;
  copy) ;;
  build)
    if [ "$host" = sick-01 ]; then echo "error: builder for 'x.drv' failed with exit code 1" >&2; exit 1; fi
    echo "/nix/store/fake-$host" ;;
  eval) case "$*" in
    *darwinConfigurations*attrNames*--json*) echo "error: flake does not provide attribute 'darwinConfigurations'" >&2; exit 1 ;;
    *attrNames*) echo '["web-01","db-01","sick-01"]' ;;
    *.pkgs.system*) echo x86_64-linux ;;
    *nixfleet-agent.tags*) if [ "$host" = db-01 ]; then echo 'no tags' >&2; exit 1; fi; echo '["web"]' ;;
    *toplevel.outPath*) printf '/nix/store/fake-%s' "$host" ;;
    *) echo '{}' ;;
  esac ;;
esac`;

let nix: ReturnType<typeof standIns>;
beforeEach(() => {
  nix = standIns({ nix: NIX });
});
afterEach(() => nix.remove());

async function made(goal: ReleaseGoal, tags: readonly string[] = []): Promise<ReleaseHosts> {
  const pool = new BuildPool();
  const { source, hosts } = await openFlake('.', never);
  let stand = startedHosts(hosts.map(({ name }) => name));
  const onNews = (news: HostNews) => (stand = advanced(stand, news, goal));
  const distribution = { way: 'cache', url: 'file:///cache' } as const;
  await pool.make({ url: source.url, hosts, tags, goal, distribution }, { signal: never, onNews });
  await pool.close();
  return stand;
}

describe('a nix that knows the questions of v0.1.1 and no others', () => {
  test('is asked for the hosts of each set, and one that is not there has none', async () => {
    const { source, hosts } = await openFlake('./fleet', never);
    expect(source).toEqual({ ref: './fleet', url: './fleet', revision: '0123456789abcdef0123456789abcdef01234567' });
    expect(hosts.map(({ name }) => name)).toEqual(['web-01', 'db-01', 'sick-01']);
  });

  test('is asked to build host by host, and to push what it built', async () => {
    const hosts = await made('pushed');
    expect(madeEntries(hosts)).toEqual([
      { hostname: 'web-01', store_path: '/nix/store/fake-web-01', platform: 'x86_64-linux', tags: ['web'] },
      { hostname: 'db-01', store_path: '/nix/store/fake-db-01', platform: 'x86_64-linux', tags: [] },
    ]);
    expect(failedHosts(hosts)).toEqual([
      { name: 'sick-01', step: 'building', reason: "builder for 'x.drv' failed with exit code 1" },
    ]);
    const copies = nix.said().filter((line) => line.startsWith('copy '));
    expect(copies).toEqual([
      expect.stringMatching(/--to file:\/\/\/cache \/nix\/store\/fake-web-01 \/nix\/store\/fake-db-01$/),
    ]);
  });

  test('builds only hosts with the wanted tags', async () => {
    const hosts = await made('built', ['web']);
    expect(hosts['db-01']).toMatchObject({ state: 'excluded' });
    expect(nix.said().filter((line) => line.startsWith('build ') && line.includes('db-01'))).toEqual([]);
  });

  test('builds nothing when evaluating will do', async () => {
    const hosts = await made('evaluated');
    expect(madeEntries(hosts)).toHaveLength(3);
    expect(nix.said().filter((line) => line.startsWith('build '))).toEqual([]);
  });
});
