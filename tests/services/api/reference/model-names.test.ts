import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createNames, namedShapes } from '../../../../services/api/reference/model-names.ts';
import type { Shape } from '../../../../services/api/reference/shape.ts';
import { checkout } from '../../../support/checkout.ts';

/** What an agent writes down for itself: no part of the API. */
const PRIVATE = ['attempt.ts'];
const files = readdirSync(join(checkout, 'machines/model')).filter(
  (file) => file.endsWith('.ts') && !PRIVATE.includes(file),
);

describe('the names of the model', () => {
  test.each(files)('include all that is in machines/model/%s', async (file) => {
    const module = (await import(join(checkout, 'machines/model', file))) as Record<string, unknown>;
    const known = new Map(namedShapes());
    const shapes = Object.entries(module).filter(
      ([, value]) => typeof value === 'object' && value !== null && 'properties' in value,
    );
    expect(shapes.filter(([name, shape]) => known.get(name) !== shape).map(([name]) => name)).toEqual([]);
  });

  test('are each there once', () => {
    const names = namedShapes().map(([name]) => name);
    expect(names.length).toBe(new Set(names).size);
  });

  test('know a shape that was copied, as TypeBox does', () => {
    const nameOf = createNames();
    for (const [name, shape] of namedShapes()) {
      const copy = JSON.parse(JSON.stringify(shape)) as Shape;
      expect(nameOf(shape)).toBe(name);
      expect([name, undefined]).toContain(nameOf(copy));
    }
    expect(nameOf({ type: 'string' })).toBeUndefined();
  });
});
