import { h, type VNode } from 'preact';
import type { SvgElement } from '../../draw/svg-element.ts';

/** An element of a picture as a node of the page: what it says becomes text and never markup. */
export function svgNode(element: SvgElement | string, place: number): VNode | string {
  if (typeof element === 'string') return element;
  const { name, attributes, children } = element;
  return h(name, { ...attributes, key: place }, ...children.map(svgNode));
}
