import { StateMachine } from 'xstate';
import { describe, expect, test } from 'vitest';
import { statecharts } from '../services/draw/product-charts.ts';
import { statechartOf } from '../services/draw/statechart-of.ts';
import { chartsIn } from './house/charts-in.ts';
import { chartFaults } from './house/chart-rules.ts';
import { machineModules } from './house/product-charts.ts';

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

  test('are what programs draw', () => {
    const byName = (a: { name: string }, b: { name: string }) => a.name.localeCompare(b.name);
    expect(statecharts().toSorted(byName)).toEqual(charts.map(statechartOf).toSorted(byName));
  });
});

describe.each(charts)('the statechart $id', (chart) => {
  test('reads like the manual and leaves effects to its host', () => expect(chartFaults(chart)).toEqual([]));
});
