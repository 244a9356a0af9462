import { BadInput } from '../../machines/errors.ts';
import { evaluationError } from '../../services/build/nix-log.ts';
import { nixString } from '../../services/host/nix-build.ts';
import { type HealthFile, healthChecksIn } from '../../services/host/probes/health-file.ts';
import { type Command, finish } from '../../services/host/process.ts';

/** Hosts in one evaluation: what it needs of memory grows with them. */
const AT_ONCE = 25;

/** Asks a locked flake for the health checks of hosts: JSON `{name: checks}`; a host without that option has none. */
export function healthChecksCommand(url: string, hosts: readonly string[]): Command {
  const checks = hosts.map((name) => `${nixString(name)} = of ${nixString(name)};`);
  const host = 'flake.nixosConfigurations.${name} or flake.darwinConfigurations.${name}';
  const of = `name: (${host}).config.services.nixfleet-agent.healthChecks or { }`;
  const expression = `let flake = builtins.getFlake ${nixString(url)}; of = ${of}; in { ${checks.join(' ')} }`;
  return {
    argv: ['nix', '--extra-experimental-features', 'nix-command flakes', 'eval', '--json', '--expr', expression],
    about: { says: 'nix eval of the health checks' },
  };
}

/** The health checks of hosts by name, as the flake has them. Throws `BadInput` for what cannot be evaluated or understood. */
export async function flakeChecks(
  url: string,
  hosts: readonly string[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, HealthFile>> {
  const checks = new Map<string, HealthFile>();
  for (let at = 0; at < hosts.length; at += AT_ONCE) {
    const some = hosts.slice(at, at + AT_ONCE);
    const { exitCode, stdout, stderr } = await finish(healthChecksCommand(url, some), { signal });
    if (exitCode !== 0) {
      throw new BadInput(
        `the health checks of the hosts cannot be evaluated: ${evaluationError(stderr)}\nMend them, or do without: --no-confirm`,
        { stderr },
      );
    }
    const answer: Record<string, unknown> = JSON.parse(stdout);
    for (const name of some)
      checks.set(name, healthChecksIn(JSON.stringify(answer[name] ?? {}), `the health checks of ${name}`));
  }
  return checks;
}
