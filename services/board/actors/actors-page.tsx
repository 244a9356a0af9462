import type { ActorSummary } from '../../../machines/model/actor.ts';
import type { Given } from '../../api/client-call.ts';
import { activeWords } from '../elements/active-words.ts';
import { Badge } from '../elements/badge.tsx';
import { Empty } from '../elements/empty.tsx';
import { Loading } from '../elements/loading.tsx';
import { Moment } from '../elements/moment.tsx';
import { MoreButton } from '../elements/more-button.tsx';
import { OutsideText } from '../elements/outside-text.tsx';
import { Problem } from '../elements/problem.tsx';
import { Table } from '../elements/table.tsx';
import { useEvery } from '../elements/use-every.ts';
import { usePages } from '../elements/use-pages.ts';
import { useQuery } from '../elements/use-query.ts';
import { fragmentOf } from '../route.ts';
import type { Session } from '../session.ts';
import { ActorFilter } from './actor-filter.tsx';
import './actors.css';
import { Charts } from './charts.tsx';

/** A list that is looked at is asked for again so often. */
const LOOK_MS = 5000;
const PAGE = '100';

/** The statecharts that there are, and all actors. */
export function ActorsPage({ session }: { readonly session: Session }) {
  const [query, change] = useQuery();
  const asked = askedIn(query);
  const pages = usePages(
    (call: Given<'listActors'> | undefined, signal) =>
      session.client.page('listActors', { ...(call ?? asked), signal }),
    [JSON.stringify(asked)],
  );
  useEvery(LOOK_MS, pages.glance);
  return (
    <div class="actors">
      <h1>Statecharts</h1>
      <Charts session={session} />
      <section>
        <h2>Actors</h2>
        <p class="note">Every machine, rollout and batch is a running statechart.</p>
        <ActorFilter query={query} change={change} />
        {pages.error !== undefined && <Problem error={pages.error} again={pages.again} />}
        {pages.items === undefined && pages.error === undefined && <Loading what="the actors" />}
        {pages.items?.length === 0 && (
          <NoActors isFiltered={['kind', 'status', 'search'].some((name) => query.has(name))} change={change} />
        )}
        {pages.items !== undefined && pages.items.length > 0 && <ActorTable actors={pages.items} />}
        {pages.items !== undefined && (
          <p class="actors-more">
            <span class="note" role="status">{`${pages.items.length}${pages.more ? ' or more' : ''} actors`}</span>
            <MoreButton pages={pages} what="actors" />
          </p>
        )}
      </section>
    </div>
  );
}

/** What the address asks for. */
function askedIn(query: URLSearchParams): Given<'listActors'> {
  const given = ['kind', 'status', 'search'].flatMap((name) => {
    const value = query.get(name);
    return value ? [[name, value] as const] : [];
  });
  return { query: { limit: PAGE, ...Object.fromEntries(given) } };
}

function ActorTable({ actors }: { readonly actors: readonly ActorSummary[] }) {
  return (
    <Table heads={['Actor', 'State', 'Status', 'Last step']} class="card actors-table">
      {actors.map(({ address, active, status, last_transition_at: at }) => (
        <tr key={address}>
          <td>
            <a href={fragmentOf({ page: 'actor', address })}>
              <OutsideText text={address} />
            </a>
          </td>
          <td class="actors-state">
            {active.length === 0 && <span class="note">cannot be read</span>}
            {activeWords(active).map((words) => (
              <span key={words}>{words}</span>
            ))}
          </td>
          <td>
            <Badge word={status} />
          </td>
          <td>{at === null ? <span class="note">none kept</span> : <Moment at={at} />}</td>
        </tr>
      ))}
    </Table>
  );
}

function NoActors({
  isFiltered,
  change,
}: {
  readonly isFiltered: boolean;
  readonly change: (changes: Record<string, undefined>) => void;
}) {
  if (!isFiltered)
    return <Empty title="There is no actor yet.">The first machine that is registered or reports has one.</Empty>;
  return (
    <Empty title="No actor fits this filter.">
      <button type="button" onClick={() => change({ kind: undefined, status: undefined, search: undefined })}>
        Show all
      </button>
    </Empty>
  );
}
