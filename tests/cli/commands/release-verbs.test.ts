import { beforeAll, describe, expect, test } from 'vitest';
import { aFleet, aRelease, aRunningRollout } from './a-fleet.ts';

const { program, client } = aFleet();
const release = (...words: string[]) => program.run('release', ...words);
const ids = async (): Promise<string[]> => (await client().listReleases()).map(({ id }) => id);
const absent = (id: string) => `Error: release ${id} was not found; nixfleet release list shows which there are\n`;

beforeAll(async () => {
  for (const id of ['web-01', 'db-01'])
    await client().registerMachine({ params: { id }, body: { lifecycle: 'active', tags: [] } });
});

describe('nixfleet release list', () => {
  test('shows so many, of a host', async () => {
    await aRelease(client(), 'web-01');
    const newest = await aRelease(client(), 'web-01', 'db-01');
    await aRelease(client(), 'mail-01');
    const listed = async (...flags: string[]) => JSON.parse((await release('list', '--json', ...flags)).stdout);
    expect(await listed('--host', 'web-01', '--limit', '1')).toMatchObject([{ id: newest, host_count: 2 }]);
    expect(await listed('--host', 'a&limit=500')).toEqual([]);
    expect((await release('list')).stdout).toMatch(/^ ID +REVISION +HOSTS +CREATED +BY +\n rel-/);
  });
});

describe('nixfleet release show', () => {
  test('has the hosts with their whole paths', async () => {
    const id = await aRelease(client(), 'web-01');
    const { stdout } = await release('show', id);
    expect(stdout).toContain(`Release:    ${id}\n`);
    expect(stdout).toContain(' web-01  x86_64-linux  /nix/store/abc-web-01  -    ');
  });

  test('says that there is none', async () => {
    expect(await release('show', 'rel-0')).toMatchObject({
      ...{ code: 1, stdout: '', stderr: expect.stringContaining(absent('rel-0')) },
    });
  });
});

describe('nixfleet release diff', () => {
  test('says which of the two is not there', async () => {
    const id = await aRelease(client(), 'web-01');
    for (const words of [
      [id, 'rel-0'],
      ['rel-0', id],
    ])
      expect(await release('diff', ...words)).toMatchObject({
        ...{ code: 1, stdout: '', stderr: expect.stringContaining(absent('rel-0')) },
      });
  });
});

describe('nixfleet release delete', () => {
  test('deletes one that nothing refers to', async () => {
    const id = await aRelease(client(), 'web-01');
    expect(await release('delete', id)).toMatchObject({ code: 0, stdout: `Release ${id} deleted\n` });
    expect(await ids()).not.toContain(id);
    const other = await aRelease(client(), 'web-01');
    expect(JSON.parse((await release('delete', other, '--json')).stdout)).toEqual({ id: other, deleted: true });
  });

  test('keeps one that a rollout refers to, and names that', async () => {
    const id = await aRelease(client(), 'web-01');
    const rollout = await aRunningRollout(client(), id, 'web-01');
    const end = await release('delete', id);
    expect(end).toMatchObject({ code: 1, stdout: '' });
    expect(end.stderr).toContain('still referenced by a rollout');
    expect(end.stderr).toContain(rollout);
    expect(await ids()).toContain(id);
    await client().cancelRollout({ params: { id: rollout } });
  });

  test('says that there is none', async () => {
    const end = await release('delete', 'rel-0');
    expect(end).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining(absent('rel-0')) });
  });
});

describe('nixfleet release gc', () => {
  test('deletes all but the newest and those in use, and says so', async () => {
    const used = await aRelease(client(), 'db-01');
    const rollout = await aRunningRollout(client(), used, 'db-01');
    const old = [await aRelease(client(), 'web-01'), await aRelease(client(), 'web-01')];
    const newest = [await aRelease(client(), 'web-01'), await aRelease(client(), 'web-01')];

    const before = await ids();
    const trial = await release('gc', '--keep', '2', '--dry-run', '--json');
    const foreseen: { deleted: string[]; referenced: string[] } = JSON.parse(trial.stdout);
    expect(foreseen).toMatchObject({ kept: 2, dry_run: true });
    expect(foreseen.deleted).toEqual(expect.arrayContaining(old));
    expect(foreseen.referenced).toContain(used);
    expect(await ids()).toEqual(before);

    const tooYoung = await release('gc', '--keep', '0', '--older-than', '1d');
    expect(tooYoung).toMatchObject({ code: 0, stdout: `0 releases deleted, ${before.length} kept: new enough\n` });

    const { code, stdout, stderr } = await release('gc', '--keep', '2', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({ ...foreseen, dry_run: false });
    expect(stderr).toMatch(/\d+ releases deleted, \d+ kept: still referenced by a rollout, 2 kept: new enough/);
    expect((await ids()).toSorted()).toEqual([...foreseen.referenced, ...newest].toSorted());
    await client().cancelRollout({ params: { id: rollout } });
  });

  test('shows in a trial which would go', async () => {
    const id = await aRelease(client(), 'web-01');
    const { stdout } = await release('gc', '--keep', '0', '--dry-run');
    expect(stdout).toContain(` ${id} `);
    expect(stdout).toMatch(/\nDry run: \d+ releases? would be deleted/);
  });

  test('refuses a span that is none', async () => {
    const end = await release('gc', '--older-than', 'old');
    expect(end).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringContaining('--older-than is a span of time'),
    });
  });
});
