import { useEffect } from 'preact/hooks';
import { COLUMNS, FleetRow } from './fleet-row.tsx';
import { type FleetView, rowAt, rowCount, rowOf } from './fleet-view.ts';
import { moved } from './moved.ts';
import type { CursorState } from './use-cursor.ts';
import { useViewport } from './use-viewport.ts';
import { scrolledTo, windowOf } from './window-of.ts';

/** Pixels; `fleet.css` has the same. */
const ROW_HEIGHT = 34;
const HEAD_HEIGHT = 32;

/** The machines as a table of which only what is in sight is in the page. */
export function FleetGrid(props: { readonly view: FleetView; readonly at: CursorState; readonly now: number }) {
  const { view, at, now } = props;
  const [element, { scrollTop, height }] = useViewport();
  const count = rowCount(view);
  const viewport = { scrollTop, height: Math.max(0, height - HEAD_HEIGHT), rowHeight: ROW_HEIGHT, count };
  const active = at.place < 0 ? -1 : rowOf(view, at.place);
  const show = (place: number) =>
    element.current?.scrollTo({
      top: scrolledTo(rowOf(view, place), { ...viewport, scrollTop: element.current.scrollTop }),
    });
  // Who comes back from a machine finds it in sight.
  const isThere = height > 0 && at.place >= 0;
  useEffect(() => {
    if (isThere && at.place > 0) show(at.place);
  }, [isThere]);
  const press = (event: KeyboardEvent) => {
    if (event.target !== event.currentTarget || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === 'Enter' && at.cursor !== null) at.open(at.cursor);
    const linesInSight = Math.floor(viewport.height / ROW_HEIGHT);
    const place = moved(event.key, at.place, { places: view.places, perLine: 1, linesInSight });
    if (place === undefined) return;
    event.preventDefault();
    at.moveTo(place);
    show(place);
  };
  return (
    <div
      ref={element}
      class="fleet-grid"
      role="grid"
      aria-label="Machines"
      aria-rowcount={count + 1}
      aria-colcount={COLUMNS.length}
      aria-activedescendant={active < 0 ? undefined : 'fleet-active'}
      tabIndex={0}
      onKeyDown={press}
    >
      <div role="rowgroup" class="fleet-head-group">
        <div role="row" aria-rowindex={1} class="fleet-row fleet-head">
          {COLUMNS.map((column) => (
            <span key={column} role="columnheader">
              {column}
            </span>
          ))}
        </div>
      </div>
      <div role="rowgroup" class="fleet-rows" style={{ height: `${count * ROW_HEIGHT}px` }}>
        {rowsOf(windowOf(viewport), active).map((index) => (
          <Line key={keyOf(view, index)} view={view} index={index} at={at} now={now} isActive={index === active} />
        ))}
      </div>
    </div>
  );
}

/** Those in sight, and the one at which somebody is: what is read out must be there. */
function rowsOf({ first, end }: { readonly first: number; readonly end: number }, active: number): number[] {
  const rows = Array.from({ length: end - first }, (_, offset) => first + offset);
  return active < 0 || (active >= first && active < end) ? rows : [...rows, active];
}

/** A machine keeps its element when it moves. */
function keyOf(view: FleetView, index: number): string {
  const row = rowAt(view, index);
  return row?.kind === 'machine' ? `${row.entry.ordinal}/${row.group ?? ''}` : `head/${row?.title ?? index}`;
}

function Line(props: {
  readonly view: FleetView;
  readonly index: number;
  readonly at: CursorState;
  readonly now: number;
  readonly isActive: boolean;
}) {
  const { view, index, at, now, isActive } = props;
  const row = rowAt(view, index);
  const top = index * ROW_HEIGHT;
  if (row === undefined) return null;
  if (row.kind === 'heading')
    return (
      <div
        role="row"
        aria-rowindex={index + 2}
        class="fleet-row fleet-heading"
        style={{ transform: `translateY(${top}px)` }}
      >
        <span role="gridcell" aria-colspan={COLUMNS.length}>
          <bdi>{row.title === '' ? 'no tag' : row.title}</bdi>{' '}
          <span class="soft">{row.count.toLocaleString('en')}</span>
        </span>
      </div>
    );
  const { entry, group, place } = row;
  return (
    <FleetRow
      entry={entry}
      id={isActive ? 'fleet-active' : `fleet-${place}`}
      index={index + 2}
      top={top}
      isActive={isActive}
      now={now}
      open={() => at.open({ group, id: entry.machine.machine_id })}
      choose={() => at.moveTo(place)}
    />
  );
}
