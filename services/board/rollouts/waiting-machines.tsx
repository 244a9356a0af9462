import { useState } from 'preact/hooks';
import { hasEnded } from '../../../machines/policy/rollout-status.ts';
import { OutsideText } from '../elements/outside-text.tsx';
import { MoreButton } from '../elements/more-button.tsx';
import { Problem } from '../elements/problem.tsx';
import { useEvery } from '../elements/use-every.ts';
import { usePages } from '../elements/use-pages.ts';
import { fragmentOf } from '../route.ts';
import type { Session } from '../session.ts';
import type { RolloutModel } from './rollout-model.ts';
import { isOpen } from './verdicts.ts';
import { type WhyCall, waitingPage } from './waiting-page.ts';
import { WhyWords } from './why-line.tsx';

/** On demand, what every machine waits for that has no verdict yet. */
export function WaitingMachines({ session, model }: { readonly session: Session; readonly model: RolloutModel }) {
  const [isAsked, setIsAsked] = useState(false);
  const open = [...model.machines.values()].filter(({ verdict }) => isOpen(verdict)).length;
  if (open === 0 || hasEnded(model.rollout)) return null;
  return (
    <section aria-labelledby="rollouts-waiting">
      <h2 id="rollouts-waiting">
        {open} {open === 1 ? 'machine is' : 'machines are'} without a verdict{' '}
        <button type="button" aria-expanded={isAsked} onClick={() => setIsAsked(!isAsked)}>
          {isAsked ? 'Hide' : 'Why are they waiting?'}
        </button>
      </h2>
      {isAsked && <Reasons session={session} model={model} />}
    </section>
  );
}

const PAGE = '500';
/** What a machine is at, and for how long, is told by no row. */
const LOOK_MS = 5000;

function Reasons({ session, model }: { readonly session: Session; readonly model: RolloutModel }) {
  const { id, status, phase } = model.rollout;
  const pages = usePages(
    (call: WhyCall | undefined, signal) =>
      waitingPage(session.client, { ...(call ?? { params: { id }, query: { limit: PAGE } }), signal }),
    [id, status, phase, model.lanes.map((lane) => lane.status).join()],
  );
  useEvery(LOOK_MS, pages.glance);
  // Who was judged since they were asked waits no more.
  const waiting = pages.items?.filter(({ machine_id }) => isWaiting(model, machine_id)) ?? [];
  return (
    <div class="card">
      {pages.error !== undefined && <Problem error={pages.error} again={pages.again} />}
      {waiting.length === 0 && pages.items !== undefined && <p class="note">None of these waits for anything.</p>}
      <ul class="rollouts-reasons">
        {waiting.map((why) => (
          <li key={why.machine_id}>
            <a href={fragmentOf({ page: 'machine', id: why.machine_id })}>
              <OutsideText text={why.machine_id} />
            </a>
            <WhyWords why={why} />
          </li>
        ))}
      </ul>
      <MoreButton pages={pages} what="machines" />
    </div>
  );
}

function isWaiting({ machines }: RolloutModel, id: string): boolean {
  const machine = machines.get(id);
  return machine !== undefined && isOpen(machine.verdict);
}
