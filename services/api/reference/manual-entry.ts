import type { TSchema } from 'typebox';
import type { Access, Endpoint } from '../contract/endpoint.ts';
import { curlExample } from './example.ts';
import type { NameOf } from './model-names.ts';
import { type Parameter, parametersOf } from './parameters.ts';
import { type Refusal, refusalsOf } from './refusals.ts';
import { cell, fieldTable, shapeWords } from './shape-words.ts';
import type { Socket } from './sockets.ts';

/** Who may call, in the words of a table. */
export function who(access: Access): string {
  if (access === 'anyone' || access === 'agent') return access;
  return access.join(', ');
}

/** What the manual says of an endpoint. */
export function endpointEntry(name: string, endpoint: Endpoint, nameOf: NameOf): string {
  const { method, path, access, summary, body } = endpoint;
  return paragraphs([
    `### ${name}`,
    `\`${method} ${inBraces(path)}\` · ${who(access)}`,
    summary,
    parameterTable(parametersOf(endpoint), nameOf),
    endpoint.once && 'Takes an `Idempotency-Key`.',
    body && bodyOf(body, nameOf),
    `**Answer** ${answerOf(endpoint, nameOf)}`,
    refusalLine(refusalsOf(name, endpoint)),
    `\`\`\`sh\n${curlExample(endpoint)}\n\`\`\``,
  ]);
}

/** What the manual says of a WebSocket. */
export function socketEntry({ name, path, access, summary, ...socket }: Socket, nameOf: NameOf): string {
  return paragraphs([
    `### ${name}`,
    `\`GET ${inBraces(path)}\` (WebSocket) · ${who(access)}`,
    summary,
    parameterTable(socket.parameters, nameOf),
    socket.up && `**Takes** frames of JSON: ${shapeWords(socket.up, nameOf)}. Types that it does not know are ignored.`,
    `**Sends** frames of JSON: ${shapeWords(socket.down, nameOf)}. Ignore types that you do not know.`,
    refusalLine(socket.refusals),
  ]);
}

/** A path as documents write it. */
export const inBraces = (path: string): string => path.replace(/:(\w+)/g, '{$1}');

const paragraphs = (parts: readonly (string | false | undefined)[]): string =>
  `${parts.filter(Boolean).join('\n\n')}\n`;

function parameterTable(parameters: readonly Parameter[], nameOf: NameOf): string | undefined {
  // Ids in the path and the key of a deed are in the introduction.
  const rows = parameters
    .filter((one) => one.in === 'query')
    .map(({ name, schema, description }) => `| \`${name}\` | ${shapeWords(schema, nameOf)} | ${cell(description)} |`);
  return rows.length === 0 ? undefined : ['| query | what it is | meaning |', '|---|---|---|', ...rows].join('\n');
}

function bodyOf(body: TSchema, nameOf: NameOf): string {
  const table = fieldTable(body, nameOf).join('\n');
  const name = nameOf(body);
  return `**Body** ${name === undefined ? '' : `\`${name}\``}`.trimEnd() + `\n\n${table}`;
}

function answerOf({ status, reply, paged }: Endpoint, nameOf: NameOf): string {
  const pages = paged ? ', in pages' : '';
  if (reply === undefined) return `${status}, empty`;
  if (reply === 'text') return `${status}, plain text`;
  if (reply === 'csv') return `${status}, CSV`;
  return `${status}, ${shapeWords(reply, nameOf)}${pages}`;
}

/** Those whose reason is the same everywhere are in the introduction. */
const TOLD = new Set([404, 409]);

function refusalLine(refusals: readonly Refusal[]): string | undefined {
  if (refusals.length === 0) return undefined;
  const said = refusals.map(({ status, when }) => (TOLD.has(status) ? `${status} (${when})` : `${status}`));
  return `**Refusals** ${said.join(', ')}`;
}
