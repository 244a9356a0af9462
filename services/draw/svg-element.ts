/** An element of a picture as data: a text of it, or a page's element, is made from it. */
export interface SvgElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly (SvgElement | string)[];
}

/** An element; attributes may be numbers, and those that are undefined are left out. No text changes the order of letters. */
export function element(
  name: string,
  attributes: Readonly<Record<string, string | number | undefined>>,
  children: readonly (SvgElement | string)[] = [],
): SvgElement {
  const given = Object.entries(attributes).flatMap(([key, value]) =>
    value === undefined ? [] : [[key, String(value)]],
  );
  const shown = children.map((child) => (typeof child === 'string' ? child.replaceAll(REORDERING, '') : child));
  return { name, attributes: Object.fromEntries(given) as Record<string, string>, children: shown };
}

/** A name could look like another with these. */
const REORDERING = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
