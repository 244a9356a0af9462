import { join } from 'node:path';
import { program } from '../support/checkout.ts';
import { hasCommand } from '../support/environment.ts';
import { runToEnd } from '../support/processes.ts';
import { atLeast, atMost, type Bench, beside } from './figure.ts';
import { median } from './median.ts';
import { writeSharedFlake } from './shared-flake.ts';
import type { Workshop } from './workshop.ts';

const SIZE = { hosts: 100, derivations: 10 };
const RUNS = 5;

/** A release against the three commands that any tool would need at least. */
export const releaseCreate: Bench = {
  name: 'release-create',
  says: `release create of ${SIZE.hosts} hosts that share ${SIZE.derivations} derivations, cold, against three raw Nix commands`,
  async measure(workshop) {
    if (!hasCommand('nix') || !hasCommand('git'))
      return [{ name: 'release create', measured: 'left out', bound: 'needs Nix and git', isMet: null }];
    const { url, apiKey } = await workshop.controlPlane('release-create');
    const access = { NIXFLEET_CONTROL_PLANE_URL: url, NIXFLEET_API_KEY: apiKey };
    // Once: it takes its time.
    const oneByOne = await timed(workshop, 'one-by-one', byHost);
    const [raw, ours]: [number[], number[]] = [[], []];
    for (let run = 0; run < RUNS; run += 1) {
      raw.push(await timed(workshop, `raw-${run}`, byHand));
      ours.push(await timed(workshop, `ours-${run}`, (order) => byRelease(order, access)));
    }
    return [
      beside('nix eval, nix-store --realise, nix copy', median(raw), { unit: ' ms', digits: 0 }),
      atMost(`release create, ${SIZE.hosts} hosts`, median(ours) / median(raw), { bound: 1.5, unit: ' x', digits: 2 }),
      atLeast('release create, to host by host with three commands each', oneByOne / median(ours), {
        bound: 4,
        unit: ' x',
      }),
    ];
  },
};

/** Runs a command in a flake, and insists that it succeeds; its standard output. */
type Run = (argv: readonly [string, ...string[]], env?: NodeJS.ProcessEnv) => Promise<string>;

interface Order {
  readonly run: Run;
  readonly cacheUrl: string;
}

/** How long it takes to make a release of a flake that Nix has never seen. */
async function timed(workshop: Workshop, name: string, make: (order: Order) => Promise<unknown>): Promise<number> {
  const cwd = join(workshop.folder, name);
  await writeSharedFlake(cwd, SIZE, workshop.env);
  const run: Run = async (argv, env = {}) => {
    const launch = { argv, cwd, env: { ...workshop.env, ...env } };
    const { exitCode, stdout, said } = await runToEnd(launch, { signal: workshop.signal });
    if (exitCode !== 0) throw new Error(`${argv.join(' ')} failed:\n${said}`);
    return stdout;
  };
  const startedAt = performance.now();
  await make({ run, cacheUrl: `file://${cwd}-cache` });
  return performance.now() - startedAt;
}

async function byHand({ run, cacheUrl }: Order): Promise<void> {
  const apply = 'builtins.mapAttrs (_: host: host.config.system.build.toplevel.drvPath)';
  const hosts = JSON.parse(await run(['nix', 'eval', '--json', '.#nixosConfigurations', '--apply', apply])) as object;
  const outputs = await run(['nix-store', '--realise', ...new Set<string>(Object.values(hosts))]);
  await run(['nix', 'copy', '--to', cacheUrl, ...outputs.trim().split('\n')]);
}

interface Built {
  readonly outputs: { readonly out: string };
}

/** As v0.1.1 does, from which the commands are. */
async function byHost({ run, cacheUrl }: Order): Promise<void> {
  const hosts = JSON.parse(
    await run(['nix', 'eval', '.#nixosConfigurations', '--apply', 'builtins.attrNames', '--json']),
  ) as string[];
  const paths = new Set<string>();
  for (const name of hosts) {
    const host = `.#nixosConfigurations.${name}`;
    await run(['nix', 'eval', `${host}.pkgs.system`, '--raw']);
    await run(['nix', 'eval', `${host}.config.services.nixfleet-agent.tags`, '--json']);
    const toplevel = `${host}.config.system.build.toplevel`;
    const [built] = JSON.parse(await run(['nix', 'build', toplevel, '--no-link', '--json'])) as Built[];
    if (built) paths.add(built.outputs.out);
  }
  for (const path of paths) await run(['nix', 'copy', '--to', cacheUrl, path]);
}

const byRelease = ({ run, cacheUrl }: Order, access: NodeJS.ProcessEnv): Promise<string> =>
  run([...program('nixfleet'), 'release', 'create', '--push-to', cacheUrl], access);
