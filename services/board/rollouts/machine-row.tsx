import { useState } from 'preact/hooks';
import type { RolloutDetail, RolloutMachine } from '../../../machines/model/rollout.ts';
import { hasEnded } from '../../../machines/policy/rollout-status.ts';
import { Moment } from '../elements/moment.tsx';
import { OutsideText } from '../elements/outside-text.tsx';
import { StorePath } from '../elements/store-path.tsx';
import { fragmentOf } from '../route.ts';
import type { Session } from '../session.ts';
import { VerdictBadge } from './verdict-badge.tsx';
import { isOpen } from './verdicts.ts';
import { WhyLine } from './why-line.tsx';

/** A machine of a batch: its verdict with the reason, and on demand what it waits for. */
export function MachineRow({
  session,
  rollout,
  machine,
  isPicked,
}: {
  readonly session: Session;
  readonly rollout: RolloutDetail;
  readonly machine: RolloutMachine;
  readonly isPicked: boolean;
}) {
  const [isAsked, setIsAsked] = useState(false);
  const { machine_id: id, verdict, reason, failure, wanted, attempt = 0, started_at, settled_at } = machine;
  return (
    <tr class={isPicked ? 'rollouts-picked' : ''}>
      <th scope="row">
        <a href={fragmentOf({ page: 'machine', id })}>
          <OutsideText text={id} />
        </a>
      </th>
      <td>
        <VerdictBadge verdict={verdict} />{' '}
        <button type="button" class="quiet small" aria-expanded={isAsked} onClick={() => setIsAsked(!isAsked)}>
          {isOpen(verdict) && !hasEnded(rollout) ? 'Why is it waiting?' : 'Why?'}
        </button>
        {reason !== null && (
          <p class="rollouts-words">
            <bdi>{reason}</bdi>
          </p>
        )}
        {failure != null && failure !== reason && (
          <p class="rollouts-words note">
            failed before: <bdi>{failure}</bdi>
          </p>
        )}
        {isAsked && <WhyLine session={session} rollout={rollout} machine={machine} />}
      </td>
      <td>
        <StorePath path={wanted} />
      </td>
      <td>{attempt === 0 ? '–' : attempt}</td>
      <td>{started_at === null ? '–' : <Moment at={started_at} />}</td>
      <td>{settled_at === null || isOpen(verdict) ? '–' : <Moment at={settled_at} />}</td>
    </tr>
  );
}
