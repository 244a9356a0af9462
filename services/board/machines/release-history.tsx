import type { MachineAssignment, MachineDetail } from '../../../machines/model/machine-detail.ts';
import { Badge } from '../elements/badge.tsx';
import { Empty } from '../elements/empty.tsx';
import { Moment } from '../elements/moment.tsx';
import { StorePath } from '../elements/store-path.tsx';
import { fragmentOf } from '../route.ts';

/** What a machine was told to run, and how that went: newest first. */
export function ReleaseHistory({ machine: { assignments } }: { readonly machine: MachineDetail }) {
  return (
    <section class="card">
      <h2>Releases</h2>
      {assignments.length === 0 ? (
        <Empty title="No rollout has had this machine." />
      ) : (
        <ol class="machines-releases">
          {assignments.map((assignment) => (
            <li key={`${assignment.rollout_id} ${assignment.batch_index}`}>
              <Part assignment={assignment} />
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}

function Part({ assignment }: { readonly assignment: MachineAssignment }) {
  const { rollout_id: rollout, release_id: release, batch_index: batch, verdict, reason, wanted, attempt } = assignment;
  const { started_at: startedAt, settled_at: settledAt, created_at: createdAt } = assignment;
  return (
    <>
      <div class="machines-part">
        <Badge word={verdict} />
        <StorePath path={wanted} />
      </div>
      <div class="note">
        release <a href={fragmentOf({ page: 'release', id: release })}>{release}</a>, rollout{' '}
        <a href={fragmentOf({ page: 'rollout', id: rollout })}>{rollout}</a> ({assignment.rollout_status}), batch{' '}
        {batch + 1}
        {attempt > 1 && `, try ${attempt}`}
      </div>
      <div class="note">
        {startedAt === null ? (
          <>
            not told yet, the rollout was made <Moment at={createdAt} />
          </>
        ) : (
          <>
            told <Moment at={startedAt} />
          </>
        )}
        {settledAt !== null && (
          <>
            , judged <Moment at={settledAt} />
          </>
        )}
      </div>
      {reason !== null && (
        <p class="machines-reason">
          <bdi>{reason}</bdi>
        </p>
      )}
    </>
  );
}
