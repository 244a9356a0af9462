import { beforeAll, describe, expect, test } from 'vitest';
import type { HostNews } from '../../../machines/policy/release-hosts.ts';
import { aBuild } from './a-build.ts';
import { aFlake, NIX_CONFIG } from './fleet.ts';
import { standIns } from './stand-ins.ts';

beforeAll(() => {
  process.env['NIX_CONFIG'] = NIX_CONFIG;
});

describe('a build with nix-eval-jobs on PATH', () => {
  const drv = '/nix/store/9jsb2l2zppg02wsxi499j0qgzaq0z255-web.drv';
  const answered = JSON.stringify({
    ...{ attr: 'web', attrPath: ['web'], name: 'web', system: 'x86_64-linux', drvPath: drv },
    ...{ outputs: { out: '/nix/store/gfni9sbhhwhxxfqziq1fs3n82bvw962l-web' } },
    meta: { nixfleet: { platform: 'riscv64-linux', tags: ['here'] } },
  });

  test('takes its answers, and asks nix for the hosts that it did not answer', async () => {
    const jobs = standIns({ 'nix-eval-jobs': `echo "$*" >> "$SAID"; echo '${answered}'; exit 1` });
    const fleet = aFlake({ web: { toplevel: 'throw "not asked again"' }, db: {} });
    const told: HostNews[] = [];
    const pool = await aBuild(fleet.folder, { goal: 'evaluated', onNews: (news) => told.push(news) });
    await pool.close();
    const said = jobs.said();
    jobs.remove();
    fleet.remove();
    expect(said).toEqual([expect.stringContaining('--workers 1 --max-memory-size 2048 --gc-roots-dir')]);
    expect(told).toMatchObject([
      {
        type: 'hosts.evaluated',
        entries: [
          { hostname: 'web', platform: 'riscv64-linux', tags: ['here'] },
          { hostname: 'db', platform: 'x86_64-linux' },
        ],
      },
    ]);
  });

  test('does without it when it cannot be started', async () => {
    const jobs = standIns({ 'nix-eval-jobs': 'exit 1' });
    jobs.spoil('nix-eval-jobs');
    const fleet = aFlake({ web: {} });
    const told: HostNews[] = [];
    const pool = await aBuild(fleet.folder, { goal: 'evaluated', onNews: (news) => told.push(news) });
    await pool.close();
    jobs.remove();
    fleet.remove();
    expect(told).toMatchObject([{ type: 'hosts.evaluated', entries: [{ hostname: 'web' }] }]);
  });
});
