import './audit.css';
import type { AuditEvent } from '../../../machines/model/audit.ts';
import { storedTime } from '../../../machines/policy/timestamp.ts';
import { Empty } from '../elements/empty.tsx';
import { Loading } from '../elements/loading.tsx';
import { Moment } from '../elements/moment.tsx';
import { MoreButton } from '../elements/more-button.tsx';
import { OutsideText } from '../elements/outside-text.tsx';
import { Problem } from '../elements/problem.tsx';
import { Table } from '../elements/table.tsx';
import { usePages } from '../elements/use-pages.ts';
import { useQuery } from '../elements/use-query.ts';
import type { Session } from '../session.ts';
import { AuditDetail } from './audit-detail.tsx';
import { AuditExport } from './audit-export.tsx';
import { auditFilter } from './audit-filter.ts';
import { AuditForm } from './audit-form.tsx';

type Call = NonNullable<Parameters<Session['client']['listAudit']>[0]>;

/** Who did what to what, newest first. */
export function AuditPage({ session }: { readonly session: Session }) {
  const [query, change] = useQuery();
  const filter = auditFilter(query);
  const key = JSON.stringify(filter);
  const pages = usePages(
    (call: Call | undefined, signal) =>
      session.client.page('listAudit', { ...(call ?? { query: { ...filter, limit: '100' } }), signal }),
    [session, key],
  );
  return (
    <div class="audit">
      <div class="audit-title">
        <h1>Audit</h1>
        <button type="button" onClick={pages.again} disabled={pages.isLoading}>
          Look again
        </button>
        <AuditExport session={session} filter={filter} />
      </div>
      <AuditForm key={key} filter={filter} change={change} />
      {pages.error !== undefined && <Problem error={pages.error} again={pages.again} />}
      {pages.items === undefined && pages.error === undefined && <Loading what="the audit" />}
      {pages.items?.length === 0 && pages.error === undefined && (
        <Empty title={key === '{}' ? 'Nothing has been done yet.' : 'Nothing in the audit is like that.'} />
      )}
      {pages.items !== undefined && pages.items.length > 0 && (
        <Table heads={['When', 'Who', 'Did', 'To', 'Detail']} label="Entries" class="card audit-table">
          {pages.items.map((event) => (
            <Entry key={event.id} event={event} />
          ))}
        </Table>
      )}
      <MoreButton pages={pages} what="entries" />
    </div>
  );
}

function Entry({ event: { timestamp, actor, action, target, detail } }: { readonly event: AuditEvent }) {
  return (
    <tr>
      <td>
        <Moment at={storedTime(timestamp)} />
        <div class="note">{timestamp} UTC</div>
      </td>
      <td>
        <OutsideText text={actor} />
      </td>
      <td>
        <OutsideText text={action} class="mono" />
      </td>
      <td>
        <OutsideText text={target} />
      </td>
      <td class="audit-detail">{detail !== null && <AuditDetail text={detail} />}</td>
    </tr>
  );
}
