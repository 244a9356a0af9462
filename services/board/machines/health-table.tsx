import type { MeasuredHealth } from '../../../machines/model/machine-detail.ts';
import { Badge } from '../elements/badge.tsx';
import { OutsideText } from '../elements/outside-text.tsx';
import { Table } from '../elements/table.tsx';

/** More rows nobody reads. */
const MOST = 200;

/** The results of checks as a table, newest first. */
export function HealthTable({ blocks }: { readonly blocks: readonly MeasuredHealth[] }) {
  const rows = blocks.flatMap(({ results, received_at: at }) => results.map((result) => ({ result, at })));
  return (
    <details>
      <summary>The same as a table</summary>
      <Table heads={['When', 'Check', 'Result', 'Took', 'Message']} label="Results">
        {rows.slice(0, MOST).map(({ result, at }, place) => (
          <tr key={place}>
            <td class="machines-when">{new Date(at).toLocaleString()}</td>
            <td>
              <OutsideText text={result.check_name} />
            </td>
            <td>
              <Badge word={result.status} />
            </td>
            <td>{result.duration_ms} ms</td>
            <td>{result.status === 'fail' && <OutsideText text={result.message} />}</td>
          </tr>
        ))}
      </Table>
      {rows.length > MOST && (
        <p class="note">
          The newest {MOST} of {rows.length}.
        </p>
      )}
    </details>
  );
}
