import { useState } from 'preact/hooks';
import { Problem } from '../elements/problem.tsx';
import type { Session } from '../session.ts';
import type { AuditFilter } from './audit-filter.ts';

/** Gives the whole list as a table to keep: with the key of this tab, which no plain link could send. */
export function AuditExport({ session, filter }: { readonly session: Session; readonly filter: AuditFilter }) {
  const [isFetching, setIsFetching] = useState(false);
  const [error, setError] = useState<unknown>();
  const save = () => {
    setIsFetching(true);
    setError(undefined);
    session.client
      .exportAudit({ query: { ...filter } })
      .then(keep, setError)
      .finally(() => setIsFetching(false));
  };
  return (
    <>
      <button type="button" onClick={save} disabled={isFetching}>
        {isFetching ? 'Fetching…' : 'Save as CSV'}
      </button>
      {error !== undefined && <Problem error={error} again={save} />}
    </>
  );
}

function keep(table: string): void {
  const url = URL.createObjectURL(new Blob([table], { type: 'text/csv' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = 'audit.csv';
  link.click();
  // The download has begun by then, and holds what it needs.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
