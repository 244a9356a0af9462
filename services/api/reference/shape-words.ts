import type { NameOf } from './model-names.ts';
import { type Shape, valuesOf, withoutNull, wordsOf } from './shape.ts';

/** Says in words what a value may be; named shapes are linked to. */
export function shapeWords(shape: Shape, nameOf: NameOf): string {
  const name = nameOf(shape);
  if (name !== undefined) return linked(name);
  const words = wordsOf(shape);
  if (words !== undefined) return words.map((word) => `\`${String(word)}\``).join(', ');
  const inner = withoutNull(shape);
  if (inner !== undefined) return `${shapeWords(inner, nameOf)}, or null`;
  if (shape.anyOf !== undefined) return shape.anyOf.map((one) => shapeWords(one, nameOf)).join('; or ');
  if (shape.const !== undefined) return `\`${JSON.stringify(shape.const)}\``;
  if (shape.items !== undefined) {
    const most = shape.maxItems === undefined ? '' : ` (at most ${shape.maxItems})`;
    return `list${most} of ${shapeWords(shape.items, nameOf)}`;
  }
  const values = valuesOf(shape);
  if (values !== undefined) return `map from text to ${shapeWords(values, nameOf)}`;
  if (shape.properties !== undefined) return `object of ${fieldsInLine(shape.properties, nameOf)}`;
  return simple(shape);
}

/** A link to the shape of this name in the manual. */
export const linked = (name: string): string => `[${name}](#${anchorOf(name)})`;

/** Where the manual has a shape: endpoints have the same names in another spelling. */
export const anchorOf = (name: string): string => `shape-${name.toLowerCase()}`;

/** The fields of a shape as the rows of a table; `default` and what may be left out are said with the type. */
export function fieldTable(shape: Shape, nameOf: NameOf): string[] {
  const fields = Object.entries(shape.properties ?? {});
  const row = ([name, field]: [string, Shape]) => {
    const type = [shapeWords(field, nameOf), presence(field, shape.required?.includes(name) ?? false)];
    return `| \`${name}\` | ${type.filter(Boolean).join('; ')} | ${cell(meaningOf(field))} |`;
  };
  return ['| field | what it is | meaning |', '|---|---|---|', ...fields.map(row)];
}

/** A text that fits into a cell of a table. */
export const cell = (text: string): string =>
  text
    .replaceAll('|', String.raw`\|`)
    .split('`')
    .map((part, index) => (index % 2 === 0 ? part.replaceAll('<', '&lt;') : part))
    .join('`');

function presence({ default: initial }: Shape, isRequired: boolean): string {
  if (initial !== undefined) return `\`${JSON.stringify(initial)}\` unless told`;
  return isRequired ? '' : 'may be left out';
}

const meaningOf = (field: Shape): string => field.description ?? withoutNull(field)?.description ?? '';

const fieldsInLine = (properties: Readonly<Record<string, Shape>>, nameOf: NameOf): string =>
  Object.entries(properties)
    .map(([name, field]) => `\`${name}\` (${shapeWords(field, nameOf)})`)
    .join(', ');

function simple({ type, format, maxBytes, minimum }: Shape): string {
  switch (type) {
    case 'string':
      return format === 'date-time'
        ? 'time (RFC 3339)'
        : `text${maxBytes === undefined ? '' : ` of at most ${maxBytes} bytes`}`;
    case 'integer':
      return minimum === undefined ? 'whole number' : `whole number from ${minimum}`;
    case 'boolean':
      return '`true` or `false`';
    default:
      return typeof type === 'string' ? type : 'any JSON';
  }
}
