import type { SkippedMachine } from '../../../machines/model/rollout.ts';
import { OutsideText } from '../elements/outside-text.tsx';
import { fragmentOf } from '../route.ts';

/** Who was targeted and was left out when the rollout was planned, and why. */
export function SkippedMachines({ skipped }: { readonly skipped: readonly SkippedMachine[] }) {
  if (skipped.length === 0) return null;
  return (
    <section aria-labelledby="rollouts-skipped">
      <details class="card" open={skipped.length <= 10}>
        <summary>
          <h2 id="rollouts-skipped">{skipped.length} left out</h2>
        </summary>
        <ul class="rollouts-reasons">
          {skipped.map(({ machine_id, reason }) => (
            <li key={machine_id}>
              <a href={fragmentOf({ page: 'machine', id: machine_id })}>
                <OutsideText text={machine_id} />
              </a>
              <p class="rollouts-words">
                <bdi>{reason}</bdi>
              </p>
            </li>
          ))}
        </ul>
      </details>
    </section>
  );
}
