import { beforeAll, describe, expect, test } from 'vitest';
import { aFleet } from './a-fleet.ts';

const MACHINES = 620;
const { program, client } = aFleet();
const audit = (...flags: string[]) => program.run('audit', ...flags);

beforeAll(async () => {
  const ids = Array.from({ length: MACHINES }, (_, index) => `m-${index}`);
  const register = (id: string) =>
    client().registerMachine({ params: { id }, body: { lifecycle: 'active', tags: [] } });
  await Promise.all(ids.map(register));
  await client().registerMachine({ params: { id: '=cmd()' }, body: { lifecycle: 'active', tags: ['\u001b[2J'] } });
});

describe('nixfleet audit', () => {
  test('shows who did what, newest first', async () => {
    const { code, stdout } = await audit('--target', 'm-7');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^ WHEN +ACTOR +ACTION +TARGET/);
    expect(stdout).toMatch(/apikey:admin +register\w* +m-7 /);
    expect(stdout.trimEnd().split('\n')).toHaveLength(2);
  });

  test('goes from page to page until there are as many as wanted', async () => {
    const count = async (...flags: string[]): Promise<number> =>
      JSON.parse((await audit(...flags, '--json')).stdout).length;
    expect(await count('--limit', '601')).toBe(601);
    expect(await count('--limit', '5')).toBe(5);
    expect(await count()).toBe(100);
  });

  test('keeps to a span of time', async () => {
    expect(JSON.parse((await audit('--since', '1h', '--limit', '3', '--json')).stdout)).toHaveLength(3);
    expect(JSON.parse((await audit('--until', '1h', '--json')).stdout)).toEqual([]);
    expect(await audit('--since', '2999-01-01T00:00:00Z')).toMatchObject({
      ...{ code: 0, stdout: 'Nothing was done, as far as these filters go.\n' },
    });
  });

  test('is a table for spreadsheets, all of it', async () => {
    const { code, stdout } = await audit('--csv');
    const lines = stdout.trimEnd().split('\n');
    expect(code).toBe(0);
    expect(lines[0]).toBe('timestamp,actor,action,target,detail');
    expect(lines.length).toBeGreaterThan(MACHINES);
    expect(stdout).toContain(",'=cmd(),");
    expect((await audit('--csv', '--limit', '2')).stdout.trimEnd().split('\n')).toHaveLength(3);
  });

  test.each([
    [['--since', 'yesterday'], 1, '--since is a span of time before now'],
    [['--until', '2026-02-30T00:00:00Z'], 1, '--until is a span'],
    [['--csv', '--json'], 2, '--csv cannot be used with --json'],
  ])('refuses %j', async (flags, code, problem) => {
    expect(await audit(...flags)).toMatchObject({ code, stdout: '', stderr: expect.stringContaining(problem) });
  });
});
