import type { MachineReport } from '../../../machines/model/machine-detail.ts';
import { Empty } from '../elements/empty.tsx';
import { Loading } from '../elements/loading.tsx';
import { Problem } from '../elements/problem.tsx';
import { HealthChart } from './health-chart.tsx';
import { HealthTable } from './health-table.tsx';
import type { NewestFirst } from './use-newest-first.ts';

/** How the checks of a machine went over time. */
export function MachineHealth({ reports }: { readonly reports: NewestFirst<MachineReport> }) {
  const { items, error, isLoading, hasOlder, older, refresh } = reports;
  const blocks = items?.flatMap(({ health }) => health ?? []) ?? [];
  const without = (items?.length ?? 0) - blocks.length;
  const isEmpty = items !== undefined && blocks.length === 0;
  return (
    <section class="card" aria-labelledby="machines-health">
      <h2 id="machines-health">Health over time</h2>
      {items === undefined && error === undefined && <Loading what="the results of its checks" />}
      {error !== undefined && <Problem error={error} again={refresh} />}
      {isEmpty && (
        <Empty title="There are no results of checks.">
          <p>
            {items.length === 0
              ? 'It has not reported yet.'
              : 'Its reports had none, or they are older than a day: results are kept for one day. An agent without checks reports none.'}
          </p>
        </Empty>
      )}
      {blocks.length > 0 && <HealthChart blocks={blocks} />}
      {blocks.length > 0 && <HealthTable blocks={blocks} />}
      {blocks.length > 0 && without > 0 && (
        <p class="note">
          {without} of the {items?.length} reports that are loaded came without results, or theirs are older than a day.
        </p>
      )}
      {hasOlder && (
        <button type="button" onClick={older} disabled={isLoading}>
          {isLoading ? 'Loading…' : 'Older results'}
        </button>
      )}
    </section>
  );
}
