import { useCallback, useEffect, useMemo, useState } from 'preact/hooks';
import { Unreachable } from '../../../machines/errors.ts';
import { viewPaths } from '../../api/contract/view-paths.ts';
import { useEvery } from '../elements/use-every.ts';
import type { Session } from '../session.ts';
import { type Fleet, FleetStore } from './fleet-store.ts';
import { isMachineFrame } from './machine-frame.ts';

/** How often it is asked who is silent: no report of theirs tells it. */
const SILENT_EVERY_MS = 15_000;

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
    () => new FleetStore({ now: Date.now, nextFrame: (tell) => void requestAnimationFrame(tell) }),
    [session],
  );
  const [fleet, setFleet] = useState(store.fleet);
  const [problem, setProblem] = useState<unknown>();
  const ask = useCallback(() => {
    session.client.silentMachines({}).then(
      (silent) => {
        store.takeSilent(silent);
        setProblem(undefined);
      },
      // The header tells of a connection that is lost.
      (error: unknown) => error instanceof Unreachable || setProblem(error),
    );
  }, [session, store]);
  useEvery(SILENT_EVERY_MS, ask);
  useEffect(() => {
    const leaving = new AbortController();
    const { signal } = leaving;
    const stop = store.subscribe(() => setFleet(store.fleet));
    followMachines(session, { store, signal, current: ask });
    return () => {
      leaving.abort();
      stop();
    };
  }, [store]);
  return { fleet, problem, again: ask };
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
