import { Chart } from '../elements/chart.tsx';
import { Loading } from '../elements/loading.tsx';
import { Problem } from '../elements/problem.tsx';
import { useLoaded } from '../elements/use-loaded.ts';
import { useQuery } from '../elements/use-query.ts';
import type { Session } from '../session.ts';

/** The statecharts that there are; one is shown, as the address says (`?chart=rollout`). */
export function Charts({ session }: { readonly session: Session }) {
  const { value: charts, error, again } = useLoaded((signal) => session.client.listStatecharts({ signal }), []);
  const [query, change] = useQuery();
  const shown = query.get('chart');
  if (error !== undefined) return <Problem error={error} again={again} />;
  if (charts === undefined) return <Loading what="the statecharts" />;
  return (
    <section aria-label="Charts">
      <ul class="actors-charts">
        {charts.map(({ name, description }) => (
          <li key={name}>
            <button
              type="button"
              class="card"
              aria-expanded={name === shown}
              onClick={() => change({ chart: name === shown ? undefined : name })}
            >
              <strong>{name}</strong>
              <span class="note">{description}</span>
            </button>
          </li>
        ))}
      </ul>
      {shown !== null && <ShownChart key={shown} session={session} name={shown} />}
    </section>
  );
}

function ShownChart({ session, name }: { readonly session: Session; readonly name: string }) {
  const { value, error, again } = useLoaded(
    (signal) => session.client.getStatechart({ params: { name }, signal }),
    [name],
  );
  if (error !== undefined) return <Problem error={error} again={again} />;
  if (value === undefined) return <Loading what="the statechart" />;
  return (
    <section class="card">
      <h2>{value.name}</h2>
      <p class="note">{value.description}</p>
      <Chart chart={value} />
    </section>
  );
}
