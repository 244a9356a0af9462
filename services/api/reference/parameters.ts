import type { Endpoint } from '../contract/endpoint.ts';
import { resourceOf } from './resources.ts';
import type { Shape } from './shape.ts';

/** A value that a request carries beside its body. */
export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required: boolean;
  readonly description: string;
  readonly schema: Shape;
}

/** What a value means where the contract does not say. */
const MEANINGS: Readonly<Record<string, string>> = {
  tag: 'A tag that the machine must have; repeat it, and the machine must have each.',
  limit: 'How many at most.',
  after: 'Where to go on: from the `Link` header of the page before.',
  host: 'Only what has this host.',
  status: 'Only what is in this status.',
  actor: 'Only what this actor did, as `apikey:<name>` or `machine:<id>`.',
  action: 'Only this action.',
  target: 'Only what was done to this.',
};

/** What POSTs that may be said again without being done again carry. */
const IDEMPOTENCY_KEY: Parameter = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description: 'Any text of yours, new for each deed: a repeated request with it gets the first answer again.',
  schema: { type: 'string', minLength: 1, maxLength: 255 },
};

/** Everything that a request of an endpoint carries beside its body. */
export function parametersOf(endpoint: Endpoint): Parameter[] {
  const { path, params, query } = endpoint;
  return [
    ...fieldsOf(params).map(([name, schema]) => inPath(name, schema, path)),
    ...fieldsOf(query).map(([name, schema]) => inQuery(name, schema, isIn(query, name))),
    ...(endpoint.once ? [IDEMPOTENCY_KEY] : []),
  ];
}

function inPath(name: string, schema: Shape, path: string): Parameter {
  const noun = resourceOf(path).replace(/s$/, '');
  const description =
    schema.description ?? `The ${noun}${name === 'id' ? '' : ` (${name})`}; at most 128 bytes of UTF-8.`;
  return { name, in: 'path', required: true, description, schema };
}

const inQuery = (name: string, schema: Shape, required: boolean): Parameter => {
  const description = schema.description ?? MEANINGS[name] ?? '';
  return { name, in: 'query', required, description, schema };
};

const fieldsOf = (schema: Shape | undefined) => Object.entries(schema?.properties ?? {});
const isIn = (schema: Shape | undefined, name: string) => schema?.required?.includes(name) ?? false;
