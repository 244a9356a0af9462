import type { CreateRollout } from '../../../machines/model/rollout.ts';
import { pathOf } from '../fleet.ts';
import { HOSTS, type World } from './world.ts';

/** Something that may be done to a world at any time. */
export type Operation = (world: World) => Promise<void>;

/** Who asks for everything. */
export const ACTOR = 'apikey:test';

/** What every release of a test brings to each host. */
export const entriesOf = (release: string) =>
  HOSTS.map((hostname) => ({ hostname, store_path: pathOf(release, hostname), platform: 'x', tags: [] }));

/** The health time-out of every rollout. */
export const TIMEOUT_S = 30;

/** A rollout that chance has thought of. */
export function aRollout(world: World, target: CreateRollout['target']): CreateRollout {
  const { dice } = world;
  return {
    release_id: dice.one(world.rows<{ id: string }>('SELECT id FROM releases ORDER BY rowid')).id,
    target,
    strategy: dice.one(['canary', 'staged', 'all_at_once']),
    batch_sizes: dice.one([
      ['1', '50%', '100%'],
      ['2', '100%'],
    ]),
    failure_threshold: dice.one(['0', '0', '1', '50%', '100%']),
    on_failure: dice.one(['pause', 'revert']),
    health_timeout: TIMEOUT_S,
    soak_seconds: dice.one([null, 0, 0, 5, 40]),
    success_threshold: dice.one([null, null, null, '1', '50%', '100%']),
    progress_deadline: dice.one([null, null, null, 20, 100]),
    retry: dice.is(0.5),
    supersede: dice.is(0.3),
    seed: dice.one([null, 7]),
  };
}
