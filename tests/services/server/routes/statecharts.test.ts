import { describe, expect, test } from 'vitest';
import type { Statechart } from '../../../../machines/model/statechart.ts';
import { aServer } from '../../../support/a-server.ts';

const NAMES = ['agent', 'batch', 'machine', 'release', 'rollout'];

describe('the statecharts', () => {
  test('are listed with what they are', async () => {
    const plane = await aServer();
    const response = await plane.ask('GET', '/api/v1/statecharts', { role: 'readonly' });
    const charts = (await response.json()) as { name: string; description: string }[];
    expect(charts.map(({ name }) => name).toSorted()).toEqual(NAMES);
    expect(charts.filter(({ description }) => description === '')).toEqual([]);
  });

  test.each(NAMES)('have %s with its states, its transitions and their places', async (name) => {
    const plane = await aServer();
    const ask = async () => {
      const response = await plane.ask('GET', `/api/v1/statecharts/${name}`, { role: 'readonly' });
      return (await response.json()) as Statechart;
    };
    const chart = await ask();
    expect(chart.name).toBe(name);
    const ids = chart.states.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(chart.arrows.flatMap(({ from, to }) => [from, to]).filter((id) => !ids.includes(id))).toEqual([]);
    // A checkout that was never built has no drawings.
    if (chart.drawing) expect(chart.drawing.states.filter(({ id }) => !ids.includes(id))).toEqual([]);
    expect(await ask()).toEqual(chart);
  });

  test.each(['nothing', '..%2F..%2Fpackage', '%3Cscript%3E'])('have no %s, and say which there are', async (name) => {
    const plane = await aServer();
    const response = await plane.ask('GET', `/api/v1/statecharts/${name}`, { role: 'readonly' });
    expect([response.status, await response.text()]).toEqual([
      404,
      `there is no statechart ${decodeURIComponent(name)}: there are ${NAMES.join(', ')}`,
    ]);
  });

  test('are for who has a key', async () => {
    const plane = await aServer();
    const statuses = ['', '/machine'].map(
      async (path) => (await plane.ask('GET', `/api/v1/statecharts${path}`, { role: null })).status,
    );
    expect(await Promise.all(statuses)).toEqual([401, 401]);
  });
});
