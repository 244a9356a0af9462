import { contract } from '../contract/contract.ts';
import type { Endpoint } from '../contract/endpoint.ts';
import { type Json, operation, socketOperation } from './operation.ts';
import { resourcesOf } from './resources.ts';
import { createSchemas } from './schemas.ts';
import { sockets } from './sockets.ts';

/** What the contract does not know. */
export interface DocumentFacts {
  readonly version: string;
  /** The way from where the document is served to the control plane's root: `./` unless told. */
  readonly root?: string;
}

/** The contract as an OpenAPI 3.1 document. */
export function openApi({ version, root = './' }: DocumentFacts): Json {
  const schemas = createSchemas();
  const endpoints: [string, Endpoint][] = Object.entries(contract);
  const paths: Record<string, Record<string, Json>> = {};
  const add = (path: string, method: string, one: Json) => {
    (paths[path.replace(/:(\w+)/g, '{$1}')] ??= {})[method] = one;
  };
  for (const [name, endpoint] of endpoints) {
    add(endpoint.path, endpoint.method.toLowerCase(), operation(name, endpoint, schemas));
  }
  for (const socket of sockets) add(socket.path, 'get', socketOperation(socket, schemas));
  return {
    openapi: '3.1.0',
    info: {
      title: 'NixFleet control plane',
      version,
      description: ABOUT,
      license: { name: 'AGPL-3.0-only', identifier: 'AGPL-3.0-only' },
    },
    servers: [{ url: root }],
    tags: resourcesOf([...endpoints.map(([, { path }]) => path), ...sockets.map(({ path }) => path)]),
    paths,
    components: { schemas: { ...sorted(schemas.named), Problem: PROBLEM }, securitySchemes: SECURITY },
  };
}

const ABOUT = `Releases, rollouts and machines of a fleet.

Errors are plain text, or empty where an agent or a caller without a key is refused. With
\`Accept: application/problem+json\` they are RFC 9457 problems with a stable \`code\`. Fields that you do not know
are to be ignored: newer control planes add some.`;

const SECURITY = {
  apiKey: {
    type: 'http',
    scheme: 'bearer',
    description:
      'An API key (`nfk-…`) with one of the roles readonly, deploy and admin; no role contains another, each operation says which it takes.',
  },
  agentCertificate: {
    type: 'mutualTLS',
    description:
      'A client certificate whose common name is the id of the machine. Asked for when the control plane has a client CA, and then of every client.',
  },
};

const PROBLEM = {
  type: 'object',
  description: 'Why a request was refused (RFC 9457).',
  required: ['type', 'title', 'status', 'detail', 'code'],
  properties: {
    type: { type: 'string', const: 'about:blank' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string', description: 'For people: what is wrong, and what to do.' },
    code: { type: 'string', description: 'For programs; stable: BAD_INPUT, NOT_FOUND, CONFLICT …' },
  },
};

const sorted = (named: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(Object.entries(named).toSorted(([one], [other]) => (one < other ? -1 : 1)));
