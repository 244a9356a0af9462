import { useEffect } from 'preact/hooks';
import type { MachineDetail } from '../../../machines/model/machine-detail.ts';
import { useActor, type WatchedActor } from '../actors/use-actor.ts';
import { useEvery } from '../elements/use-every.ts';
import { type Loaded, useLoaded } from '../elements/use-loaded.ts';
import type { Session } from '../session.ts';

/** A machine that is watched, with its actor. */
export interface WatchedMachine {
  readonly loaded: Loaded<MachineDetail>;
  readonly actor: WatchedActor;
}

/** What its agent says is no step of its actor: it is asked for so often. */
const LOOK_MS = 3000;

/** Watches a machine: anew at each step of its actor, and every few seconds. */
export function useMachine(session: Session, id: string): WatchedMachine {
  const loaded = useLoaded((signal) => session.client.getMachine({ params: { id }, signal }), [id]);
  // Until it is first told something it has none, and asking after it is refused.
  const hasActor = loaded.value != null && loaded.value.chart !== null;
  const actor = useActor(session, hasActor ? `machine:${id}` : undefined);
  const newest = actor.timeline.steps.at(-1)?.seq;
  const { again } = loaded;
  useEffect(() => {
    if (newest !== undefined) again();
  }, [newest]);
  useEvery(LOOK_MS, again);
  return { loaded, actor };
}
