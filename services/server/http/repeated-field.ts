import { endOfString, type JsonOutline } from './json-text.ts';

/** What is used of a schema to know which fields there are. */
export interface KnownShape {
  readonly properties?: Readonly<Record<string, KnownShape>>;
  readonly items?: KnownShape;
  readonly anyOf?: readonly KnownShape[];
}

/**
 * The path of a field that an object of the text names twice; undefined: there is none. A parser keeps only the last,
 * so that the sender may mean the other. v0.1.1 refuses those of the fields that it knows (`shape`), as we do.
 */
export function repeatedField(
  json: string,
  { value, outline, shape }: { readonly value: unknown; readonly outline: JsonOutline; readonly shape: KnownShape },
): string | undefined {
  // Fewer were read than named: one was named twice, or was dropped because it is dangerous (`__proto__`).
  if (fieldsIn(value) === outline.fields) return undefined;
  return new Search(json).repeated(shape);
}

/** How many fields the objects of a value have. */
function fieldsIn(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  let count = 0;
  if (Array.isArray(value)) for (const item of value) count += fieldsIn(item);
  else for (const name of Object.keys(value)) count += 1 + fieldsIn(value[name as keyof typeof value]);
  return count;
}

/** Reads a text that is JSON, not too deep, once more: slowly, for it is rarely wanted. */
class Search {
  readonly #json: string;
  #at = 0;
  #found: string | undefined;

  constructor(json: string) {
    this.#json = json;
  }

  repeated(shape: KnownShape): string | undefined {
    this.#value([shape], '');
    return this.#found;
  }

  #value(shapes: readonly KnownShape[], path: string): void {
    switch (this.#peek()) {
      case '{':
        return this.#object(shapes, path);
      case '[':
        return this.#array(shapes, path);
      case '"':
        this.#string();
        return;
      default:
        while (/[^,\]}\s]/.test(this.#json[this.#at] ?? ',')) this.#at += 1;
    }
  }

  #object(shapes: readonly KnownShape[], path: string): void {
    const named = new Set<string>();
    this.#at += 1;
    while (this.#peek() === '"') {
      const name = JSON.parse(this.#string()) as string;
      const inside = shapes.flatMap((shape) => fieldShapes(shape, name));
      const here = path === '' ? name : `${path}.${name}`;
      if (named.has(name) && inside.length > 0) this.#found ??= here;
      named.add(name);
      this.#skip(':');
      this.#value(inside, here);
      this.#skip(',');
    }
    this.#skip('}');
  }

  #array(shapes: readonly KnownShape[], path: string): void {
    const inside = shapes.flatMap(itemShapes);
    this.#at += 1;
    for (let index = 0; this.#peek() !== ']'; index += 1) {
      this.#value(inside, `${path}.${index}`);
      this.#skip(',');
    }
    this.#skip(']');
  }

  #string(): string {
    const start = this.#at;
    this.#at = endOfString(this.#json, start) + 1;
    return this.#json.slice(start, this.#at);
  }

  #peek(): string | undefined {
    while (/\s/.test(this.#json[this.#at] ?? '')) this.#at += 1;
    return this.#json[this.#at];
  }

  #skip(character: string): void {
    if (this.#peek() === character) this.#at += 1;
  }
}

const variants = (shape: KnownShape): readonly KnownShape[] => [shape, ...(shape.anyOf ?? []).flatMap(variants)];

const fieldShapes = (shape: KnownShape, name: string): KnownShape[] =>
  variants(shape).flatMap(({ properties = {} }) => (Object.hasOwn(properties, name) ? [properties[name] ?? {}] : []));

const itemShapes = (shape: KnownShape): KnownShape[] => variants(shape).flatMap(({ items }) => items ?? []);
