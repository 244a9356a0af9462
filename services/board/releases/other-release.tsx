import { useState } from 'preact/hooks';
import { Problem } from '../elements/problem.tsx';
import { useLoaded } from '../elements/use-loaded.ts';
import { fragmentOf } from '../route.ts';
import type { Session } from '../session.ts';

/** Chooses the release that this one is compared with: the one before it unless told. */
export function OtherRelease({ session, id }: { readonly session: Session; readonly id: string }) {
  const { value, error, again } = useLoaded(
    (signal) => session.client.listReleases({ query: { limit: '50' }, signal }),
    [session, id],
  );
  const [chosen, setChosen] = useState<string>();
  if (error !== undefined) return <Problem error={error} again={again} />;
  const others = value?.filter((release) => release.id !== id) ?? [];
  if (others.length === 0) return null;
  const place = value?.findIndex((release) => release.id === id) ?? -1;
  const other = chosen ?? value?.[place + 1]?.id ?? others[0]?.id ?? '';
  return (
    <form
      class="card releases-compare"
      onSubmit={(event) => {
        event.preventDefault();
        location.hash = fragmentOf({ page: 'diff', id: other, other: id });
      }}
    >
      <label>
        What changes from{' '}
        <select value={other} onChange={({ currentTarget }) => setChosen(currentTarget.value)}>
          {others.map((release) => (
            <option key={release.id} value={release.id}>
              {release.id} · {release.created_at} · {(release.flake_rev ?? 'dirty').slice(0, 12)}
            </option>
          ))}
        </select>
      </label>
      <button type="submit">to this one</button>
    </form>
  );
}
