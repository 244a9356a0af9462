import type { MachineReport } from '../../../machines/model/machine-detail.ts';
import { useState } from 'preact/hooks';
import { Badge } from '../elements/badge.tsx';
import { Empty } from '../elements/empty.tsx';
import { Moment } from '../elements/moment.tsx';
import { OutsideText } from '../elements/outside-text.tsx';
import { StorePath } from '../elements/store-path.tsx';
import { Table } from '../elements/table.tsx';
import type { NewestFirst } from './use-newest-first.ts';

/** So many at first: most say that all is well. So many more when asked. */
const SHOWN = 5;
const MORE = 95;

/** What a machine has reported, newest first. */
export function ReportTable({ reports }: { readonly reports: NewestFirst<MachineReport> }) {
  const { items, hasOlder, older, isLoading } = reports;
  const [most, setMost] = useState(SHOWN);
  const more = () => {
    setMost(most + MORE);
    if (items !== undefined && most + MORE > items.length) older();
  };
  return (
    <section class="card">
      <h2>Reports</h2>
      {items?.length === 0 && <Empty title="No report of it is kept." />}
      {items !== undefined && items.length > 0 && (
        <Table heads={['Received', 'Result', 'Outcome', 'Ran', 'Message']} label="Reports" class="machines-reports">
          {items.slice(0, most).map((report) => (
            <tr key={report.id}>
              <td>
                <Moment at={report.received_at} />
              </td>
              <td>
                <Badge word={report.success ? 'ok' : 'failed'} />
              </td>
              <td>{report.outcome?.replaceAll('_', ' ') ?? ''}</td>
              <td>
                <StorePath path={report.generation} />
              </td>
              <td>
                <OutsideText text={report.message} />
              </td>
            </tr>
          ))}
        </Table>
      )}
      {(hasOlder || (items?.length ?? 0) > most) && (
        <button type="button" onClick={more} disabled={isLoading}>
          {isLoading ? 'Loading…' : 'Older reports'}
        </button>
      )}
    </section>
  );
}
