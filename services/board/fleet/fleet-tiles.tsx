import { useEffect, useMemo, useState } from 'preact/hooks';
import type { FleetEntry } from './fleet-entry.ts';
import type { FleetView } from './fleet-view.ts';
import { activityWord, noteWords, presenceWord, wordOf } from './fleet-words.ts';
import { moved } from './moved.ts';
import { TileRow } from './tile-row.tsx';
import { lineOf, perLineOf, tileLines, tileSize } from './tile-lines.ts';
import type { CursorState } from './use-cursor.ts';
import { useViewport } from './use-viewport.ts';
import { scrolledTo, windowOf } from './window-of.ts';

/** Every machine as a small square: a fleet at a glance. */
export function FleetTiles(props: { readonly view: FleetView; readonly at: CursorState; readonly now: number }) {
  const { view, at, now } = props;
  const [element, { scrollTop, width, height }] = useViewport();
  const size = tileSize({ width, height, places: view.places });
  const perLine = perLineOf(width, size);
  const lines = useMemo(() => tileLines(view, perLine), [view, perLine]);
  const [pointed, setPointed] = useState<number>();
  const viewport = { scrollTop, height, rowHeight: size, count: lines.length };
  const active = lineOf(lines, at.place);
  const { first, end } = windowOf(viewport);
  const show = (place: number) =>
    element.current?.scrollTo({
      top: scrolledTo(lineOf(lines, place), { ...viewport, scrollTop: element.current.scrollTop }),
    });
  useEffect(() => {
    if (height > 0 && at.place > 0) show(at.place);
  }, [height > 0]);
  const press = (event: KeyboardEvent) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === 'Enter' && at.cursor !== null) at.open(at.cursor);
    const linesInSight = Math.floor(height / size);
    const place = moved(event.key, at.place, { places: view.places, perLine, linesInSight });
    if (place === undefined) return;
    event.preventDefault();
    setPointed(undefined);
    at.moveTo(place);
    show(place);
  };
  const shown = entryAt(view, pointed ?? at.place);
  const inSight = Array.from({ length: end - first }, (_, offset) => first + offset);
  return (
    <div class="fleet-tiles-frame">
      <p class="fleet-told">{shown && <Told entry={shown} now={now} />}</p>
      <div
        ref={element}
        class={`fleet-tiles ${size >= 18 ? 'signed' : ''}`}
        role="grid"
        aria-label="Machines"
        aria-rowcount={lines.length}
        aria-activedescendant={at.place < 0 ? undefined : 'fleet-active'}
        tabIndex={0}
        onKeyDown={press}
        onPointerOver={(event) => setPointed(placeIn(event.target))}
        onPointerLeave={() => setPointed(undefined)}
        onClick={(event) => {
          const place = placeIn(event.target);
          if (place === undefined) return;
          at.moveTo(place);
        }}
        onDblClick={() => at.cursor !== null && at.open(at.cursor)}
      >
        <div role="rowgroup" class="fleet-rows" style={{ height: `${lines.length * size}px` }}>
          {(active < 0 || (active >= first && active < end) ? inSight : [...inSight, active]).map((index) => (
            <TileRow
              key={index}
              line={lines[index]}
              index={index}
              size={size}
              active={index === active ? at.place : -1}
            />
          ))}
        </div>
      </div>
    </div>
  );
}

function Told({ entry, now }: { readonly entry: FleetEntry; readonly now: number }) {
  const { machine } = entry;
  const words = [
    wordOf('deployment', machine.deployment).word,
    ...(machine.agent_state === null ? [] : [activityWord(machine).word]),
    presenceWord(entry, now).word,
    ...(machine.system_state === 'error' ? ['unhealthy'] : []),
    ...noteWords(entry, now),
    ...(machine.lifecycle === 'active' ? [] : [machine.lifecycle]),
  ];
  return (
    <>
      <bdi class="fleet-told-id">{machine.machine_id}</bdi> {words.join(' · ')}
    </>
  );
}

function entryAt({ sections }: FleetView, place: number): FleetEntry | undefined {
  const section = sections.findLast(({ start }) => start <= place);
  return section?.entries[place - section.start];
}

/** The machine under the pointer. */
function placeIn(target: EventTarget | null): number | undefined {
  const tile = target instanceof Element ? target.closest('.fleet-tile') : null;
  const line = tile?.parentElement;
  if (tile == null || line == null) return undefined;
  return Number(line.dataset['start']) + [...line.children].indexOf(tile);
}
