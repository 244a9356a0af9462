import { BadInput } from '../../machines/errors.ts';
import type { FlakeSource } from '../../machines/model/flake.ts';
import type { ReleaseEntry } from '../../machines/model/release.ts';
import { madeEntries } from '../../machines/policy/release-hosts.ts';
import { withoutSecrets } from '../../services/host/cache-url.ts';
import type { BuildLimits } from '../../services/build/limits.ts';
import type { Session } from '../session.ts';

/** Which hosts of which flake, and how far. */
export interface FlakeOrder {
  readonly flake: string;
  readonly hosts: readonly string[];
  readonly tags: readonly string[];
  /** Else they are only evaluated. */
  readonly isBuilt: boolean;
  readonly limits: BuildLimits;
}

/** What a flake makes now. */
export interface FlakeHosts {
  readonly source: FlakeSource | null;
  readonly entries: readonly ReleaseEntry[];
  /** By the path that each makes. */
  readonly derivations: ReadonlyMap<string, string>;
}

/** Evaluates hosts of a flake, or builds them, and registers nothing; `interrupted` after Ctrl-C. Throws `BadInput` when one fails. */
export async function flakeHosts(order: FlakeOrder, session: Session): Promise<FlakeHosts | 'interrupted'> {
  const { screen, operation, log } = session;
  const derivations = new Map<string, string>();
  const flake = withoutSecrets(order.flake);
  operation.about({ flake });
  const { runRelease } = await import('../release/run-release.ts');
  const { failure, hosts, source } = await runRelease(
    {
      ...{ flake: order.flake, hosts: order.hosts, tags: order.tags },
      goal: order.isBuilt ? 'built' : 'evaluated',
      ...{ distribution: { way: 'none' }, cacheUrl: null, isTrial: true, allowPartial: false },
    },
    {
      client: () => session.client(),
      progress: screen.progress('evaluation'),
      onWork: (subject) => log.info(subject),
      onUnmatched: (warning) => log.warn(warning),
      onSelected: (selected) => operation.about({ flake, hosts: selected }),
      onEvaluated: (evaluated) => evaluated.forEach(({ out, drv }) => derivations.set(out, drv)),
      limits: order.limits,
      signal: session.interruption(),
    },
  );
  if (failure?.code === 'STOPPED') return 'interrupted';
  if (failure) throw new BadInput(failure.message);
  return { source, entries: madeEntries(hosts), derivations };
}
