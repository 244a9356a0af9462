import { describe, expect, test } from 'vitest';
import { aReport, aServer, type ServedPlane } from '../../../support/a-server.ts';

interface Got {
  readonly ids: string[];
  /** Path and query of the next page. */
  readonly next: string | undefined;
}

async function got(plane: ServedPlane, path: string): Promise<Got> {
  const response = await plane.ask('GET', path, { role: 'readonly' });
  expect(response.status).toBe(200);
  const items = (await response.json()) as { id?: string | number; machine_id?: string }[];
  const [, next] = /^<([^>]+)>; rel="next"$/.exec(response.headers.get('link') ?? '') ?? [];
  return { ids: items.map(({ id, machine_id }) => String(id ?? machine_id)), next };
}

/** All pages from one on; `between` runs before each further one. */
async function walked(plane: ServedPlane, path: string, between = () => {}): Promise<string[][]> {
  const pages: string[][] = [];
  for (let at: string | undefined = path; at !== undefined;) {
    if (pages.length > 0) between();
    const { ids, next }: Got = await got(plane, at);
    pages.push(ids);
    at = next;
  }
  return pages;
}

/** Releases and rollouts `<letter>1` (the oldest) to `<letter>7`; three of each were made in one moment. */
async function aPast(): Promise<ServedPlane> {
  const plane = await aServer();
  const moments = [1000, 2000, 2000, 2000, 3000, 4000, 5000];
  for (const [index, at] of moments.entries()) {
    const n = index + 1;
    const host = n % 2 === 0 ? 'web-01' : 'db-01';
    plane.db.exec(`
      INSERT INTO releases (id, host_count, created_at, created_by) VALUES ('rel-${n}', 1, ${at}, 'test');
      INSERT INTO release_entries (release_id, hostname, store_path, platform) VALUES ('rel-${n}', '${host}', '/nix/store/a', 'x');
      INSERT INTO rollouts (id, release_id, strategy, batch_sizes, failure_threshold, on_failure, status, seed, created_at, updated_at, created_by)
        VALUES ('r-${n}', 'rel-${n}', 'canary', '[]', '0', 'pause', '${n % 2 === 0 ? 'failed' : 'completed'}', 1, ${at}, 0, 'test')`);
  }
  return plane;
}

describe('a page', () => {
  test.each([
    ['releases', 'rel', ''],
    ['rollouts', 'r', ''],
  ])('of %s is followed by the next, each item once, newest first and then the later one', async (list, letter) => {
    const plane = await aPast();
    const names = [7, 6, 5, 4, 3, 2, 1].map((n) => `${letter}-${n}`);
    for (const limit of [1, 2, 3, 7]) {
      expect((await walked(plane, `/api/v1/${list}?limit=${limit}`)).flat()).toEqual(names);
    }
    expect((await walked(plane, `/api/v1/${list}?limit=3`)).map((page) => page.length)).toEqual([3, 3, 1]);
  });

  test.each([
    ['/api/v1/releases?host=web-01&limit=2', [['rel-6', 'rel-4'], ['rel-2']]],
    ['/api/v1/rollouts?status=failed&limit=2', [['r-6', 'r-4'], ['r-2']]],
    ['/api/v1/rollouts?status=nonsense&limit=2', [[]]],
  ])('of %s keeps to what was asked', async (path, pages) => {
    expect(await walked(await aPast(), path)).toEqual(pages);
  });

  test('goes on where it was when the item it ended with is deleted, and newer ones come', async () => {
    const plane = await aPast();
    let turn = 0;
    const pages = await walked(plane, '/api/v1/rollouts?limit=3', () => {
      turn += 1;
      plane.db.exec(`DELETE FROM rollouts WHERE id IN ('r-5', 'r-2');
        INSERT INTO rollouts (id, release_id, strategy, batch_sizes, failure_threshold, on_failure, seed, created_at, updated_at, created_by)
          VALUES ('r-new-${turn}', 'rel-1', 'canary', '[]', '0', 'pause', 1, ${6000 + turn}, 0, 'test')`);
    });
    expect(pages).toEqual([
      ['r-7', 'r-6', 'r-5'],
      ['r-4', 'r-3', 'r-1'],
    ]);
  });

  test.each(['/api/v1/releases', '/api/v1/rollouts', '/api/v1/audit'])(
    'of %s says nothing of a next one to who did not ask for pages',
    async (path) => {
      const plane = await aPast();
      for (let n = 0; n < 120; n += 1) {
        plane.db.exec(`INSERT INTO releases (id, host_count, created_at, created_by) VALUES ('rel-x${n}', 0, 1, 'test');
          INSERT INTO audit_entries (at, actor, action, target) VALUES (1, 'a', 'b', 'c');
          INSERT INTO rollouts (id, release_id, strategy, batch_sizes, failure_threshold, on_failure, seed, created_at, updated_at, created_by)
            VALUES ('r-x${n}', 'rel-1', 'canary', '[]', '0', 'pause', 1, 1, 0, 'test')`);
      }
      expect(await got(plane, path)).toMatchObject({ next: undefined });
      expect((await got(plane, `${path}?limit=1`)).next).toBeDefined();
    },
  );

  test.each([
    '/api/v1/rollouts?limit=ten',
    '/api/v1/rollouts?limit=1&limit=2',
    '/api/v1/rollouts?after=r-1',
    '/api/v1/rollouts?after=',
    '/api/v1/releases?after=1.2.3',
    '/api/v1/releases?after=99999999999999999999.1',
    '/api/v1/audit?after=x',
    '/api/v1/audit?after=-1',
  ])('%s is refused', async (path) => {
    const response = await (await aServer()).ask('GET', path);
    expect([response.status, response.headers.get('content-type')]).toEqual([400, 'text/plain; charset=utf-8']);
  });

  test('of releases has the last of a repeated limit or host, as v0.1.1', async () => {
    const plane = await aPast();
    expect((await got(plane, '/api/v1/releases?limit=1&limit=2')).ids).toEqual(['rel-7', 'rel-6']);
    expect((await got(plane, '/api/v1/releases?host=web-01&host=db-01&limit=7&limit=1')).ids).toEqual(['rel-7']);
    expect((await got(plane, '/api/v1/releases?limit=3&limit=ten')).ids).toHaveLength(7);
  });

  test('of releases or rollouts ends early rather than to be more than fits', async () => {
    const plane = await aPast();
    plane.db.exec(`UPDATE releases SET host_count = 150000;
      INSERT INTO rollout_batches (id, rollout_id, batch_index, size)
        SELECT id || '-b0', id, 0, CASE id WHEN 'r-6' THEN 900000 ELSE 150000 END FROM rollouts`);
    expect(await walked(plane, '/api/v1/releases?limit=500')).toEqual([
      ['rel-7', 'rel-6'],
      ['rel-5', 'rel-4'],
      ['rel-3', 'rel-2'],
      ['rel-1'],
    ]);
    expect((await walked(plane, '/api/v1/rollouts?limit=500'))[0]).toEqual(['r-7']);
    expect((await walked(plane, '/api/v1/rollouts?limit=500'))[1]).toEqual(['r-6']);
  });

  test('of releases ends early also when their tags are what is large', async () => {
    const plane = await aPast();
    plane.db.exec(`INSERT INTO release_entries (release_id, hostname, store_path, platform, tags)
      SELECT id, 'long-tags', '', '', json_array(printf('%.*c', 15 * 1024 * 1024, 't')) FROM releases`);
    expect(await walked(plane, '/api/v1/releases?limit=500')).toEqual([
      ['rel-7', 'rel-6', 'rel-5', 'rel-4'],
      ['rel-3', 'rel-2', 'rel-1'],
    ]);
  });

  test('of the audit begins before the entry that is named, be it there or not', async () => {
    const plane = await aServer();
    for (let n = 0; n < 5; n += 1) await plane.ask('POST', '/api/v1/machines/web-01/report', { json: aReport() });
    expect(await walked(plane, '/api/v1/audit?limit=2')).toEqual([['5', '4'], ['3', '2'], ['1']]);
    plane.db.exec('DELETE FROM reports WHERE id = 4');
    expect((await got(plane, '/api/v1/audit?after=4')).ids).toEqual(['3', '2', '1']);
    expect((await got(plane, '/api/v1/audit?target=web-01&limit=1&after=4')).next).toBe(
      '/api/v1/audit?target=web-01&limit=1&after=3',
    );
  });
});
