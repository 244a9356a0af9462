import SQLite from 'better-sqlite3';
import { describe, expect, onTestFinished, test } from 'vitest';
import { Fleet, pathOf } from './fleet.ts';

const ACTOR = 'apikey:test';

/** A fleet in which whatever reaches the actor of `web-2` fails. */
async function aDamagedFleet(): Promise<Fleet> {
  const fleet = await new Fleet().start();
  onTestFinished(() => fleet.engine.stop());
  await fleet.hosts('web-1', 'web-2', 'web-3');
  for (const machineId of ['web-1', 'web-2'])
    await fleet.engine.request('notifyDeploy', { machineId, path: '/nix/store/a', actor: ACTOR });
  await fleet.engine.stop();
  const db = new SQLite(fleet.path);
  db.prepare(
    `UPDATE snapshots SET state = json_set(state, '$.value', 'nowhere') WHERE address = 'machine:web-2'`,
  ).run();
  db.close();
  return await fleet.start();
}

describe('a group of which one request fails after it has written', () => {
  test('is redone: the others are carried out once each, and in their order', async () => {
    const fleet = await aDamagedFleet();
    const { engine } = fleet;
    const release = { entries: [{ hostname: 'web-1', store_path: pathOf('r1', 'web-1'), platform: 'x', tags: [] }] };
    const once = {
      name: 'createRelease',
      input: { release, actor: ACTOR },
      actor: ACTOR,
      key: 'k',
      fingerprint: 'f',
    } as const;
    const numbered = { epoch: 'e-1', seq: 1, message: 'numbered', current_generation: '/nix/store/a' };
    const asked = await Promise.allSettled([
      engine.request('createKey', { name: 'one', role: 'admin', expiresAt: null, actor: ACTOR }),
      engine.request('once', once),
      fleet.report('web-1', numbered),
      engine.request('pinTags', { machineId: 'web-3', tags: ['prod'], actor: ACTOR }),
      fleet.report('web-2', { message: 'never stored', current_generation: '/nix/store/b' }),
      engine.request('once', once),
      fleet.report('web-1', numbered),
      engine.request('deleteMachine', { machineId: 'web-3', actor: ACTOR }),
      engine.request('pinTags', { machineId: 'web-3', tags: ['prod'], actor: ACTOR }),
    ]);
    expect(asked.map(({ status }) => status === 'fulfilled')).toEqual([
      ...[true, true, true, true],
      ...[false, true, true, true, false],
    ]);
    const [, first, , , , second] = asked as PromiseFulfilledResult<{ answer: object; isReplay: boolean }>[];
    expect(first?.value.isReplay).toBe(false);
    expect(second?.value).toEqual({ answer: first?.value.answer, isReplay: true });
    const counted = (query: string) => fleet.rows<{ n: number }>(`SELECT count(*) AS n FROM ${query}`)[0]?.n;
    expect(counted('api_keys')).toBe(1);
    expect(counted('releases')).toBe(1);
    expect(counted(`reports WHERE message = 'numbered'`)).toBe(1);
    expect(counted(`reports WHERE message = 'never stored'`)).toBe(0);
    expect(counted(`machines WHERE machine_id = 'web-3'`)).toBe(0);
    expect(counted(`machine_tags WHERE source = 'pinned'`)).toBe(0);
  });

  test('does not keep who is deleted and comes anew from working', async () => {
    const fleet = await aDamagedFleet();
    await expect(fleet.report('web-2', { current_generation: '/nix/store/b' })).rejects.toThrow(/cannot be restored/);
    await fleet.engine.request('deleteMachine', { machineId: 'web-2', actor: ACTOR });
    await fleet.report('web-2', { current_generation: '/nix/store/b' });
    await fleet.engine.request('notifyDeploy', { machineId: 'web-2', path: '/nix/store/b', actor: ACTOR });
    expect(fleet.desired('web-2')).toBe('/nix/store/b');
  });
});
