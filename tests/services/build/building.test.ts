import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { HostNews } from '../../../machines/policy/release-hosts.ts';
import { run } from '../../../services/host/process.ts';
import { aBuild } from './a-build.ts';
import { aFlake, linkFarm, NIX_CONFIG } from './fleet.ts';
import { standIns } from './stand-ins.ts';

const home = mkdtempSync(join(tmpdir(), 'nixfleet-building-'));
beforeAll(() => {
  process.env['NIX_CONFIG'] = NIX_CONFIG;
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

describe('a build', () => {
  test('tells how far it is, in all that the hosts need', async () => {
    const inner = linkFarm('inner');
    const fleet = aFlake({ web: { toplevel: linkFarm('outer', `\${${linkFarm('middle', `\${${inner}}`)}}`) } });
    const told: HostNews[] = [];
    const pool = await aBuild(fleet.folder, { onNews: (news) => told.push(news) });
    await pool.close();
    fleet.remove();
    const progress = told.filter(({ type }) => type === 'hosts.progressed');
    expect(progress.at(-1)).toEqual({ type: 'hosts.progressed', names: ['web'], done: 3, of: 3 });
    expect(told.at(-1)).toEqual({ type: 'hosts.built', names: ['web'] });
  });

  test('is protected from the garbage collector until the pool is closed', async () => {
    const fleet = aFlake({ web: {} });
    let path = '';
    const pool = await aBuild(fleet.folder, { onEvaluated: ([host]) => (path = host?.out ?? '') });
    const roots = async () => (await run({ argv: ['nix-store', '--query', '--roots', path] })).stdout;
    expect(await roots()).toContain('nixfleet-roots-');
    await pool.close();
    fleet.remove();
    expect(await roots()).not.toContain('nixfleet-roots-');
  });

  test('is protected for longer in a folder of the caller', async () => {
    const fleet = aFlake({ web: {} });
    const roots = mkdtempSync(join(home, 'roots-'));
    const pool = await aBuild(fleet.folder, { roots });
    await pool.close();
    fleet.remove();
    expect(readdirSync(join(roots, readdirSync(roots)[0] ?? ''))).toEqual(['0']);
  });

  test('leaves the number of builds at once to the operator', async () => {
    const nixStore = standIns({ 'nix-store': 'echo "$*" >> "$SAID"; PATH="$REAL" exec nix-store "$@"' });
    const fleet = aFlake({ web: {} });
    const pool = await aBuild(fleet.folder, { asked: { maxJobs: 3 } });
    await pool.close();
    const said = nixStore.said();
    nixStore.remove();
    fleet.remove();
    expect(said).toEqual([expect.stringMatching(/^--realise --keep-going --max-jobs 3 /)]);
  });

  test('that fails fails the hosts that need it, each with the last words of what is to blame', async () => {
    const sick = `\${${linkFarm('sick', '/nowhere')}}`;
    const fleet = aFlake({
      'web-01': { toplevel: linkFarm('web-01', sick) },
      'web-02': { toplevel: linkFarm('web-02', sick) },
      db: {},
    });
    const told: HostNews[] = [];
    const pool = await aBuild(fleet.folder, { onNews: (news) => told.push(news) });
    await pool.close();
    fleet.remove();
    const reason = expect.stringMatching(/^builder for '.*-system-sick\.drv' failed .*\n {2}error: .*'\/nowhere'/);
    expect(told.filter(({ type }) => type === 'hosts.failed' || type === 'hosts.built')).toEqual([
      {
        type: 'hosts.failed',
        failures: [
          { name: 'web-01', step: 'building', reason },
          { name: 'web-02', step: 'building', reason },
        ],
      },
      { type: 'hosts.built', names: ['db'] },
    ]);
  });
});
