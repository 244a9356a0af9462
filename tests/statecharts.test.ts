import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { StateMachine } from 'xstate';
import { describe, expect, test } from 'vitest';
import { chartsIn } from '../services/draw/charts.ts';
import { manual } from '../services/draw/manual.ts';
import { chartFaults } from './house/chart-rules.ts';
import { machineModules } from './house/product-charts.ts';
import { repository } from './house/source-file.ts';

const modules = await machineModules();
const charts = chartsIn(modules);

describe('the statecharts of the product', () => {
  test('are the five of the design', () => {
    expect(charts.map(({ id }) => id).toSorted()).toEqual(['agent', 'batch', 'machine', 'release', 'rollout']);
  });

  test('are exported as <noun>Machine', () => {
    const exported = modules.flatMap((module) => Object.entries(module));
    const names = exported.flatMap(([name, value]) => (value instanceof StateMachine ? [name] : []));
    expect(names.toSorted()).toEqual(charts.map(({ id }) => `${id}Machine`).toSorted());
  });

  test('are drawn in docs/statecharts.md as they are (else: npm run docs)', () => {
    expect(readFileSync(join(repository, 'docs/statecharts.md'), 'utf8')).toBe(manual(charts));
  });
});

describe.each(charts)('the statechart $id', (chart) => {
  test('reads like the manual and leaves effects to its host', () => expect(chartFaults(chart)).toEqual([]));
});
