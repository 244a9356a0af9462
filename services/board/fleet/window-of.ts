/** What is seen of a long list. */
export interface Viewport {
  readonly scrollTop: number;
  readonly height: number;
  readonly rowHeight: number;
  readonly count: number;
}

/** Rows before and after those in sight, so that a turn of the wheel shows no gap. */
const BEYOND = 8;

/** The rows to draw: from `first` up to but without `end`. */
export function windowOf({ scrollTop, height, rowHeight, count }: Viewport): {
  readonly first: number;
  readonly end: number;
} {
  const first = Math.floor(Math.max(0, scrollTop) / rowHeight) - BEYOND;
  const end = Math.ceil((Math.max(0, scrollTop) + height) / rowHeight) + BEYOND;
  return { first: clamped(first, count), end: clamped(end, count) };
}

/** Where to scroll so that a row is in sight: not at all when it is. */
export function scrolledTo(row: number, { scrollTop, height, rowHeight }: Viewport): number {
  const top = row * rowHeight;
  if (top < scrollTop) return top;
  return top + rowHeight > scrollTop + height ? top + rowHeight - height : scrollTop;
}

const clamped = (row: number, count: number): number => Math.max(0, Math.min(row, count));
