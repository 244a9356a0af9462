import { createRequire } from 'node:module';
import { describe, expect, test } from 'vitest';
import { addresses } from '../../../../services/api/contract/addresses.ts';
import { type Contract, contract } from '../../../../services/api/contract/contract.ts';
import type { Endpoint } from '../../../../services/api/contract/endpoint.ts';
import { openApi } from '../../../../services/api/reference/openapi.ts';
import { sockets } from '../../../../services/api/reference/sockets.ts';

interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly parameters: readonly { name: string; in: string; required: boolean; description: string; schema: object }[];
  readonly requestBody?: { readonly content: Record<string, { readonly schema: object }> };
  readonly security: readonly object[];
  readonly responses: Record<
    string,
    { description: string; headers?: object; content?: Record<string, { schema: object }> }
  >;
}

interface Document {
  readonly openapi: string;
  readonly info: { readonly version: string };
  readonly tags: readonly { readonly name: string }[];
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components: { readonly schemas: Record<string, object>; readonly securitySchemes: object };
}

const document = JSON.parse(JSON.stringify(openApi({ version: '1.2.3' }))) as Document;
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method, operation, name: operation.operationId })),
);
const inBraces = (path: string) => path.replace(/:(\w+)/g, '{$1}');
const named = (name: string) => operations.find((one) => one.name === name)?.operation;

/** Ajv comes with Fastify; its types are not ours to import. */
interface Validator {
  addFormat(name: string, check: boolean): void;
  addSchema(schema: object, key: string): void;
  compile(schema: object): (value: unknown) => boolean;
}
const { Ajv2020 } = createRequire(createRequire(import.meta.url).resolve('fastify'))('ajv/dist/2020.js') as {
  readonly Ajv2020: new (options: object) => Validator;
};

/** A validator that refuses keywords which it does not know. */
function aValidator(): Validator {
  const ajv = new Ajv2020({ strict: true, strictTypes: false, allowUnionTypes: true });
  ajv.addFormat('date-time', true);
  ajv.addSchema({ $id: 'doc', $defs: rebased(document.components.schemas) }, 'doc');
  return ajv;
}

const rebased = (schema: object): object =>
  JSON.parse(JSON.stringify(schema).replaceAll('"#/components/schemas/', '"doc#/$defs/')) as object;

function schemasOf({ parameters, requestBody, responses }: Operation): object[] {
  const contents = [requestBody, ...Object.values(responses)].flatMap((one) => Object.values(one?.content ?? {}));
  return [...parameters, ...contents].map(({ schema }) => schema);
}

describe('the OpenAPI document', () => {
  test('is of the version that is asked for', () =>
    expect([document.openapi, document.info.version]).toEqual(['3.1.0', '1.2.3']));

  test('has every endpoint once, under its name, and every WebSocket', () => {
    const told = operations.map(({ method, path, name }) => `${name}: ${method.toUpperCase()} ${path}`);
    const known = Object.entries(addresses).map(([name, address]) => `${name}: ${inBraces(address)}`);
    const followed = sockets.map(({ name, path }) => `${name}: GET ${inBraces(path)}`);
    expect(told.toSorted()).toEqual([...known, ...followed].toSorted());
    expect(new Set(operations.map(({ name }) => name)).size).toBe(told.length);
  });

  test('refers only to what is in it', () => {
    const refs = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(([, ref = '']) => ref);
    const missing = refs.filter((ref) => !((ref.split('/').at(-1) ?? '') in document.components.schemas));
    expect(refs.length).toBeGreaterThan(20);
    expect([missing, refs.filter((ref) => !ref.startsWith('#/components/schemas/'))]).toEqual([[], []]);
  });

  test('keeps no schema that nothing refers to', () => {
    const text = JSON.stringify(document);
    const frames = sockets.map(({ name }) => named(name)?.description).join(' ');
    const idle = Object.keys(document.components.schemas).filter(
      (name) => !text.includes(`"#/components/schemas/${name}"`) && !frames.includes(`\`${name}\``),
    );
    expect(idle).toEqual([]);
  });

  test('has schemas that a validator takes, with no keyword that only we know', () => {
    const ajv = aValidator();
    for (const { operation } of operations) {
      for (const schema of schemasOf(operation)) expect(() => ajv.compile(rebased(schema))).not.toThrow();
    }
    for (const name of Object.keys(document.components.schemas)) {
      expect(() => ajv.compile({ $ref: `doc#/$defs/${name}` })).not.toThrow();
    }
    expect(JSON.stringify(document)).not.toContain('maxBytes');
  });

  test.each(operations)(
    'says of $name what is in its path, who may call it and what it answers',
    ({ path, operation }) => {
      const inPath = operation.parameters.filter((one) => one.in === 'path').map(({ name }) => name);
      expect(inPath).toEqual([...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name));
      expect(
        operation.parameters.filter(
          ({ description, required, in: where }) => description === '' || (where === 'path' && !required),
        ),
      ).toEqual([]);
      expect(operation.summary).not.toBe('');
      expect(document.tags.map(({ name }) => name)).toEqual(expect.arrayContaining([...operation.tags]));
      for (const [status, { description }] of Object.entries(operation.responses)) {
        expect([status, description]).toEqual([
          expect.stringMatching(/^[1-5]\d\d$/),
          expect.stringMatching(/^[A-Z].*\.$/s),
        ]);
      }
      const success = Object.keys(operation.responses).filter((status) => Number(status) < 300);
      expect(success).toHaveLength(1);
    },
  );

  test.each(Object.entries(contract) as [keyof Contract, Endpoint][])(
    'tells the refusals of %s by what it takes',
    (name, endpoint) => {
      const statuses = Object.keys(named(name)?.responses ?? {});
      const has = (...wanted: number[]) => wanted.every((status) => statuses.includes(String(status)));
      expect(has(endpoint.status)).toBe(true);
      expect(has(413, 415)).toBe(endpoint.body !== undefined);
      expect(has(422)).toBe(Boolean(endpoint.body ?? endpoint.once));
      expect(has(401, 403, 429)).toBe(typeof endpoint.access !== 'string');
      expect(has(400)).toBe(Boolean(endpoint.params ?? endpoint.query ?? endpoint.body ?? endpoint.once));
    },
  );

  test('checks a request as the control plane does', () => {
    const check = aValidator().compile({ $ref: 'doc#/$defs/CreateRollout' });
    const rollout = { release_id: 'rel-1', target: { hosts: ['a'] }, strategy: 'canary' };
    expect(check(rollout)).toBe(true);
    expect(check({ ...rollout, health_timeout: null, on_failure: 'revert' })).toBe(true);
    expect([
      check({ ...rollout, strategy: 'slow' }),
      check({ ...rollout, target: { hosts: ['a'], tags: [] } }),
    ]).toEqual([false, false]);
  });

  test('tells once what is used more than once', () => {
    const text = JSON.stringify(document.components.schemas);
    for (const name of ['Lifecycle', 'ReleaseEntry', 'BatchStatus']) {
      expect(text).toContain(`{"$ref":"#/components/schemas/${name}"}`);
    }
    expect(document.components.schemas['Lifecycle']).toMatchObject({
      type: 'string',
      enum: expect.arrayContaining(['active']),
    });
  });

  test('says of refusals that are mute that they have no text', () => {
    expect(Object.keys(named('listRollouts')?.responses['401']?.content ?? {})).toEqual(['application/problem+json']);
    expect(Object.keys(named('listRollouts')?.responses['403']?.content ?? {})).toEqual([
      'text/plain',
      'application/problem+json',
    ]);
  });
});
