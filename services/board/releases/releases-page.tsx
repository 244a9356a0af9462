import './releases.css';
import { formText } from '../elements/form-text.ts';
import { Empty } from '../elements/empty.tsx';
import { Loading } from '../elements/loading.tsx';
import { Moment } from '../elements/moment.tsx';
import { MoreButton } from '../elements/more-button.tsx';
import { OutsideText } from '../elements/outside-text.tsx';
import { Problem } from '../elements/problem.tsx';
import { Table } from '../elements/table.tsx';
import { usePages } from '../elements/use-pages.ts';
import { useQuery } from '../elements/use-query.ts';
import { fragmentOf } from '../route.ts';
import type { Session } from '../session.ts';

type Call = NonNullable<Parameters<Session['client']['listReleases']>[0]>;

/** All releases, newest first. */
export function ReleasesPage({ session }: { readonly session: Session }) {
  const [query, change] = useQuery();
  const host = query.get('host') ?? '';
  const first: Call = { query: { limit: '20', ...(host !== '' && { host }) } };
  const pages = usePages(
    (call: Call | undefined, signal) => session.client.page('listReleases', { ...(call ?? first), signal }),
    [session, host],
  );
  return (
    <div class="releases">
      <div class="releases-title">
        <h1>Releases</h1>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            change({ host: formText(event.currentTarget, 'host') });
          }}
        >
          <label>
            With the host{' '}
            <input key={host} type="search" name="host" defaultValue={host} placeholder="its whole name, then Enter" />
          </label>
        </form>
      </div>
      {pages.error !== undefined && <Problem error={pages.error} again={pages.again} />}
      {pages.items === undefined && pages.error === undefined && <Loading what="the releases" />}
      {pages.items?.length === 0 && pages.error === undefined && <Nothing host={host} />}
      {pages.items !== undefined && pages.items.length > 0 && (
        <Table heads={['Release', 'Flake', 'Hosts', 'Made']} class="card releases-table">
          {pages.items.map(({ id, flake_ref, flake_rev, host_count, created_at, created_by }) => (
            <tr key={id}>
              <th scope="row">
                <a href={fragmentOf({ page: 'release', id })}>
                  <OutsideText text={id} class="mono" />
                </a>
              </th>
              <td>
                <OutsideText text={flake_ref ?? 'not told'} />
                <div class="note">
                  <OutsideText text={flake_rev ?? 'no revision: the tree was dirty'} class="mono" />
                </div>
              </td>
              <td>{host_count}</td>
              <td>
                <Moment at={created_at} />
                <div class="note">
                  <OutsideText text={created_by} />
                </div>
              </td>
            </tr>
          ))}
        </Table>
      )}
      <MoreButton pages={pages} what="releases" />
    </div>
  );
}

function Nothing({ host }: { readonly host: string }) {
  if (host !== '') return <Empty title={`No release has a host named ${host}.`} />;
  return (
    <Empty title="There is no release yet.">
      <p>
        <code>nixfleet release create</code> builds the hosts of a flake and registers what came of it.
      </p>
    </Empty>
  );
}
