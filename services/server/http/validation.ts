import type { FastifySchemaValidationError, FastifyServerOptions } from 'fastify';
import { BadInput, BadShape, type FleetError } from '../../../machines/errors.ts';

/** A plugin of Ajv, which Fastify brings along. */
type AjvPlugin = Extract<
  NonNullable<NonNullable<FastifyServerOptions['ajv']>['plugins']>[number],
  (...given: never[]) => unknown
>;

/** Teaches Ajv `maxBytes`: the longest a string may be in UTF-8. */
export const addMaxBytes: AjvPlugin = (ajv) => {
  // Three bytes are the most that a UTF-16 unit takes: most strings need no counting.
  const fits = (limit: number, text: string) => text.length * 3 <= limit || Buffer.byteLength(text) <= limit;
  return ajv.addKeyword({ keyword: 'maxBytes', type: 'string', schemaType: 'number', validate: fits });
};

/** Rules about how much, not about what: v0.1.1 answers 400 to these and 422 to the others. */
const LIMITS: Readonly<Record<string, (params: Record<string, unknown>) => string>> = {
  maxBytes: () => 'is too long',
  maxItems: ({ limit }) => `has more than ${String(limit)} elements`,
  minLength: () => 'is empty',
};

/** Turns what Ajv found in a part of a request into the error that its sender gets. */
export function refusedShape(found: readonly FastifySchemaValidationError[], part: string): FleetError {
  const limit = found.find(({ keyword }) => Object.hasOwn(LIMITS, keyword));
  if (limit) return new BadInput(`${placeOf(limit, part)} ${LIMITS[limit.keyword]?.(limit.params) ?? ''}`);
  const problem = `${placeOf(deepest(found), part)} ${whatIsWrong(deepest(found), found)}`;
  return part === 'querystring' ? new BadInput(problem) : new BadShape(problem);
}

/** Of a union's complaints the one that got farthest is about the variant that was meant, unless its word was another's. */
function deepest(all: readonly FastifySchemaValidationError[]): FastifySchemaValidationError | undefined {
  const misnamed = new Set(all.flatMap((error) => (error.keyword === 'const' ? variantOf(error) : [])));
  const hasNamedSibling = (variant: string) =>
    all.some((error) => unionOf(variantOf(error)) === unionOf(variant) && !misnamed.has(variantOf(error)));
  const found = all.filter((error) => !misnamed.has(variantOf(error)) || !hasNamedSibling(variantOf(error)));
  const depth = ({ instancePath, keyword }: FastifySchemaValidationError) =>
    instancePath.split('/').length + (keyword === 'required' ? 0.5 : 0);
  return found.toSorted((one, other) => depth(other) - depth(one))[0];
}

/** The innermost variant of a union that a complaint is about: `…/anyOf/1`; empty: of none. */
const variantOf = ({ schemaPath }: FastifySchemaValidationError): string =>
  /^.*\/anyOf\/\d+/.exec(schemaPath)?.[0] ?? '';
const unionOf = (variant: string): string => variant.replace(/\d+$/, '');

/** A part of a request as people call it. */
const PARTS: Readonly<Record<string, string>> = { querystring: 'the query', frame: 'the frame' };

function placeOf(error: FastifySchemaValidationError | undefined, part: string): string {
  const path = error?.instancePath.slice(1).replaceAll('/', '.');
  if (path) return `\`${path}\``;
  return PARTS[part] ?? 'the body';
}

function whatIsWrong(
  error: FastifySchemaValidationError | undefined,
  found: readonly FastifySchemaValidationError[],
): string {
  const words = found.flatMap(({ keyword, params, instancePath }) =>
    keyword === 'const' && instancePath === error?.instancePath ? [JSON.stringify(params['allowedValue'])] : [],
  );
  if (words.length > 0) return `must be one of ${words.join(', ')}`;
  if (error?.keyword === 'required') return `lacks the field \`${String(error.params['missingProperty'])}\``;
  return error?.message ?? 'does not have the shape that is expected';
}
