/** A JSON Schema of ours (TypeBox), or as the OpenAPI document has it. */
export interface Shape {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly default?: unknown;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly format?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  /** UTF-8 bytes; ours, known to no other tool. */
  readonly maxBytes?: number;
  readonly maxItems?: number;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly patternProperties?: Readonly<Record<string, Shape>>;
  readonly additionalProperties?: boolean | Shape;
  readonly items?: Shape;
  readonly anyOf?: readonly Shape[];
  readonly $ref?: string;
}

/** The words of a union of literals; undefined for anything else. */
export function wordsOf({ anyOf, enum: listed }: Shape): readonly unknown[] | undefined {
  if (listed !== undefined) return listed;
  const words = anyOf?.map((one) => one.const);
  return words?.every((word) => typeof word === 'string') ? words : undefined;
}

/** What is in a shape that may also be null; undefined: it may not. */
export function withoutNull({ anyOf, ...rest }: Shape): Shape | undefined {
  const others = anyOf?.filter(({ type }) => type !== 'null');
  if (others === undefined || others.length === anyOf?.length) return undefined;
  const [only] = others;
  return others.length === 1 && only !== undefined ? { ...only, ...rest } : { ...rest, anyOf: others };
}

/** The shape of the values of a map from any text; undefined for anything else. */
export const valuesOf = ({ patternProperties }: Shape): Shape | undefined =>
  patternProperties && Object.values(patternProperties)[0];
