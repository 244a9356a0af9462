/** How large something is, px. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** A point, px. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Where a picture lies behind its window: its upper left corner, and how large a px of it is there. */
export interface ChartView extends Point {
  readonly scale: number;
}

/** Letters stay letters, and something stays to be seen. */
const SMALLEST = 0.1;
const LARGEST = 4;
/** Small charts are not blown up. */
const LARGEST_FITTED = 1;
/** So much of the picture cannot be pushed out of the window. */
const HELD = 60;

/** A rectangle of the picture, px. */
export interface Box extends Point, Size {}

/** Smaller letters cannot be read: then a part of the picture is shown, so large. */
const READABLE = 0.5;
const LARGE_PART = 0.75;
/** So far from the window's edge what is to be seen stays. */
const MARGIN = 24;

/** How a picture is seen at first: its whole width, and what matters in it; if it is too large for that, what matters. */
export function firstView(picture: Size, window: Size, focus: Box | undefined): ChartView {
  const wide = fitted(picture, window);
  if (focus === undefined) return wide;
  const view = wide.scale >= READABLE ? wide : { scale: LARGE_PART, x: 0, y: 0 };
  return held(revealed(view, focus, window), picture, window);
}

/** The nearest view in which a part of the picture is in the window; of one that is too large, its beginning. */
export function revealed(view: ChartView, box: Box, window: Size): ChartView {
  const { scale } = view;
  return {
    scale,
    x: view.x + wayIn(view.x + box.x * scale, box.width * scale, window.width),
    y: view.y + wayIn(view.y + box.y * scale, box.height * scale, window.height),
  };
}

/** How far something has to be pushed to be inside of a room. */
function wayIn(start: number, length: number, room: number): number {
  if (start < MARGIN || length + 2 * MARGIN > room) return MARGIN - start;
  return Math.min(0, room - MARGIN - (start + length));
}

/** The least box around some; undefined: there are none. */
export function boxAround(boxes: readonly Box[]): Box | undefined {
  if (boxes.length === 0) return undefined;
  const x = Math.min(...boxes.map((box) => box.x));
  const y = Math.min(...boxes.map((box) => box.y));
  const right = Math.max(...boxes.map((box) => box.x + box.width));
  const below = Math.max(...boxes.map((box) => box.y + box.height));
  return { x, y, width: right - x, height: below - y };
}

/** The whole width of the picture, in the middle. */
export function fitted(picture: Size, { width }: Pick<Size, 'width'>): ChartView {
  const scale = bounded(width / picture.width, SMALLEST, LARGEST_FITTED);
  return { scale, x: Math.max(0, (width - picture.width * scale) / 2), y: 0 };
}

/** All of the picture, however small. */
export function whole(picture: Size, window: Size): ChartView {
  const { scale: across } = fitted(picture, window);
  const scale = bounded(Math.min(across, window.height / picture.height), SMALLEST, LARGEST_FITTED);
  return { scale, x: Math.max(0, (window.width - picture.width * scale) / 2), y: 0 };
}

/** Larger or smaller by a factor; what is at `point` of the window stays there. */
export function zoomed(view: ChartView, factor: number, point: Point): ChartView {
  const scale = bounded(view.scale * factor, SMALLEST, LARGEST);
  const grown = scale / view.scale;
  return { scale, x: point.x - (point.x - view.x) * grown, y: point.y - (point.y - view.y) * grown };
}

/** Pushed by so much. */
export const pushed = (view: ChartView, { x, y }: Point): ChartView => ({ ...view, x: view.x + x, y: view.y + y });

/** The nearest view in which a part of the picture is to be seen. */
export function held(view: ChartView, picture: Size, window: Size): ChartView {
  return {
    ...view,
    x: bounded(view.x, HELD - picture.width * view.scale, window.width - HELD),
    y: bounded(view.y, HELD - picture.height * view.scale, window.height - HELD),
  };
}

/** What a key does to a view; undefined: nothing. `0` fits the picture into its window again. */
export function viewAfterKey(key: string, view: ChartView, around: { readonly picture: Size; readonly window: Size }) {
  const { picture, window } = around;
  const centre = { x: window.width / 2, y: window.height / 2 };
  if (key === '0') return fitted(picture, window);
  if (key === '+' || key === '=') return held(zoomed(view, 1.25, centre), picture, window);
  if (key === '-') return held(zoomed(view, 1 / 1.25, centre), picture, window);
  const push = PUSHES[key];
  return push && held(pushed(view, push), picture, window);
}

/** An arrow moves the window, so the picture goes the other way. */
const PUSHES: Readonly<Record<string, Point>> = {
  ArrowLeft: { x: 60, y: 0 },
  ArrowRight: { x: -60, y: 0 },
  ArrowUp: { x: 0, y: 60 },
  ArrowDown: { x: 0, y: -60 },
};

const bounded = (value: number, least: number, most: number): number => Math.max(least, Math.min(value, most));
