import { Badge } from '../elements/badge.tsx';
import { Moment } from '../elements/moment.tsx';
import { OutsideText } from '../elements/outside-text.tsx';
import { Problem } from '../elements/problem.tsx';
import { useLoaded } from '../elements/use-loaded.ts';
import { fragmentOf } from '../route.ts';
import type { Session } from '../session.ts';

/** Where a release went, among the newest rollouts: the API has no list of those of one release. */
const LOOKED_AT = '50';

/** The rollouts of a release. */
export function RolloutsOfRelease({ session, id }: { readonly session: Session; readonly id: string }) {
  const { value, error, again } = useLoaded(
    (signal) => session.client.listRollouts({ query: { limit: LOOKED_AT }, signal }),
    [session, id],
  );
  const of = value?.filter(({ release_id }) => release_id === id) ?? [];
  return (
    <section aria-labelledby="releases-rollouts">
      <h2 id="releases-rollouts">Rollouts of it</h2>
      {error !== undefined && <Problem error={error} again={again} />}
      {value && of.length === 0 && <p class="note">None of the newest {LOOKED_AT} rollouts is of this release.</p>}
      <ul class="releases-list">
        {of.map(({ id: rollout, status, created_at }) => (
          <li key={rollout}>
            <a href={fragmentOf({ page: 'rollout', id: rollout })}>
              <OutsideText text={rollout} class="mono" />
            </a>{' '}
            <Badge word={status} /> <Moment at={created_at} />
          </li>
        ))}
      </ul>
    </section>
  );
}
