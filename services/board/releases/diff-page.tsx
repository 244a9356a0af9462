import './releases.css';
import { Crumbs } from '../elements/crumbs.tsx';
import { Loading } from '../elements/loading.tsx';
import { OutsideText } from '../elements/outside-text.tsx';
import { Problem } from '../elements/problem.tsx';
import { useLoaded } from '../elements/use-loaded.ts';
import { fragmentOf } from '../route.ts';
import type { Session } from '../session.ts';
import { ChangedHosts } from './changed-hosts.tsx';
import { HostNames } from './host-names.tsx';

/** What changes for which hosts from one release (`id`) to another. */
export function DiffPage({
  session,
  id,
  other,
}: {
  readonly session: Session;
  readonly id: string;
  readonly other: string;
}) {
  const { value, error, again } = useLoaded(
    (signal) => session.client.diffReleases({ params: { id, other_id: other }, signal }),
    [session, id, other],
  );
  return (
    <div class="releases">
      <Crumbs list="Releases" href="#/releases" here="difference" />
      <header class="card">
        <h1>What changes</h1>
        <p class="releases-fromto">
          from <ReleaseLink id={id} /> to <ReleaseLink id={other} />{' '}
          <a href={fragmentOf({ page: 'diff', id: other, other: id })}>The other way round</a>
        </p>
        {value && (
          <p role="status">
            {value.changed.length} changed, {value.added.length} added, {value.removed.length} removed,{' '}
            {value.unchanged.length} unchanged
          </p>
        )}
      </header>
      {error !== undefined && <Problem error={error} again={again} />}
      {value === undefined && error === undefined && <Loading what="the difference" />}
      {value && (
        <>
          <ChangedHosts changed={value.changed} />
          <HostNames title="Added" sign="+" tone="good" names={value.added} />
          <HostNames title="Removed" sign="−" tone="bad" names={value.removed} />
          <HostNames title="Unchanged" sign="=" tone="plain" names={value.unchanged} />
        </>
      )}
    </div>
  );
}

const ReleaseLink = ({ id }: { readonly id: string }) => (
  <a href={fragmentOf({ page: 'release', id })}>
    <OutsideText text={id} class="mono" />
  </a>
);
