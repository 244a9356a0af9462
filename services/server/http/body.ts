import { isUtf8 } from 'node:buffer';
import type { FastifyBodyParser, FastifyInstance, RouteOptions } from 'fastify';
import { BadInput, BadShape } from '../../../machines/errors.ts';
import { outlineOf, problemOf } from './json-text.ts';
import { type KnownShape, repeatedField } from './repeated-field.ts';

/** What says that a body is JSON: `application/json` or `application/<some>+json`, whatever its parameters. */
const JSON_TYPE = /^application\/(?:[^;+\s]+\+)*json\s*(?:;|$)/i;

/** Bodies are not looked at, whatever they are, but by routes that take JSON: v0.1.1's CLI posts without any. */
export function ignoreBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  // Node drains what is left of a body once the reply is sent.
  app.addContentTypeParser('*', (_request, _payload, done) => done(null));
}

/** Adds a route that takes no body: not even a content type that is none disturbs it. */
export function takeNothing(app: FastifyInstance, route: RouteOptions): void {
  app.route({
    ...route,
    preParsing(request, _reply, payload, done) {
      delete request.headers['content-type'];
      done(null, payload);
    },
  });
}

/** Adds a route that takes JSON and nothing else, in a scope of its own because parsers belong to scopes. */
export function takeJson(app: FastifyInstance, route: RouteOptions): void {
  app.register((scope, _options, done) => {
    scope.removeAllContentTypeParsers();
    const parse = scope.getDefaultJsonParser('remove', 'remove');
    const shape = (route.schema?.body ?? {}) as KnownShape;
    const take: FastifyBodyParser<Buffer> = (request, bytes, taken) => {
      // Other bytes would become the same replacement character, whatever they were: two names could be one.
      if (!isUtf8(bytes)) return taken(new BadInput('the body is not UTF-8, which JSON is'));
      const text = bytes.toString();
      return parse(request, text, (error, body) =>
        taken(error ? explained(error, text) : refused(text, body, shape), body),
      );
    };
    scope.addContentTypeParser(JSON_TYPE, { parseAs: 'buffer' }, take);
    scope.route(route);
    done();
  });
}

function refused(text: string, value: unknown, shape: KnownShape): Error | null {
  const outline = outlineOf(text);
  const problem = problemOf(text, outline);
  if (problem !== undefined) return new BadInput(`the body is JSON that cannot be taken: ${problem}`);
  const field = repeatedField(text, { value, outline, shape });
  return field === undefined ? null : new BadShape(`the body names the field \`${field}\` twice`);
}

/** Fastify's parser says only that it is not JSON: where is what a person needs. */
function explained(error: Error, text: string): Error {
  if (text === '') return error;
  try {
    JSON.parse(text);
    return error;
  } catch (cause) {
    return new BadInput(`the body is not JSON: ${cause instanceof Error ? cause.message : String(cause)}`);
  }
}
