import fc from 'fast-check';

/** What of JSON Schema (2020-12) the contract uses. */
interface Schema {
  readonly type?: string;
  readonly const?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly maxItems?: number;
  readonly maxBytes?: number;
  readonly format?: string;
  readonly minimum?: number;
  readonly maximum?: number;
}

/** Values of a schema, small ones; a keyword that is not known here throws, or the values would be wrong without a word. */
export function fromSchema(schema: object): fc.Arbitrary<unknown> {
  const { type, anyOf, properties = {}, required = [], ...rest } = schema as Schema;
  if ('const' in rest) return fc.constant(rest.const);
  if (anyOf !== undefined) return fc.oneof(...anyOf.map(fromSchema));
  switch (type) {
    case 'object': {
      const fields = Object.entries(properties).map(([name, field]) => [name, fromSchema(field)] as const);
      return fc.record(Object.fromEntries(fields), { requiredKeys: [...required] });
    }
    case 'array':
      return fc.array(fromSchema(rest.items ?? {}), { maxLength: Math.min(rest.maxItems ?? 4, 4) });
    case 'string':
      return rest.format === 'date-time' ? times : texts(rest.maxBytes ?? 64);
    case 'integer':
      return fc.integer({ min: rest.minimum ?? -1000, max: Math.min(rest.maximum ?? 1000, 100_000) });
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    default:
      throw new Error(`no values are known for ${JSON.stringify(schema)}`);
  }
}

/** A value of a schema in which one thing is not what it should be, or is missing, or is too much. */
export function nearSchema(schema: object): fc.Arbitrary<unknown> {
  return fc
    .tuple(fromSchema(schema), fc.array(fc.nat(), { minLength: 1, maxLength: 4 }), odd)
    .map(([value, way, bad]) => broken(value, way, bad));
}

const odd = fc.oneof(
  fc.constantFrom(null, true, -1, 1.5, 1e300, Number.MAX_SAFE_INTEGER + 2, '', '\0', 'x'.repeat(5_000), [], {}, [[[]]]),
  fc.jsonValue({ maxDepth: 2 }),
);

const times = fc
  .date({ min: new Date('1970-01-01T00:00:00Z'), max: new Date('9999-12-31T00:00:00Z'), noInvalidDate: true })
  .map((date) => date.toISOString());

const texts = (maxBytes: number) =>
  fc
    .oneof(
      fc.constantFrom('', 'web-01', '1', '100%', '__proto__', 'é', '🦜', 'a\nb'),
      fc.string({ unit: 'grapheme', maxLength: 20 }),
    )
    .filter((text) => Buffer.byteLength(text) <= maxBytes);

/** Goes down into a value along a way of numbers and puts something else where it ends, or takes away what is there. */
function broken(value: unknown, [step = 0, ...further]: readonly number[], bad: unknown): unknown {
  if (typeof value !== 'object' || value === null) return bad;
  const names = Object.keys(value);
  const name = names[step % Math.max(names.length, 1)];
  if (name === undefined) return Array.isArray(value) ? [bad] : { other: bad };
  const old = (value as Record<string, unknown>)[name];
  const put = further.length > 0 ? broken(old, further, bad) : bad;
  if (Array.isArray(value)) return value.map((item: unknown, index) => (String(index) === name ? put : item));
  const { [name]: _, ...others } = value as Record<string, unknown>;
  return step % 3 === 0 && further.length === 0 ? others : { ...others, [name]: put };
}
