import { onTestFinished } from 'vitest';
import type { RolloutDetail } from '../../../../machines/model/rollout.ts';
import type { RolloutModel } from '../../../../services/board/rollouts/rollout-model.ts';
import { type Gone, watchRollout } from '../../../../services/board/rollouts/rollout-watch.ts';
import { aPlane } from './a-plane.ts';
import { aRollout } from './a-rollout.ts';

/** A rollout that is watched: what is shown of it, and what went wrong. */
export function watched(rollouts: readonly RolloutDetail[], fault?: Error) {
  const plane = aPlane(...rollouts);
  plane.fault = fault;
  const leaving = new AbortController();
  onTestFinished(() => leaving.abort());
  const shown: RolloutModel[] = [];
  const failures: unknown[] = [];
  const gone: Gone[] = [];
  let fetches = 0;
  watchRollout({
    session: plane.session,
    id: 'r-1',
    show: (model) => shown.push(model),
    failed: (error) => failures.push(error),
    fetched: () => (fetches += 1),
    gone: (how) => gone.push(how),
    signal: leaving.signal,
  });
  return {
    plane,
    failures,
    leave: () => leaving.abort(),
    last: () => shown.at(-1)?.rollout,
    gone,
    fetches: () => fetches,
    shown: () => shown.length,
  };
}

/** A rollout that is watched and whose feed stands. */
export async function followed(rollout = aRollout()) {
  const page = watched([rollout]);
  await page.plane.pass(0);
  page.plane.connect();
  await page.plane.pass(1000);
  return page;
}
