import type { Statechart } from '../../../machines/model/statechart.ts';
import type { Marks } from '../../draw/marks.ts';
import { stateNames } from '../../draw/state-names.ts';

/** A statechart as two tables: what its states mean, and where each leads. */
export function ChartTable({ chart, marks }: { readonly chart: Statechart; readonly marks: Marks }) {
  const names = stateNames(chart);
  const [, ...states] = chart.states;
  return (
    <div class="chart-tables">
      <table>
        <caption>States</caption>
        <thead>
          <tr>
            <th scope="col">State</th>
            <th scope="col">What it means</th>
          </tr>
        </thead>
        <tbody>
          {states.map(({ id, description, effects }) => (
            <tr key={id} class={marks.active.includes(id) ? 'chart-active-row' : ''}>
              <th scope="row">
                {names.get(id)}
                {marks.active.includes(id) && ' (active)'}
              </th>
              <td>
                {description}{' '}
                {effects.length > 0 && <span class="note">Does {effects.map(({ name }) => name).join(', ')}.</span>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <table>
        <caption>Transitions</caption>
        <thead>
          <tr>
            <th scope="col">From</th>
            <th scope="col">When</th>
            <th scope="col">If</th>
            <th scope="col">To</th>
          </tr>
        </thead>
        <tbody>
          {chart.arrows.map(({ from, to, words, guard }, place) => (
            <tr key={place} class={marks.taken?.includes(place) ? 'chart-taken-row' : ''}>
              <td>{names.get(from)}</td>
              <td>
                {words}
                {marks.taken?.includes(place) && ' (just taken)'}
              </td>
              <td>{guard ?? ''}</td>
              <td>{from === to ? 'stays' : names.get(to)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
