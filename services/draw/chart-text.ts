import { BadInput } from '../../machines/errors.ts';
import type { Statechart } from '../../machines/model/statechart.ts';
import { ascii } from './ascii.ts';
import type { ChartFormat } from './chart-formats.ts';
import { dot } from './dot.ts';
import { type Marks, UNMARKED } from './marks.ts';
import { mermaid } from './mermaid.ts';
import { svg } from './svg.ts';

/** A statechart in a format, as a text that ends with a newline. Throws `BadInput` for an `svg` of a chart that has no drawing. */
export function chartText(chart: Statechart, format: ChartFormat, marks: Marks = UNMARKED): string {
  switch (format) {
    case 'ascii':
      return ascii(chart, marks);
    case 'mermaid':
      return mermaid(chart, marks);
    case 'dot':
      return dot(chart, marks);
    case 'svg':
      return svg(chart, drawingOf(chart), marks);
    case 'json':
      return `${JSON.stringify({ ...chart, active: marks.active }, undefined, 2)}\n`;
  }
}

function drawingOf({ name, drawing }: Statechart): NonNullable<Statechart['drawing']> {
  if (drawing) return drawing;
  throw new BadInput(
    `there is no picture of the statechart ${name} where it comes from; --format dot or mermaid can be drawn by other programs`,
    { chart: name },
  );
}
