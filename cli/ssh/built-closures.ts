import { BadInput } from '../../machines/errors.ts';
import type { ReleaseOrder, ReleaseResult } from '../../machines/release.ts';
import type { BuildLimits } from '../../services/build/limits.ts';
import { assertClean } from '../release/clean-tree.ts';
import { runRelease } from '../release/run-release.ts';
import type { Session } from '../session.ts';

/** Which hosts of which flake. */
export interface WantedHosts {
  readonly flake: string;
  readonly hosts: readonly string[];
  readonly tags: readonly string[];
  /** Where to reach the only host. */
  readonly target: string | undefined;
  readonly limits: BuildLimits;
  /** A folder for garbage collector roots: what is built stays as long as that. */
  readonly roots: string;
}

/**
 * Builds the closures of hosts and tells nobody; `interrupted` after Ctrl-C. Hosts that cannot be built are in the result with
 * their reasons. Throws `BadInput` when there is nothing to build.
 */
export async function builtClosures(
  { flake, hosts, tags, target, limits, roots }: WantedHosts,
  session: Session,
): Promise<ReleaseResult | 'interrupted'> {
  const { screen } = session;
  const signal = session.interruption();
  await warnOfChanges(flake, session, signal);
  const alone = new AbortController();
  let selected: readonly string[] = [];
  const assertOne = (names: readonly string[]) => {
    selected = names;
    if (target !== undefined && names.length > 1) alone.abort();
  };
  const order: ReleaseOrder = {
    ...{ flake, hosts, tags, cacheUrl: null },
    goal: 'built',
    distribution: { way: 'none' },
    // Nothing is registered, and one host that fails keeps no other.
    isTrial: true,
    allowPartial: true,
  };
  const result = await runRelease(order, {
    limits,
    roots,
    client: () => session.client(),
    progress: screen.progress(),
    onWork: (subject) => session.log.info(subject),
    onUnmatched: (warning) => session.log.warn(warning),
    onSelected: (names) => tags.length === 0 && assertOne(names),
    signal: AbortSignal.any([signal, alone.signal]),
  });
  const wanted = Object.entries(result.hosts).filter(([, { state }]) => state !== 'excluded');
  if (!signal.aborted && target !== undefined && Math.max(wanted.length, selected.length) > 1) {
    throw new BadInput(
      `--target is where one host is, and ${Math.max(wanted.length, selected.length)} are selected: name one with --hosts`,
    );
  }
  if (result.failure?.code === 'STOPPED') return 'interrupted';
  // That some could not be built is for the table to say.
  if (result.failure && wanted.every(([, { failure }]) => failure === null)) throw new BadInput(result.failure.message);
  return result;
}

/** In an emergency a tree with changes is no reason to refuse. */
async function warnOfChanges(flake: string, { log }: Session, signal: AbortSignal): Promise<void> {
  try {
    await assertClean(flake, signal);
  } catch (error) {
    if (!(error instanceof BadInput)) throw error;
    log.warn(`${error.message.split('\n')[0]?.replace(/:$/, '')}; what is deployed is in no commit`);
  }
}
