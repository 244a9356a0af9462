import { join } from 'node:path';
import { afterEach } from 'vitest';
import { Shard } from '../../../services/actors/shard.ts';
import { openStore, type OpenStore } from '../../../services/store/open.ts';
import type { Unit } from '../../../services/store/unit.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { aUnitOn } from '../../support/full-disk.ts';
import { tempFolder } from '../../support/temp.ts';
import { counterKinds } from './counter.ts';

/** A shard of counters that a test plays with. */
export interface Stage {
  readonly disk: { isFull: boolean };
  readonly shard: Shard<Unit>;
  readonly store: OpenStore;
  readonly clock: FakeClock;
  readonly problems: string[];
  readonly commits: () => number;
  /** Ends when the condition holds after a commit or a problem. */
  readonly until: (holds: () => boolean) => Promise<void>;
}

const stages = new Set<Stage>();

/** A shard of counters over a real database. */
export async function aStage(path = join(tempFolder(), 'state.db'), clock = new FakeClock()): Promise<Stage> {
  const store = await openStore(path);
  const disk = { isFull: false };
  const problems: string[] = [];
  let commits = 0;
  const waiting = new Set<() => void>();
  const lookAgain = () => waiting.forEach((look) => look());
  const shard = new Shard<Unit>({
    unit: aUnitOn(store.db, () => disk.isFull),
    kinds: counterKinds(clock),
    clock,
    committed: () => {
      commits += 1;
      lookAgain();
    },
    problem: (what) => {
      problems.push(what);
      lookAgain();
    },
  });
  const until = (holds: () => boolean) =>
    new Promise<void>((resolve) => {
      const look = () => {
        if (!holds()) return;
        waiting.delete(look);
        resolve();
      };
      waiting.add(look);
      look();
    });
  const stage = { disk, shard, store, clock, problems, commits: () => commits, until };
  stages.add(stage);
  shard.start();
  return stage;
}

/** Stops a shard and closes its database, as the end of its process does. */
export function leave(stage: Stage): void {
  if (!stages.delete(stage)) return;
  stage.shard.stop();
  stage.store.close();
}

afterEach(() => stages.forEach(leave));

/** How often counters have said that they count. */
export const counted = ({ store }: Stage): number =>
  store.db.prepare<[], number>('SELECT count(*) FROM events').pluck().get() ?? 0;

/** What a counter has counted, on disk. */
export const stored = ({ store }: Stage, address: string): number | undefined => {
  const row = store.db.prepare<[string], string>('SELECT state FROM snapshots WHERE address = ?').pluck().get(address);
  return row === undefined ? undefined : JSON.parse(row).context.count;
};
