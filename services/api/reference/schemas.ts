import { createNames, type NameOf } from './model-names.ts';
import { type Shape, valuesOf, withoutNull, wordsOf } from './shape.ts';

/** Shapes of the model as JSON Schema 2020-12, with the named ones told once. */
export interface Schemas {
  /** A reference where the shape has a name. */
  of(shape: Shape): Shape;
  /** Everything that was referred to, by name. */
  readonly named: Readonly<Record<string, Shape>>;
}

/** Collects the schemas of a document. */
export function createSchemas(): Schemas {
  const nameOf: NameOf = createNames();
  const named: Record<string, Shape> = {};
  const of = (shape: Shape): Shape => {
    const name = nameOf(shape);
    if (name === undefined) return converted(shape, of);
    // Said before it is made: it may refer to itself.
    if (!(name in named)) {
      named[name] = {};
      named[name] = converted(shape, of);
    }
    return { $ref: `#/components/schemas/${name}` };
  };
  return { of, named };
}

/** The same without what only our validator knows, and in the words that readers of schemas expect. */
function converted(shape: Shape, of: (inner: Shape) => Shape): Shape {
  const words = wordsOf(shape);
  if (words !== undefined) return { type: 'string', enum: words, ...saidOf(shape) };
  if (shape.anyOf !== undefined) return union(shape, of);
  const values = valuesOf(shape);
  const { maxBytes, patternProperties: _, ...rest } = shape;
  return {
    ...rest,
    ...(maxBytes !== undefined && bounded(maxBytes, shape.description)),
    ...(values !== undefined && { additionalProperties: of(values) }),
    ...(shape.items !== undefined && { items: of(shape.items) }),
    ...(shape.properties !== undefined && fieldsOf(shape, of)),
  };
}

/** No tool knows `maxBytes`; at most that many characters is true, too. */
const bounded = (maxBytes: number, description: string | undefined): Shape => ({
  maxLength: maxBytes,
  description: [description, `At most ${maxBytes} bytes of UTF-8.`].filter(Boolean).join(' '),
});

function union(shape: Shape, of: (inner: Shape) => Shape): Shape {
  const { anyOf = [] } = shape;
  const only = withoutNull(shape);
  const inner = only && only.anyOf === undefined ? of(only) : undefined;
  if (typeof inner?.type === 'string' && inner.enum === undefined) return { ...inner, type: [inner.type, 'null'] };
  return { anyOf: anyOf.map(of), ...saidOf(shape) };
}

const saidOf = ({ description, default: initial }: Shape): Shape => ({
  ...(description !== undefined && { description }),
  ...(initial !== undefined && { default: initial }),
});

/** Our validator fills defaults in before it looks for what is required; no other does. */
function fieldsOf({ properties = {}, required = [] }: Shape, of: (inner: Shape) => Shape): Shape {
  const fields = Object.entries(properties);
  return {
    required: required.filter((name) => properties[name]?.default === undefined),
    properties: Object.fromEntries(fields.map(([name, field]) => [name, of(field)])),
  };
}
