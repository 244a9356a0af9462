import './rollouts.css';
import { Crumbs } from '../elements/crumbs.tsx';
import { Loading } from '../elements/loading.tsx';
import { useNow } from '../elements/moment.tsx';
import { Problem } from '../elements/problem.tsx';
import type { Session } from '../session.ts';
import { RolloutEvents } from './rollout-events.tsx';
import { RolloutHead } from './rollout-head.tsx';
import type { Gone } from './rollout-watch.ts';
import { SkippedMachines } from './skipped-machines.tsx';
import { Timeline } from './timeline.tsx';
import { useRollout } from './use-rollout.ts';
import { WaitingMachines } from './waiting-machines.tsx';

/** One rollout, live. */
export function RolloutPage({ session, id }: { readonly session: Session; readonly id: string }) {
  const { model, error, gone, again } = useRollout(session, id);
  const now = useNow();
  return (
    <div class="rollouts">
      <Crumbs list="Rollouts" href="#/rollouts" here={id} />
      {error !== undefined && <Problem error={error} again={again} />}
      {gone !== undefined && <NotThere id={id} gone={gone} />}
      {model === undefined ? (
        error === undefined && gone === undefined && <Loading what="the rollout" />
      ) : (
        <>
          <RolloutHead session={session} model={model} />
          <Timeline session={session} model={model} now={now} />
          <WaitingMachines session={session} model={model} />
          <SkippedMachines skipped={model.rollout.skipped ?? []} />
          <RolloutEvents events={model.events} />
        </>
      )}
    </div>
  );
}

function NotThere({ id, gone }: { readonly id: string; readonly gone: Gone }) {
  if (gone === 'unknown')
    return (
      <div class="problem" role="alert">
        <p>The control plane does not know this rollout any more. This page goes on looking for it.</p>
      </div>
    );
  return (
    <div class="problem" role="alert">
      <p>This rollout was deleted, with its history.</p>
      <a href={`#/audit?${new URLSearchParams({ target: id })}`}>Who did it is in the audit</a>
    </div>
  );
}
