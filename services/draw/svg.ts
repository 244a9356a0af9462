import type { ChartDrawing, Statechart } from '../../machines/model/statechart.ts';
import { type Marks, UNMARKED } from './marks.ts';
import { element, type SvgElement } from './svg-element.ts';
import { svgElements } from './svg-elements.ts';
import { SVG_STYLE } from './svg-style.ts';

/** The picture of a statechart as a file that looks the same everywhere, on light and dark pages. */
export function svg(chart: Statechart, drawing: ChartDrawing, marks: Marks = UNMARKED): string {
  const picture = svgElements(chart, drawing, marks);
  const [title = '', summary = '', ...rest] = picture.children;
  return `${text({ ...picture, children: [title, summary, element('style', {}, [SVG_STYLE]), ...rest] })}\n`;
}

function text({ name, attributes, children }: SvgElement): string {
  const given = Object.entries(attributes).map(([key, value]) => ` ${key}="${escaped(value)}"`);
  if (children.length === 0) return `<${name}${given.join('')}/>`;
  const inner = children.map((child) => (typeof child === 'string' ? escaped(child) : text(child)));
  const [open, close] = BLOCKS.has(name) ? ['\n', '\n'] : ['', ''];
  return `<${name}${given.join('')}>${open}${inner.join(open)}${close}</${name}>`;
}

/** Whose children stand in lines of their own, so that a change of a picture reads as one. */
const BLOCKS = new Set(['svg', 'g', 'defs']);

/** XML has no way to write most control characters and halves of a pair: they become the sign for what is not legible. */
const escaped = (value: string): string =>
  value
    .replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\ufffd')
    .replaceAll(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
