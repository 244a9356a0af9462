import type { Access, Endpoint } from '../contract/endpoint.ts';
import { type Parameter, parametersOf } from './parameters.ts';
import { type Refusal, refusalsOf } from './refusals.ts';
import { resourceOf } from './resources.ts';
import type { Schemas } from './schemas.ts';
import type { Shape } from './shape.ts';
import type { Socket } from './sockets.ts';

/** A part of an OpenAPI document. */
export type Json = Readonly<Record<string, unknown>>;

/** An endpoint as an OpenAPI operation. */
export function operation(name: string, endpoint: Endpoint, schemas: Schemas): Json {
  const { access, path, summary, body } = endpoint;
  const said = [whoMay(access), ...(endpoint.paged ? [PAGED] : []), ...(endpoint.once ? [ONCE] : [])];
  return {
    operationId: name,
    summary,
    description: said.join('\n\n'),
    tags: [resourceOf(path)],
    security: security(access),
    parameters: parametersOf(endpoint).map((one) => parameter(one, schemas)),
    ...(body && { requestBody: { required: true, content: content('application/json', schemas.of(body)) } }),
    responses: {
      [endpoint.status]: success(endpoint, schemas),
      ...Object.fromEntries(refusalsOf(name, endpoint).map((refusal) => [refusal.status, refused(refusal)])),
    },
  };
}

/** A WebSocket as an operation: OpenAPI has no word for one, so its frames are said with the 101. */
export function socketOperation(socket: Socket, schemas: Schemas): Json {
  const { name, path, summary, access, parameters, refusals, down, up } = socket;
  const frames = [`The control plane sends ${linkTo(down, schemas)} frames, one JSON text each.`];
  if (up) frames.push(`It takes ${linkTo(up, schemas)} frames; types that it does not know are ignored.`);
  return {
    operationId: name,
    summary,
    description: ['A WebSocket: connect with `Upgrade: websocket`.', ...frames, whoMay(access)].join('\n\n'),
    tags: [resourceOf(path)],
    security: security(access),
    parameters: parameters.map((one) => parameter(one, schemas)),
    responses: {
      101: { description: `The connection is a WebSocket from now on. ${frames.join(' ')}` },
      ...Object.fromEntries(refusals.map((refusal) => [refusal.status, refused(refusal)])),
    },
  };
}

const PAGED =
  'With `limit` or `after` the answer has a `Link` header with `rel="next"` when there is more: ask that address for the next page.';
const ONCE = 'Send an `Idempotency-Key` to be able to repeat the request: it is carried out once.';

/** Who may call, in a sentence. */
function whoMay(access: Access): string {
  if (access === 'anyone') return 'Anyone may call this.';
  if (access === 'agent') return 'For agents: with a client CA, the certificate must be of this machine.';
  return `Needs an API key with the role ${access.join(' or ')}.`;
}

function security(access: Access): readonly Json[] {
  if (access === 'anyone') return [];
  return access === 'agent' ? [{ agentCertificate: [] }, {}] : [{ apiKey: [] }];
}

const parameter = ({ schema, ...rest }: Parameter, schemas: Schemas): Json => ({ ...rest, schema: schemas.of(schema) });

function success({ reply, paged }: Endpoint, schemas: Schemas): Json {
  const link = { Link: { description: 'Where the next page is (RFC 8288).', schema: { type: 'string' } } };
  if (reply === undefined) return { description: 'Done; the answer is empty.' };
  if (reply === 'text') return { description: 'As plain text.', content: content('text/plain', { type: 'string' }) };
  if (reply === 'csv') return { description: 'As a table.', content: content('text/csv', { type: 'string' }) };
  return {
    description: 'Done.',
    ...(paged && { headers: link }),
    content: content('application/json', schemas.of(reply)),
  };
}

const RETRY_AFTER = { 'Retry-After': { description: 'Seconds to wait.', schema: { type: 'integer' } } };

const refused = ({ status, when, isMute }: Refusal): Json => ({
  description: `${when.slice(0, 1).toUpperCase()}${when.slice(1)}.`,
  ...((status === 429 || status === 503) && { headers: RETRY_AFTER }),
  content: {
    ...(!isMute && content('text/plain', { type: 'string' })),
    ...content('application/problem+json', { $ref: '#/components/schemas/Problem' }),
  },
});

const content = (type: string, schema: Shape): Json => ({ [type]: { schema } });

function linkTo(shape: Shape, schemas: Schemas): string {
  const { $ref } = schemas.of(shape);
  return `\`${$ref?.split('/').at(-1) ?? 'JSON'}\``;
}
