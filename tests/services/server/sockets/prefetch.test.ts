import { describe, expect, test } from 'vitest';
import type { PrefetchFrame } from '../../../../machines/model/link.ts';
import { Prefetch } from '../../../../services/server/sockets/prefetch.ts';
import type { MemberQuestion, NextMember } from '../../../../services/store/read/links.ts';
import { aLink, type LinkUnderTest } from '../../../support/a-link.ts';
import { BEFORE, reported, WANTED, WELL } from '../../../support/a-served-rollout.ts';
import { aServer, type ServedPlane } from '../../../support/a-server.ts';

const HOSTS = ['web-01', 'web-02', 'web-03'] as const;

/** A rollout of one machine after the other, all of which have a link; `first` is told first. */
async function aStagedRollout() {
  const plane = await aServer();
  for (const host of HOSTS) await reported(plane, host);
  const links = await Promise.all(HOSTS.map((host) => aLink(plane.url, host)));
  for (const link of links) await link.hello();
  const entries = HOSTS.map((hostname) => ({ hostname, store_path: WANTED, platform: 'x86_64-linux' }));
  const release = await created(plane, '/api/v1/releases', { cache_url: 'http://cache:5000', entries });
  const { batches } = await created(plane, '/api/v1/rollouts', {
    release_id: release['id'],
    target: { hosts: HOSTS },
    strategy: 'staged',
    batch_sizes: ['1', '1', '1'],
  });
  const order = (batches as { machine_ids: string[] }[]).flatMap(({ machine_ids }) => machine_ids);
  return { plane, ends: order.map((host) => ({ host, link: links[HOSTS.findIndex((name) => name === host)] })) };
}

const created = async (plane: ServedPlane, path: string, json: object) =>
  (await (await plane.ask('POST', path, { json })).json()) as Record<string, unknown>;

const typesOf = (link: LinkUnderTest | undefined) => link?.frames.map(({ type }) => type);

describe('machines of the next batch', () => {
  test('are told what to fetch while the one before them is waited for, and those after them are not', async () => {
    const { plane, ends } = await aStagedRollout();
    const [first, second, third] = ends;
    expect(await second?.link?.heard('prefetch')).toEqual({
      type: 'prefetch',
      hash: WANTED,
      cache_url: 'http://cache:5000',
    });
    expect([typesOf(first?.link), typesOf(third?.link)]).toEqual([
      ['welcome', 'wanted', 'wanted'],
      ['welcome', 'wanted'],
    ]);
    await reported(plane, first?.host ?? '', { current_generation: WANTED, health: WELL });
    await third?.link?.heard('prefetch');
    expect(typesOf(second?.link)).toEqual(['welcome', 'wanted', 'prefetch', 'wanted']);
  });
});

describe('telling machines ahead', () => {
  /** Machines of the batch after each of some that were told, a page at a time. */
  async function toldAhead(members: number, change: (prefetch: Prefetch, page: number) => void = () => undefined) {
    const told: [string, PrefetchFrame][] = [];
    const asked: MemberQuestion[] = [];
    const problems: unknown[] = [];
    let finished: () => void = () => undefined;
    const end = new Promise<void>((resolve) => (finished = resolve));
    const prefetch = new Prefetch({
      reads: {
        nextMembers(question) {
          asked.push(question);
          change(prefetch, asked.length);
          if (question.rolloutId === 'r-end') finished();
          const left = Math.max(0, Math.min(question.limit, members - question.after - 1));
          return question.rolloutId === 'r-end'
            ? []
            : Array.from({ length: left }, (_, index) => aMember(question.after + 1 + index));
        },
      },
      send: (id, frame) => told.push([id, frame]) > 0,
      log: (_, message) => problems.push(message),
    });
    prefetch.after({ rolloutId: 'r-1', index: 0 });
    prefetch.after({ rolloutId: 'r-end', index: 0 });
    await end;
    return { told, asked, problems };
  }

  const aMember = (position: number): NextMember => ({
    machineId: `m-${position}`,
    position,
    hash: WANTED,
    cache_url: null,
  });

  test('goes through all of a batch, a few at a time', async () => {
    const { told, asked } = await toldAhead(600);
    expect(told.map(([id]) => id)).toEqual(Array.from({ length: 600 }, (_, index) => `m-${index}`));
    expect(asked.map(({ rolloutId, index, after }) => [rolloutId, index, after])).toEqual([
      ['r-1', 1, -1],
      ['r-1', 1, 249],
      ['r-1', 1, 499],
      ['r-end', 1, -1],
    ]);
  });

  test('is given up for a batch that cannot be read, and the next is told all the same', async () => {
    const { told, problems } = await toldAhead(10, (_, page) => {
      if (page === 1) throw new Error('the database is locked');
    });
    expect([told, problems]).toEqual([[], ['machines cannot be told what to fetch ahead']]);
  });

  test('leaves out who runs it already, and a rollout that does not go on', async () => {
    const { plane } = await aStagedRollout();
    const [{ id }] = plane.db.prepare('SELECT id FROM rollouts').all() as [{ id: string }];
    const next = (index: number) =>
      plane.reads.links.nextMembers({ rolloutId: id, index, after: -1, limit: 10 }).map(({ hash }) => hash);
    expect(next(2)).toEqual([WANTED]);
    plane.db.prepare('UPDATE machines SET current_generation = ?').run(WANTED);
    expect(next(2)).toEqual([]);
    plane.db.prepare('UPDATE machines SET current_generation = ?').run(BEFORE);
    plane.db.exec(`UPDATE rollouts SET status = 'paused'`);
    expect(next(2)).toEqual([]);
  });
});
