import type { ChartArrow } from './chart-graph.ts';

/** The words on an arrow: what happens, and under which condition. */
export const arrowLabel = ({ event, guard }: ChartArrow): string =>
  guard === undefined ? event : `${event}, if ${guard}`;
