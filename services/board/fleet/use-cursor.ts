import { useCallback, useRef, useState } from 'preact/hooks';
import { fragmentOf } from '../route.ts';
import { type Cursor, cursorAt, type FleetView, placeOf } from './fleet-view.ts';

/** Where somebody is in a view, and what brings them elsewhere. */
export interface CursorState {
  readonly cursor: Cursor | null;
  /** -1: there is no machine. */
  readonly place: number;
  readonly moveTo: (place: number) => void;
  /** To the machine's own page; who comes back is at the machine again. */
  readonly open: (cursor: Cursor) => void;
}

/** Keeps somebody at a machine while the list changes under it; when the machine is not there, at its place. */
export function useCursor(view: FleetView): CursorState {
  const [kept, setKept] = useState(cursorBefore);
  const last = useRef(0);
  const found = kept === null ? -1 : placeOf(view, kept);
  const place = found >= 0 ? found : Math.min(last.current, view.places - 1);
  if (place >= 0) last.current = place;
  const latest = useRef(view);
  latest.current = view;
  const moveTo = useCallback((to: number) => {
    last.current = to;
    setKept(cursorAt(latest.current, to));
  }, []);
  return { cursor: found >= 0 ? kept : cursorAt(view, place), place, moveTo, open };
}

function open(cursor: Cursor): void {
  history.replaceState({ fleetCursor: cursor }, '');
  location.hash = fragmentOf({ page: 'machine', id: cursor.id });
}

/** What `open` left behind. */
function cursorBefore(): Cursor | null {
  const state: unknown = history.state;
  if (typeof state !== 'object' || state === null || !('fleetCursor' in state)) return null;
  const { fleetCursor: cursor } = state;
  return typeof cursor === 'object' && cursor !== null && 'id' in cursor && 'group' in cursor
    ? (cursor as Cursor)
    : null;
}
