import { useMemo } from 'preact/hooks';
import type { Statechart } from '../../../machines/model/statechart.ts';
import { type Marks, UNMARKED } from '../../draw/marks.ts';
import { stateNames } from '../../draw/state-names.ts';
import type { SvgElement } from '../../draw/svg-element.ts';
import { svgElements } from '../../draw/svg-elements.ts';
import './chart.css';
import { innermost } from './active-words.ts';
import { ChartTable } from './chart-table.tsx';
import { boxAround } from './chart-view.ts';
import { ChartWindow } from './chart-window.tsx';
import { svgNode } from './svg-node.tsx';

/** A statechart as a picture that can be moved and enlarged, with the same as text below it. */
export function Chart({ chart, marks = UNMARKED }: { readonly chart: Statechart; readonly marks?: Marks }) {
  const { drawing } = chart;
  const names = useMemo(() => stateNames(chart), [chart]);
  const key = JSON.stringify(marks);
  const picture = useMemo(
    () => drawing && svgElements(chart, drawing, marks).children.filter(isDrawn).map(svgNode),
    // Marks are made anew whenever something is heard, and seldom are others.
    [chart, key],
  );
  const inner = innermost(marks.active);
  const focus = boxAround((drawing?.states ?? []).filter(({ id }) => inner.includes(id)));
  return (
    <figure class="chart-figure">
      {drawing && picture ? (
        <ChartWindow picture={drawing} focus={focus} label={`Statechart of ${chart.name}`} contents={picture} />
      ) : (
        <p class="note">
          There is no picture of this statechart in this installation (`npm run build` makes it). The table says the
          same.
        </p>
      )}
      <figcaption>
        {inner.length > 0 && (
          <p class="chart-active-words">
            <span class="note">Active:</span>{' '}
            {inner.map((id) => (
              <span key={id} class="chart-active-word">
                ● {names.get(id) ?? id}
              </span>
            ))}
          </p>
        )}
        <details open={!drawing}>
          <summary>The same as a table: states and transitions</summary>
          <ChartTable chart={chart} marks={marks} />
        </details>
      </figcaption>
    </figure>
  );
}

/** Its title would stand beside every pointer; what it says is said by the page. */
const isDrawn = (child: SvgElement | string): boolean =>
  typeof child !== 'string' && child.name !== 'title' && child.name !== 'desc';
