import type { ControlStanding } from '../../../machines/model/compliance.ts';
import { CountBar } from '../elements/count-bar.tsx';
import { OutsideText } from '../elements/outside-text.tsx';
import { Table } from '../elements/table.tsx';
import { MachineNames } from './machine-names.tsx';
import { failingCount, statusParts } from './standing-words.ts';

/** Controls over the fleet, those that fail somewhere first. */
export function ControlTable({ controls }: { readonly controls: readonly ControlStanding[] }) {
  const rank = ({ counts }: ControlStanding) => (failingCount(counts) > 0 ? 0 : 1);
  const sorted = controls.toSorted((one, other) => rank(one) - rank(other));
  return (
    <section class="card" aria-labelledby="compliance-controls">
      <h2 id="compliance-controls">Controls</h2>
      {sorted.length === 0 ? (
        <p class="note">No evidence that counts has any of these controls.</p>
      ) : (
        <Table heads={['Control', 'Machines', 'Fails on']} label="Each control" class="compliance-table">
          {sorted.map(({ control, title, counts, failing }) => (
            <tr key={control}>
              <th scope="row">
                <OutsideText text={control} />
                <div class="compliance-subject">{title ?? 'a control of this fleet'}</div>
              </th>
              <td>
                <CountBar parts={statusParts(counts)} />
              </td>
              <td>
                {failing.length === 0 ? (
                  <span class="note">none</span>
                ) : (
                  <MachineNames ids={failing} count={failingCount(counts)} />
                )}
              </td>
            </tr>
          ))}
        </Table>
      )}
    </section>
  );
}
