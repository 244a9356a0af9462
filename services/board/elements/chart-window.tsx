import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import {
  type Box,
  type ChartView,
  firstView,
  fitted,
  held,
  type Point,
  pushed,
  revealed,
  type Size,
  viewAfterKey,
  whole,
  zoomed,
} from './chart-view.ts';

/** So much of the page's height a picture may have, and so much it has at least, px. */
const HIGHEST = 0.7;
const LOWEST = 140;
/** Until the page is laid out. */
const FIRST: ChartView = { scale: 1, x: 0, y: 0 };

/** A window on a picture: buttons, keys, the wheel with Ctrl and dragging move and enlarge what is in it. */
export function ChartWindow({
  picture,
  focus,
  label,
  contents,
}: {
  readonly picture: Size;
  /** What is to be seen, as long as nobody has moved the picture. */
  readonly focus: Box | undefined;
  readonly label: string;
  readonly contents: ComponentChildren;
}) {
  const place = useRef<HTMLDivElement>(null);
  const [view, setView] = useState(FIRST);
  const [height, setHeight] = useState(LOWEST);
  /** As long as nobody has moved it, it fits. */
  const isMoved = useRef(false);
  const look = (next: (view: ChartView, window: Size) => ChartView) => {
    const window = sizeOf(place.current);
    setView((before) => held(next(before, window), picture, window));
  };
  const move = (next: (view: ChartView, window: Size) => ChartView) => {
    isMoved.current = true;
    look(next);
  };
  const begin = () => {
    const { width } = sizeOf(place.current);
    const wanted = picture.height * fitted(picture, { width }).scale;
    const size = { width, height: Math.max(LOWEST, Math.min(wanted, innerHeight * HIGHEST)) };
    setHeight(size.height);
    setView(firstView(picture, size, focus));
  };
  const fit = () => {
    isMoved.current = false;
    setView(fitted(picture, sizeOf(place.current)));
  };
  const latest = useRef(begin);
  latest.current = begin;
  useEffect(() => {
    if (focus === undefined || isMoved.current) return;
    look((before, window) => revealed(before, focus, window));
  }, [focus?.x, focus?.y, focus?.width, focus?.height]);
  useEffect(() => {
    const { current: element } = place;
    if (element === null) return undefined;
    const resized = new ResizeObserver(() => isMoved.current || latest.current());
    resized.observe(element);
    const wheel = (event: WheelEvent) => {
      if (!event.ctrlKey) return;
      event.preventDefault();
      move((before) => zoomed(before, Math.exp(-event.deltaY / 300), pointIn(element, event)));
    };
    element.addEventListener('wheel', wheel, { passive: false });
    return () => {
      resized.disconnect();
      element.removeEventListener('wheel', wheel);
    };
  }, [picture]);
  const drag = useDrag((by) => move((before) => pushed(before, by)));
  const enlarge = (factor: number) =>
    move((before, { width, height: high }) => zoomed(before, factor, { x: width / 2, y: high / 2 }));
  return (
    <div class="chart-frame">
      <div
        ref={place}
        class="chart-window"
        style={{ height: `${height}px` }}
        tabIndex={0}
        role="group"
        aria-label={`${label}: arrow keys move it, + and - zoom, 0 fits it again`}
        onKeyDown={(event) => {
          if (event.ctrlKey || event.metaKey || event.altKey) return;
          const around = { picture, window: sizeOf(place.current) };
          if (viewAfterKey(event.key, view, around) === undefined) return;
          event.preventDefault();
          if (event.key === '0') fit();
          else move((before) => viewAfterKey(event.key, before, around) ?? before);
        }}
        {...drag}
      >
        <svg class="chart" role="img" aria-label={label}>
          <g transform={`translate(${view.x} ${view.y}) scale(${view.scale})`}>{contents}</g>
        </svg>
      </div>
      <div class="chart-buttons">
        <button type="button" aria-label="Zoom out" title="Zoom out (-)" onClick={() => enlarge(1 / 1.25)}>
          −
        </button>
        <button type="button" title="Fit the width (0)" onClick={fit}>
          Fit
        </button>
        <button type="button" title="Show the whole chart" onClick={() => move((_, size) => whole(picture, size))}>
          Whole
        </button>
        <button type="button" aria-label="Zoom in" title="Zoom in (+)" onClick={() => enlarge(1.25)}>
          +
        </button>
      </div>
    </div>
  );
}

/** What hears a pointer that drags. */
function useDrag(dragged: (by: Point) => void) {
  const last = useRef<Point | undefined>(undefined);
  return {
    onPointerDown(event: PointerEvent) {
      if (event.button !== 0 || !(event.currentTarget instanceof Element)) return;
      last.current = { x: event.clientX, y: event.clientY };
      event.currentTarget.setPointerCapture(event.pointerId);
    },
    onPointerMove({ clientX: x, clientY: y }: PointerEvent) {
      if (last.current === undefined) return;
      dragged({ x: x - last.current.x, y: y - last.current.y });
      last.current = { x, y };
    },
    onPointerUp: () => (last.current = undefined),
    onPointerCancel: () => (last.current = undefined),
  };
}

const sizeOf = (element: Element | null): Size => ({
  width: element?.clientWidth ?? 1,
  height: element?.clientHeight ?? 1,
});

function pointIn(element: Element, { clientX, clientY }: MouseEvent): Point {
  const { left, top } = element.getBoundingClientRect();
  return { x: clientX - left, y: clientY - top };
}
