import { describe, expect, test } from 'vitest';
import { aServer, type ServedPlane } from '../../../support/a-server.ts';

/** Machines with two odd names among them; every second one is tagged, the first two are in maintenance. */
async function aFleet(): Promise<ServedPlane> {
  const plane = await aServer();
  for (const [index, id] of IDS.entries()) {
    const json = { lifecycle: index < 2 ? 'maintenance' : 'active', tags: index % 2 === 0 ? ['even'] : ['odd'] };
    const response = await plane.ask('POST', `/api/v1/machines/${encodeURIComponent(id)}/register`, { json });
    expect(response.status).toBe(201);
  }
  return plane;
}

/** In their order: that of their bytes. */
const IDS = ['Web', 'a&b=c', 'web-01', 'web-02', 'web-03', 'é'] as const;

interface Listed {
  readonly ids: string[];
  readonly next: string | undefined;
  readonly link: string | null;
}

async function page(plane: ServedPlane, path: string): Promise<Listed> {
  const response = await plane.ask('GET', path, { role: 'readonly' });
  expect([path, response.status]).toEqual([path, 200]);
  const machines = (await response.json()) as { machine_id: string }[];
  const link = response.headers.get('link');
  return {
    ids: machines.map(({ machine_id }) => machine_id),
    next: /^<(.*)>; rel="next"$/.exec(link ?? '')?.[1],
    link,
  };
}

describe('the list of machines', () => {
  test('has all of them by id and no Link, when no page is asked for', async () => {
    const plane = await aFleet();
    const insert = plane.db.prepare('INSERT INTO machines (machine_id) VALUES (?)');
    const many = Array.from({ length: 600 }, (_, index) => `x-${String(index).padStart(3, '0')}`);
    plane.db.transaction(() => many.forEach((id) => insert.run(id)))();
    const { ids, link } = await page(plane, '/api/v1/machines');
    expect(ids).toEqual([...IDS.slice(0, -1), ...many, 'é']);
    expect(link).toBeNull();
    expect((await page(plane, '/api/v1/machines?limit=1000')).ids).toHaveLength(500);
    expect((await page(plane, '/api/v1/machines?after=')).ids).toHaveLength(500);
  });

  test('is read page by page, each machine once, whatever goes meanwhile', async () => {
    const plane = await aFleet();
    const first = await page(plane, '/api/v1/machines?limit=2');
    expect(first.ids).toEqual(['Web', 'a&b=c']);
    expect(first.link).toBe('</api/v1/machines?limit=2&after=a%26b%3Dc>; rel="next"');
    // The machine that the cursor names is gone: its place is not.
    expect((await plane.ask('DELETE', '/api/v1/machines/a%26b%3Dc')).status).toBe(204);
    const second = await page(plane, first.next ?? '');
    const third = await page(plane, second.next ?? '');
    expect([...second.ids, ...third.ids]).toEqual(['web-01', 'web-02', 'web-03', 'é']);
    expect(third.link).toBeNull();
  });

  test('keeps its filters from page to page', async () => {
    const plane = await aFleet();
    const first = await page(plane, '/api/v1/machines?tag=even&lifecycle=active&limit=1');
    const second = await page(plane, first.next ?? '');
    expect([first.ids, second.ids, second.link]).toEqual([['web-01'], ['web-03'], null]);
  });

  test('can be of those that are at one place in their life', async () => {
    const plane = await aFleet();
    expect((await page(plane, '/api/v1/machines?lifecycle=maintenance')).ids).toEqual(['Web', 'a&b=c']);
    expect((await page(plane, '/api/v1/machines?lifecycle=pending')).ids).toEqual([]);
    for (const word of ['Active', '']) {
      const response = await plane.ask('GET', `/api/v1/machines?lifecycle=${word}`);
      expect([response.status, await response.text()]).toEqual([400, expect.stringContaining(`"${word}"`)]);
    }
  });

  test.each(['limit=x', 'limit=-1', 'limit=1.5', 'limit=1&limit=2'])('refuses %s', async (query) => {
    const plane = await aServer();
    expect((await plane.ask('GET', `/api/v1/machines?${query}`)).status).toBe(400);
  });

  test('takes a limit of 0 for 1', async () => {
    const plane = await aFleet();
    expect((await page(plane, '/api/v1/machines?limit=0')).ids).toEqual(['Web']);
  });
});
