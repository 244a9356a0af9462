import { failureOf } from '../../machines/errors.ts';
import { type OpenStore, openStore } from '../store/open.ts';
import { Unit } from '../store/unit.ts';
import { type Chance, systemChance } from './chance.ts';
import { type Clock, SystemClock } from './clock.ts';
import type { Engine, Nudge, RequestName, Requests } from './engine.ts';
import { EngineMeter } from './engine-meter.ts';
import { fleetKinds } from './fleet-kinds.ts';
import type { Inspected } from './inspect/inspected.ts';
import type { Log } from './log.ts';
import { handlers } from './requests/requests.ts';
import { Shard } from './shard.ts';

/** What an engine is started with. */
export interface EngineOptions {
  readonly dbPath: string;
  readonly log: Log;
  readonly clock?: Clock;
  readonly chance?: Chance;
  /** Hears, after each commit, what actors have heard in it. */
  readonly inspected?: ((seen: readonly Inspected[]) => void) | undefined;
  /** Makes the unit of work; a test has one whose disk fails. */
  readonly createUnit?: (db: OpenStore['db']) => Unit;
}

/** Opens the database and runs the control plane's actors in this thread. Throws `BadConfig`, `Conflict` (somebody else has it). */
export async function startLocalEngine({
  dbPath,
  log,
  clock = new SystemClock(),
  chance = systemChance,
  createUnit = (db) => new Unit(db),
  inspected,
}: EngineOptions): Promise<Engine> {
  const store = await openStore(dbPath);
  const listeners = new Set<(nudge: Nudge) => void>();
  const unit = createUnit(store.db);
  const meter = new EngineMeter();
  const shard = new Shard<Unit>({
    unit,
    kinds: fleetKinds(clock),
    clock,
    observer: meter,
    inspected,
    committed() {
      const { wanted, rolloutStatuses, toldBatches } = unit;
      for (const status of rolloutStatuses) meter.rolloutCame(status);
      for (const listener of listeners) listener({ wanted, toldBatches });
    },
    problem: (what, error) =>
      log('error', what, { ...failureOf(error), stack: error instanceof Error ? error.stack : undefined }),
  });
  shard.start();
  let isReady = true;
  return {
    request: <Name extends RequestName>(name: Name, input: Requests[Name]['input']) =>
      shard.request((turn): Requests[Name]['output'] => handlers[name](turn, input, chance)),
    onCommit(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    isReady: () => isReady,
    figures: () => Promise.resolve({ actors: meter.figures(shard), restarts: 0, silentSeconds: 0 }),
    stop() {
      isReady = false;
      shard.stop();
      meter.stop();
      store.close();
      return Promise.resolve();
    },
  };
}
