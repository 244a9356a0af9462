import { createActor, toPromise } from 'xstate';
import { fromEffect } from '../../machines/effect.ts';
import type { HostNews } from '../../machines/policy/release-hosts.ts';
import type { Ports } from '../../machines/ports.ts';
import { releaseMachine, type ReleaseOrder, type ReleaseResult } from '../../machines/release.ts';
import type { Client } from '../../services/api/client.ts';
import { openFlake } from '../../services/build/flake.ts';
import { BuildPool } from '../../services/build/pool.ts';
import { LiveEffects } from './effect-host.ts';
import type { Progress } from '../output/progress.ts';
import { newsLines, releaseStatus } from '../output/render.ts';

/** What a release needs around it. */
export interface ReleaseSurroundings {
  readonly client: () => Promise<Pick<Client, 'createRelease'>>;
  readonly progress: Progress;
  /** Hears of each derivation that Nix builds and each path that it copies. */
  readonly onWork: (subject: string) => void;
  /** Stops the release; what it started has ended when the promise settles. */
  readonly signal: AbortSignal;
}

/** Makes a release and shows how it goes. A release that fails is a result, with its reason. */
export async function runRelease(order: ReleaseOrder, surroundings: ReleaseSurroundings): Promise<ReleaseResult> {
  const { client, progress, onWork, signal } = surroundings;
  const effects = new LiveEffects();
  const pool = new BuildPool();
  const onNews = (news: HostNews) => {
    actor.send(news);
    for (const line of newsLines(news, actor.getSnapshot().context.hosts)) progress.line(line);
  };
  const release = releaseMachine.provide({
    actors: {
      openFlake: fromEffect(effects, ({ flake }: Ports['openFlake']['input'], stop) => openFlake(flake, stop)),
      makeClosures: fromEffect(effects, (input: Ports['makeClosures']['input'], stop) =>
        pool.make(input, { signal: stop, onNews, onWork }),
      ),
      registerRelease: fromEffect(effects, async (body: Ports['registerRelease']['input']) => {
        const { id } = await (await client()).createRelease({ body });
        return { id };
      }),
    },
  });
  const actor = createActor(release, { input: order });
  actor.subscribe(({ value, context }) => progress.status(releaseStatus(stateName(value), context.hosts)));
  const stop = () => actor.send({ type: 'stop' });
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await toPromise(actor.start());
  } finally {
    signal.removeEventListener('abort', stop);
    await effects.ended();
    await pool.close();
    progress.end();
  }
}

/** The innermost state. */
const stateName = (value: unknown): string =>
  typeof value === 'object' && value !== null ? stateName(Object.values(value)[0]) : String(value);
