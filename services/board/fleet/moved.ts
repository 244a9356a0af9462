/** How the machines lie: one beside the other in a line of so many, so many lines in sight. */
export interface Layout {
  readonly places: number;
  readonly perLine: number;
  readonly linesInSight: number;
}

/** Where a key leads from a place; undefined: it is not one that moves. */
export function moved(key: string, place: number, { places, perLine, linesInSight }: Layout): number | undefined {
  const screen = Math.max(1, linesInSight - 1) * perLine;
  const steps: Readonly<Record<string, number>> = {
    ArrowDown: perLine,
    ArrowUp: -perLine,
    PageDown: screen,
    PageUp: -screen,
    Home: -places,
    End: places,
    ...(perLine > 1 && { ArrowRight: 1, ArrowLeft: -1 }),
  };
  const step = Object.hasOwn(steps, key) ? steps[key] : undefined;
  return step === undefined ? undefined : Math.max(0, Math.min(place + step, places - 1));
}
