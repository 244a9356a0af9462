import { describe, expect, test } from 'vitest';
import { reported } from '../../../support/a-served-rollout.ts';
import { aServer, type ServedPlane } from '../../../support/a-server.ts';

const WORDS = ['pending', 'provisioning', 'active', 'maintenance', 'decommissioned'] as const;

/** Rows: from; columns: to, in the order of the words (the specification's section 3.3). */
const MATRIX = ['-YY-Y', 'Y-Y--', '---YY', '--Y-Y', '-----'];

const MOVES = WORDS.flatMap((from, row) =>
  WORDS.map((to, column) => ({ from, to, isAllowed: MATRIX[row]?.[column] === 'Y' })),
);

const register = (plane: ServedPlane, id: string, lifecycle: string) =>
  plane.ask('POST', `/api/v1/machines/${id}/register`, { json: { lifecycle } });
const patch = (plane: ServedPlane, id: string, lifecycle: string) =>
  plane.ask('PATCH', `/api/v1/machines/${id}/lifecycle`, { json: { lifecycle } });

/** Where the list, the row of the machine and its actor say that it is. */
async function placesOf(plane: ServedPlane, id: string): Promise<unknown[]> {
  const machines = (await (await plane.ask('GET', '/api/v1/machines')).json()) as Record<string, unknown>[];
  const { lifecycle, chart } = (await (await plane.ask('GET', `/api/v1/machines/${id}`)).json()) as {
    lifecycle: string;
    chart: { state: { lifecycle: string } } | null;
  };
  const listed = machines.find(({ machine_id }) => machine_id === id)?.['lifecycle'];
  return [listed, lifecycle, chart === null ? lifecycle : chart.state.lifecycle];
}

describe('the lifecycle', () => {
  test('is moved by PATCH as the matrix says, and not at all otherwise', async () => {
    const plane = await aServer();
    for (const { from, to, isAllowed } of MOVES) {
      const id = `${from}-${to}`;
      await register(plane, id, from);
      const response = await patch(plane, id, to);
      const text = await response.text();
      expect([id, response.status]).toEqual([id, isAllowed ? 200 : 409]);
      expect(text).toEqual(isAllowed ? '' : expect.stringMatching(new RegExp(`${from}.*${to}`)));
      const now = isAllowed ? to : from;
      expect([id, ...(await placesOf(plane, id))]).toEqual([id, now, now, now]);
    }
  });

  test('is moved by registering again as the same matrix says, where staying is no move', async () => {
    const plane = await aServer();
    for (const { from, to, isAllowed } of MOVES) {
      const id = `${from}-${to}`;
      await register(plane, id, from);
      const response = await register(plane, id, to);
      const stays = from === to && from !== 'decommissioned';
      expect([id, response.status]).toEqual([id, isAllowed || stays ? 201 : 409]);
      const now = isAllowed ? to : from;
      expect([id, ...(await placesOf(plane, id))]).toEqual([id, now, now, now]);
      if (response.status === 201) expect(await response.json()).toEqual({ machine_id: id, lifecycle: now });
    }
  });

  test.each(WORDS)('of a machine that is %s and reports', async (word) => {
    const plane = await aServer();
    await register(plane, 'web-01', word);
    await reported(plane, 'web-01', { success: false, message: 'first words' });
    const now = word === 'pending' || word === 'provisioning' ? 'active' : word;
    expect(await placesOf(plane, 'web-01')).toEqual([now, now, now]);
  });

  test('of a decommissioned machine is its end: registering it tells what to do', async () => {
    const plane = await aServer();
    await register(plane, 'web-01', 'decommissioned');
    const json = { tags: ['web'] };
    const response = await plane.ask('POST', '/api/v1/machines/web-01/register', { json });
    expect([response.status, await response.text()]).toEqual([409, expect.stringContaining('delete it')]);
    expect(plane.db.prepare('SELECT count(*) FROM machine_tags').pluck().get()).toBe(0);
  });

  test('is refused for a word that is none, before anybody looks whether there is such a machine', async () => {
    const plane = await aServer();
    const word = await patch(plane, 'web-09', 'retired');
    expect([word.status, await word.text()]).toEqual([400, expect.stringContaining('"retired"')]);
    const unknown = await patch(plane, 'web-09', 'active');
    expect([unknown.status, await unknown.text()]).toEqual([404, 'there is no machine web-09']);
  });
});
