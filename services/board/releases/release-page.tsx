import './releases.css';
import { Crumbs } from '../elements/crumbs.tsx';
import { Loading } from '../elements/loading.tsx';
import { Moment } from '../elements/moment.tsx';
import { OutsideText } from '../elements/outside-text.tsx';
import { Problem } from '../elements/problem.tsx';
import { useLoaded } from '../elements/use-loaded.ts';
import type { Release } from '../../../machines/model/release.ts';
import type { Session } from '../session.ts';
import { OtherRelease } from './other-release.tsx';
import { ReleaseEntries } from './release-entries.tsx';
import { RolloutsOfRelease } from './rollouts-of-release.tsx';

/** One release: where it comes from, what it has for which host, and where it went. */
export function ReleasePage({ session, id }: { readonly session: Session; readonly id: string }) {
  const { value, error, again } = useLoaded(
    (signal) => session.client.getRelease({ params: { id }, signal }),
    [session, id],
  );
  return (
    <div class="releases">
      <Crumbs list="Releases" href="#/releases" here={id} />
      {error !== undefined && <Problem error={error} again={again} />}
      {value === undefined && error === undefined && <Loading what="the release" />}
      {value && (
        <>
          <Head release={value} />
          <OtherRelease session={session} id={id} />
          <RolloutsOfRelease session={session} id={id} />
          <ReleaseEntries entries={value.entries} />
        </>
      )}
    </div>
  );
}

function Head({ release }: { readonly release: Release }) {
  const { id, flake_ref, flake_rev, cache_url, host_count, created_at, created_by } = release;
  return (
    <header class="card">
      <h1 class="releases-name">
        Release <OutsideText text={id} class="mono" />
      </h1>
      <dl class="releases-facts">
        <dt>Flake</dt>
        <dd>
          <bdi>{flake_ref ?? 'not told'}</bdi>
        </dd>
        <dt>Revision</dt>
        <dd class="mono">
          <bdi>{flake_rev ?? 'none: the tree was dirty'}</bdi>
        </dd>
        <dt>Cache</dt>
        <dd class="mono">
          <bdi>{cache_url ?? 'none told'}</bdi>
        </dd>
        <dt>Hosts</dt>
        <dd>{host_count}</dd>
        <dt>Made</dt>
        <dd>
          <Moment at={created_at} /> by <bdi>{created_by}</bdi>
        </dd>
      </dl>
    </header>
  );
}
