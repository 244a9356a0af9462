import { useMemo, useState } from 'preact/hooks';
import type { MeasuredHealth } from '../../../machines/model/machine-detail.ts';
import { Badge } from '../elements/badge.tsx';
import { OutsideText } from '../elements/outside-text.tsx';
import { useWidth } from '../elements/use-width.ts';
import { cursorAfterKey, type PlotCursor } from './plot-cursor.ts';
import { DAYS_MS, type HealthPlot, healthPlot, type PlotMark, type PlotRow } from './health-plot.ts';

/** Px: a row, where its marks stand, and where its bars do. */
const ROW = 46;
const MARKS = 13;
const BARS = { foot: 42, height: 18 };
/** More checks are shown when asked. */
const FIRST_ROWS = 30;

/** The results of checks over time: a row for each check, a mark for each result, a bar for how long it took. */
export function HealthChart({ blocks }: { readonly blocks: readonly MeasuredHealth[] }) {
  const { ref, width } = useWidth<HTMLDivElement>();
  const [isWhole, setIsWhole] = useState(false);
  const [cursor, setCursor] = useState<PlotCursor>();
  const whole = useMemo(() => healthPlot(blocks, Math.max(width, 100)), [blocks, width]);
  const plot: HealthPlot = { ...whole, rows: isWhole ? whole.rows : whole.rows.slice(0, FIRST_ROWS) };
  const row = cursor && plot.rows[cursor.row];
  const mark = cursor && row?.marks[cursor.mark];
  const keyed = (event: KeyboardEvent) => {
    const next = cursorAfterKey(event.key, cursor, plot.rows);
    if (next === undefined) return;
    event.preventDefault();
    setCursor(next);
  };
  return (
    <div class="machines-plot">
      <ul class="machines-checks" aria-hidden="true">
        {plot.rows.map(({ check, failed, results, longestMs }) => (
          <li key={check} style={{ height: `${ROW}px` }}>
            <OutsideText text={check} />
            <span class={failed > 0 ? 'machines-bad' : 'note'}>
              {failed > 0 ? `✖ ${failed} of ${results} failed` : `✔ ${results} passed`}
            </span>{' '}
            <span class="note">≤ {longestMs} ms</span>
          </li>
        ))}
      </ul>
      <div
        ref={ref}
        class="machines-canvas"
        tabIndex={0}
        role="application"
        aria-roledescription="plot"
        aria-label={`Results of ${plot.rows.length} checks over time: arrow keys go from result to result`}
        aria-describedby="machines-readout"
        onKeyDown={keyed}
        onBlur={() => setCursor(undefined)}
        onPointerLeave={() => setCursor(undefined)}
      >
        <svg width={Math.max(width, 100)} height={plot.rows.length * ROW + 22} aria-hidden="true">
          <Ticks plot={plot} width={Math.max(width, 100)} height={plot.rows.length * ROW} />
          {plot.rows.map((each, place) => (
            <g key={each.check} transform={`translate(0 ${place * ROW})`}>
              <PlotRowMarks
                row={each}
                shown={cursor?.row === place ? cursor.mark : undefined}
                look={(index) => setCursor({ row: place, mark: index })}
              />
            </g>
          ))}
        </svg>
      </div>
      <p id="machines-readout" class="machines-readout" role="status">
        {row && mark ? (
          <Readout row={row} mark={mark} />
        ) : (
          <span class="note">
            Point at a mark, or focus the plot and use the arrow keys. ● passed, ✖ failed; bars: how long it took.
          </span>
        )}
      </p>
      {whole.rows.length > plot.rows.length && (
        <button type="button" onClick={() => setIsWhole(true)}>
          All {whole.rows.length} checks
        </button>
      )}
    </div>
  );
}

function Ticks({
  plot: { ticks, from, to },
  width,
  height,
}: {
  readonly plot: HealthPlot;
  readonly width: number;
  readonly height: number;
}) {
  // Half of a label: it stays within the plot.
  const half = to - from > DAYS_MS ? 56 : 32;
  const words = (at: number): string => {
    const moment = new Date(at);
    if (to - from > DAYS_MS) return moment.toLocaleString([], { dateStyle: 'short', timeStyle: 'short' });
    return moment.toLocaleTimeString([], to - from < 600_000 ? {} : { hour: '2-digit', minute: '2-digit' });
  };
  return (
    <g class="machines-ticks">
      {ticks.map(({ at, x }) => (
        <g key={at}>
          <line x1={x} x2={x} y1={0} y2={height} />
          <text x={Math.max(half, Math.min(x, width - half))} y={height + 15}>
            {words(at)}
          </text>
        </g>
      ))}
    </g>
  );
}

function PlotRowMarks({
  row,
  shown,
  look,
}: {
  readonly row: PlotRow;
  readonly shown: number | undefined;
  readonly look: (mark: number) => void;
}) {
  return (
    <>
      <line class="machines-foot" x1={0} x2="100%" y1={BARS.foot + 0.5} y2={BARS.foot + 0.5} />
      {row.marks.map((mark, place) => (
        <g
          key={place}
          class={`machines-mark ${mark.status}${shown === place ? ' shown' : ''}`}
          transform={`translate(${mark.x} 0)`}
          onPointerEnter={() => look(place)}
        >
          <rect class="machines-hit" x={-7} y={0} width={14} height={ROW} />
          <rect
            class="machines-bar"
            x={-3}
            width={6}
            y={BARS.foot - mark.height * BARS.height}
            height={mark.height * BARS.height}
          />
          {mark.status === 'pass' ? (
            <circle cx={0} cy={MARKS} r={4} />
          ) : (
            <path d={`M-5 ${MARKS - 5}L5 ${MARKS + 5}M5 ${MARKS - 5}L-5 ${MARKS + 5}`} />
          )}
        </g>
      ))}
    </>
  );
}

function Readout({ row: { check }, mark }: { readonly row: PlotRow; readonly mark: PlotMark }) {
  const { status, results, failed, at, durationMs, message } = mark;
  return (
    <>
      <Badge word={status} /> <bdi>{check}</bdi>, {new Date(at).toLocaleString()}, {durationMs} ms
      {results > 1 && `, ${results} results close together, ${failed} of them failed`}
      {message !== undefined && (
        <>
          : <bdi class="machines-message">{message}</bdi>
        </>
      )}
    </>
  );
}
