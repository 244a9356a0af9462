import { describe, expect, test } from 'vitest';
import type { SilentMachine } from '../../../../machines/model/live-machine.ts';
import { aServer, type ServedPlane } from '../../../support/a-server.ts';

/** Machines by how many seconds ago they were heard of; null: never. */
function heard(plane: ServedPlane, machines: Readonly<Record<string, number | null>>): void {
  const insert = plane.db.prepare('INSERT INTO machines (machine_id, last_seen) VALUES (?, ?)');
  for (const [id, seconds] of Object.entries(machines))
    insert.run(id, seconds === null ? null : Date.now() - seconds * 1000);
}

const asked = async (plane: ServedPlane, query = '') => {
  const response = await plane.ask('GET', `/api/v1/silent-machines${query}`, { role: 'readonly' });
  expect(response.status).toBe(200);
  return (await response.json()) as SilentMachine[];
};

const ids = (machines: readonly SilentMachine[]) => machines.map(({ machine_id }) => machine_id);

describe('silent machines', () => {
  test('are those that were not heard of for ten minutes, and those that never were, by id', async () => {
    const plane = await aServer();
    heard(plane, { d: 700, a: null, b: 500, c: 3600 });
    const machines = await asked(plane);
    expect(ids(machines)).toEqual(['a', 'c', 'd']);
    expect(machines[0]).toEqual({ machine_id: 'a', seconds_since_last_report: null });
    expect(machines[1]?.seconds_since_last_report).toBeGreaterThanOrEqual(3600);
  });

  test('are those of the time asked for', async () => {
    const plane = await aServer();
    heard(plane, { a: 30, b: 90, c: 40 * 24 * 3600 });
    expect(ids(await asked(plane, '?seconds=60'))).toEqual(['b', 'c']);
    expect(ids(await asked(plane, `?seconds=${31 * 24 * 3600}`))).toEqual(['c']);
  });

  test('are none that are out of service for good', async () => {
    const plane = await aServer();
    heard(plane, { a: null, b: null });
    plane.db.exec(`UPDATE machines SET lifecycle = 'decommissioned' WHERE machine_id = 'a'`);
    expect(ids(await asked(plane))).toEqual(['b']);
  });

  test.each(['0', '-1', '1.5', 'soon', '', '2678401', '99999999999999999999'])(
    'of %j seconds are refused with what is allowed',
    async (seconds) => {
      const plane = await aServer();
      const response = await plane.ask('GET', `/api/v1/silent-machines?seconds=${seconds}`, { role: 'readonly' });
      expect(response.status).toBe(400);
      expect(await response.text()).toContain('`seconds` is a whole number from 1 to 2678400 (31 days)');
    },
  );
});
