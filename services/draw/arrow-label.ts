import type { ChartArrow } from '../../machines/model/statechart.ts';

/** The words on an arrow: what happens, and under which condition. */
export const arrowLabel = ({ words, guard }: Pick<ChartArrow, 'words' | 'guard'>): string =>
  guard === null ? words : `${words}, if ${guard}`;
