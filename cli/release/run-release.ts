import { createActor, toPromise } from 'xstate';
import { fromEffect } from '../../machines/effect.ts';
import type { FlakeHost } from '../../machines/model/flake.ts';
import { matching, unmatched } from '../../machines/policy/globs.ts';
import type { HostNews } from '../../machines/policy/release-hosts.ts';
import { isGlob } from '../../machines/policy/targets.ts';
import type { Ports } from '../../machines/ports.ts';
import { releaseMachine, type ReleaseOrder, type ReleaseResult } from '../../machines/release.ts';
import type { Client } from '../../services/api/client.ts';
import { openFlake } from '../../services/build/flake.ts';
import type { BuildLimits } from '../../services/build/limits.ts';
import { BuildPool } from '../../services/build/pool.ts';
import type { EvaluatedHost } from '../../services/build/protocol.ts';
import { suggestion } from '../line/nearest.ts';
import { printable } from '../../services/host/printable.ts';
import type { Progress } from '../output/progress.ts';
import { releaseBlock, releaseFraction } from '../output/release-view.ts';
import { newsLines, releaseStatus } from '../output/release-news.ts';
import { LiveEffects } from './live-effects.ts';
import { registerRelease } from './register-release.ts';
import { assertReleasable } from './releasable.ts';
import { uncopiedLines } from './uncopied-lines.ts';

/** What a release needs around it. */
export interface ReleaseSurroundings {
  readonly client: () => Promise<Pick<Client, 'createRelease' | 'ready'>>;
  readonly progress: Progress;
  /** Hears of each derivation that Nix builds and each path that it copies. */
  readonly onWork: (subject: string) => void;
  /** Hears which hosts were selected, before they are evaluated. */
  readonly onSelected?: (hosts: readonly string[]) => void;
  /** Hears of names and patterns that mean no host, where others do. */
  readonly onUnmatched?: ((warning: string) => void) | undefined;
  /** Hears of hosts as Nix evaluates them, before their news. */
  readonly onEvaluated?: (hosts: readonly EvaluatedHost[]) => void;
  /** How much of the build goes on at once; without them it is what the machine has room for. */
  readonly limits?: BuildLimits;
  /** A folder for garbage collector roots that are to stay after the release; who made it removes it. */
  readonly roots?: string;
  /** The order's flake, when somebody has begun to open it. */
  readonly opened?: ReturnType<typeof openFlake>;
  /** Stops the release; what it started has ended when the promise settles. */
  readonly signal: AbortSignal;
}

/** Makes a release and shows how it goes. A release that fails is a result, with its reason. */
export async function runRelease(order: ReleaseOrder, surroundings: ReleaseSurroundings): Promise<ReleaseResult> {
  const { client, progress, onWork, onEvaluated, limits, roots, signal } = surroundings;
  const effects = new LiveEffects();
  const pool = new BuildPool({ ...(limits && { limits }), ...(roots !== undefined && { roots }) });
  const onNews = (news: HostNews) => {
    actor.send(news);
    for (const line of newsLines(news, actor.getSnapshot().context.hosts)) progress.line(line);
    for (const line of uncopiedLines(news, order)) progress.line(line);
  };
  const release = releaseMachine.provide({
    actors: {
      openFlake: fromEffect(effects, async ({ flake }: Ports['openFlake']['input'], stop) => {
        const opened = await (surroundings.opened ?? openFlake(flake, stop));
        selected(opened.hosts, order, surroundings);
        return opened;
      }),
      makeClosures: fromEffect(effects, (input: Ports['makeClosures']['input'], stop) =>
        pool.make(input, { signal: stop, onNews, onWork, ...(onEvaluated && { onEvaluated }) }),
      ),
      registerRelease: fromEffect(effects, async (body: Ports['registerRelease']['input'], stop) =>
        registerRelease(await client(), body, stop),
      ),
    },
  });
  const actor = createActor(release, { input: order });
  actor.subscribe(({ value, context: { hosts } }) => {
    progress.reached?.(releaseFraction(hosts));
    progress.status(releaseStatus(stateName(value), hosts), releaseBlock(hosts));
  });
  const stop = () => actor.send({ type: 'stop' });
  signal.addEventListener('abort', stop, { once: true });
  try {
    const ended = toPromise(actor.start());
    // It may have come before there was somebody to hear it.
    if (signal.aborted) stop();
    return await ended;
  } finally {
    signal.removeEventListener('abort', stop);
    await effects.ended();
    await pool.close();
    progress.end();
  }
}

/** What can be known to be wrong with the hosts is said before any of them is evaluated. */
function selected(
  hosts: readonly FlakeHost[],
  order: ReleaseOrder,
  { onSelected, onUnmatched }: ReleaseSurroundings,
): void {
  const all = [...new Set(hosts.map(({ name }) => name))];
  const names = new Set(matching(all, order.hosts));
  // Where none does, that is an error.
  if (names.size > 0) for (const pattern of unmatched(all, order.hosts)) onUnmatched?.(matchesNone(pattern, all));
  assertReleasable(
    hosts.filter(({ name }) => names.has(name)),
    order,
  );
  onSelected?.([...names]);
}

const matchesNone = (pattern: string, hosts: readonly string[]): string =>
  printable(`${pattern} matches no host of the flake${isGlob(pattern) ? '' : suggestion(pattern, hosts)}`);

/** The innermost state. */
const stateName = (value: unknown): string =>
  typeof value === 'object' && value !== null ? stateName(Object.values(value)[0]) : String(value);
