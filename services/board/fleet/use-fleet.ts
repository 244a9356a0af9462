import { useCallback, useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { viewPaths } from '../../api/contract/view-paths.ts';
import { oneAtATime } from '../elements/one-at-a-time.ts';
import { useEvery } from '../elements/use-every.ts';
import { serverNow } from '../server-clock.ts';
import type { Session } from '../session.ts';
import { type Fleet, FleetStore } from './fleet-store.ts';
import { isMachineFrame } from './machine-frame.ts';

/** How often it is asked who is silent: no report of theirs tells it. */
const SILENT_EVERY_MS = 15_000;
/** An answer that takes longer is not waited for: a path that is dead shows here before a feed can tell. */
const SILENT_WITHIN_MS = 30_000;

/** A fleet that is watched. */
export interface WatchedFleet {
  readonly fleet: Fleet;
  /** What keeps it from being known who is silent. */
  readonly problem: unknown;
  readonly again: () => void;
}

/** The fleet as it is now. */
export function useFleet(session: Session): WatchedFleet {
  const store = useMemo(
    () => new FleetStore({ now: serverNow, nextFrame: (tell) => void requestAnimationFrame(tell) }),
    [session],
  );
  const [fleet, setFleet] = useState(store.fleet);
  const [problem, setProblem] = useState<unknown>();
  const asking = useRef(() => {});
  const ask = useCallback(() => asking.current(), []);
  useEvery(SILENT_EVERY_MS, ask);
  useEffect(() => {
    const leaving = new AbortController();
    const { signal } = leaving;
    const stop = store.subscribe(() => setFleet(store.fleet));
    const told = (now: unknown) => signal.aborted || setProblem(now);
    asking.current = oneAtATime(() => askSilent(session, { store, signal }).then(() => told(undefined), told), signal);
    followMachines(session, { store, signal, current: ask });
    return () => {
      leaving.abort();
      stop();
    };
  }, [store]);
  return { fleet, problem, again: ask };
}

async function askSilent(
  session: Session,
  { store, signal }: { store: FleetStore; signal: AbortSignal },
): Promise<void> {
  const within = AbortSignal.any([signal, AbortSignal.timeout(SILENT_WITHIN_MS)]);
  store.takeSilent(await session.client.silentMachines({ signal: within }));
}

function followMachines(
  session: Session,
  { store, signal, current }: { store: FleetStore; signal: AbortSignal; current: () => void },
): void {
  session.follow({
    path: viewPaths.machines,
    after: () => store.position.seq,
    query: () => ({ epoch: store.position.epoch }),
    frame(frame) {
      if (!isMachineFrame(frame)) return;
      store.take(frame);
      if (frame.type === 'current') current();
    },
    state: () => undefined,
    signal,
  });
}
