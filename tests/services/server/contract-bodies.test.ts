import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { contract } from '../../../services/api/contract/contract.ts';
import type { Endpoint } from '../../../services/api/contract/endpoint.ts';
import { aServer } from '../../support/a-server.ts';
import { fromSchema, nearSchema } from '../../support/from-schema.ts';

const RUNS = { numRuns: 60, seed: 11, endOnFailure: true } as const;

const withBody = Object.entries<Endpoint>(contract).filter(([, { body }]) => body !== undefined);

const pathOf = ({ path }: Endpoint) => path.replaceAll(/:\w+/g, 'web-01');

describe('a body that is drawn from the schema', () => {
  test.each(withBody)('of %s has the shape that is asked for, whatever else is wrong with it', async (_, endpoint) => {
    const plane = await aServer();
    await fc.assert(
      fc.asyncProperty(fromSchema(endpoint.body ?? {}), async (json) => {
        const { status } = await plane.ask(endpoint.method, pathOf(endpoint), { json });
        expect([endpoint.status, 400, 404, 409]).toContain(status);
      }),
      RUNS,
    );
  });
});

describe('a body that is nearly right', () => {
  test.each(withBody)('for %s is never a 5xx', async (_, endpoint) => {
    const plane = await aServer();
    await fc.assert(
      fc.asyncProperty(nearSchema(endpoint.body ?? {}), async (json) => {
        const { status } = await plane.ask(endpoint.method, pathOf(endpoint), { json });
        expect([endpoint.status, 400, 404, 409, 413, 422]).toContain(status);
      }),
      RUNS,
    );
    expect(plane.logged.filter((line) => /^(warn|error) /.test(line))).toEqual([]);
  });
});
