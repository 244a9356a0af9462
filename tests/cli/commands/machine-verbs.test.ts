import { beforeAll, describe, expect, test } from 'vitest';
import { aFleet } from './a-fleet.ts';

const PATH = '/nix/store/abc-nixos-system-web-01';
const { program, client } = aFleet();
const machines = (...words: string[]) => program.run('machines', ...words);
const known = async (id: string) => client().getMachine({ params: { id } });

beforeAll(async () => {
  await machines('register', 'web-01', '--tags', 'web');
  await machines('register', 'db-01');
});

describe('nixfleet machines set-lifecycle', () => {
  test('moves a machine', async () => {
    expect(await machines('set-lifecycle', 'db-01', 'maintenance')).toMatchObject({
      ...{ code: 0, stdout: 'Machine db-01: lifecycle set to maintenance\n' },
    });
    expect(await known('db-01')).toMatchObject({ lifecycle: 'maintenance' });
  });

  test('says what it did as JSON', async () => {
    const { stdout } = await machines('set-lifecycle', 'db-01', 'active', '--json');
    expect(JSON.parse(stdout)).toEqual({ machine_id: 'db-01', lifecycle: 'active' });
  });

  test('names the word that was probably meant, before anything is asked', async () => {
    const nowhere = ['--control-plane-url', 'http://127.0.0.1:1'];
    expect(await machines('set-lifecycle', 'db-01', 'mantenance', ...nowhere)).toMatchObject({
      ...{ code: 1, stdout: '', stderr: expect.stringContaining('not "mantenance"; did you mean maintenance?') },
    });
  });

  test('says why no way leads there', async () => {
    const end = await machines('set-lifecycle', 'db-01', 'provisioning');
    expect(end).toMatchObject({ code: 1, stdout: '' });
    expect(end.stderr).toContain('Error: machine db-01 stays as it is');
    expect(end.stderr).toContain('db-01 cannot go from active to provisioning');
  });
});

describe('nixfleet machines set-tags', () => {
  test('pins tags, all of them each time', async () => {
    expect(await machines('set-tags', 'web-01', '--tags', 'eu,blue', '--tags', 'eu')).toMatchObject({
      ...{ code: 0, stdout: 'Machine web-01 has the pinned tags blue, eu, and declares web\n' },
    });
    expect(await known('web-01')).toMatchObject({ pinned_tags: ['blue', 'eu'], declared_tags: ['web'] });
    const { stdout } = await machines('set-tags', 'web-01', '--json');
    expect(JSON.parse(stdout)).toMatchObject({ machine_id: 'web-01', pinned_tags: [], tags: ['web'] });
  });
});

describe('nixfleet machines notify-deploy', () => {
  test('tells what a machine should run now', async () => {
    const end = await machines('notify-deploy', 'web-01', PATH);
    expect(end).toMatchObject({ code: 0, stdout: `CP notified: web-01 should run ${PATH}\n` });
    expect(await known('web-01')).toMatchObject({ desired_generation: PATH });
    const { stdout } = await machines('notify-deploy', 'web-01', PATH, '--json');
    expect(JSON.parse(stdout)).toEqual({ machine_id: 'web-01', desired_generation: PATH });
  });

  test.each(['/tmp/result', '/nix/store', '/nix/store/../etc', './result', `${PATH}/bin`])(
    'refuses %s, which no agent could run',
    async (path) => {
      const end = await machines('notify-deploy', 'web-01', path);
      expect(end).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('is not a store path') });
    },
  );
});

describe('nixfleet machines retry', () => {
  test('says whether the agent was told', async () => {
    await machines('notify-deploy', 'web-01', PATH);
    const { code, stdout } = await machines('retry', 'web-01', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      machine_id: 'web-01',
      told: false,
      message: expect.stringContaining('has no link'),
    });
  });

  test('says that there is nothing to try', async () => {
    expect(await machines('retry', 'db-01')).toMatchObject({
      ...{ code: 1, stderr: expect.stringContaining('Error: machine db-01 has nothing to try again') },
    });
  });
});

describe('nixfleet machines clear-desired', () => {
  test('forgets what a machine should run', async () => {
    await machines('notify-deploy', 'web-01', PATH);
    expect(await machines('clear-desired', 'web-01')).toMatchObject({
      ...{ code: 0, stdout: expect.stringContaining('Desired generation cleared') },
    });
    expect(await known('web-01')).toMatchObject({ desired_generation: null });
    const { stdout } = await machines('clear-desired', 'web-01', '--json');
    expect(JSON.parse(stdout)).toEqual({ machine_id: 'web-01', desired_generation: null });
  });
});

describe('nixfleet machines show', () => {
  test('shows what is known', async () => {
    await machines('notify-deploy', 'web-01', PATH);
    const { code, stdout } = await machines('show', 'web-01');
    expect(code).toBe(0);
    expect(stdout).toContain('Machine:        web-01\nLifecycle:      active\n');
    expect(stdout).toContain(`Desired:        ${PATH}\n`);
    expect(stdout).toContain('Reports: none.\n');
  });

  test('shows it as JSON, as the control plane has it', async () => {
    const { stdout } = await machines('show', 'web-01', '--json');
    expect(JSON.parse(stdout)).toMatchObject({ machine_id: 'web-01', declared_tags: ['web'], reports: [] });
  });
});

describe('nixfleet machines show, of a machine that reported', () => {
  const health = {
    ...{ all_passed: false, timestamp: '2026-01-31T12:00:00Z' },
    results: [{ status: 'fail' as const, check_name: 'nginx.service', duration_ms: 3, message: 'in\u001b[2Jactive' }],
  };
  const report = {
    ...{ machine_id: 'web-01', current_generation: PATH, success: true, message: 'up-to-date', tags: ['web'] },
    ...{ agent_version: '0.2.0', uptime_seconds: 60 },
    ...{ timestamp: '2026-01-31T12:00:00Z', health },
  };

  test('has its checks and its reports', async () => {
    await client().report({ params: { id: 'web-01' }, body: report });
    const { stdout } = await machines('show', 'web-01');
    expect(stdout).toMatch(
      /\nHealth: unhealthy, .*\n CHECK +RESULT +TOOK +MESSAGE +\n nginx\.service +failed +3 ms +inactive \n/,
    );
    expect(stdout).toMatch(/\nReports \(UTC\):\n RECEIVED .*\n .* ok +- +abc-nixos-system-web-01 +up-to-date \n/);
  });

  test('has what its agent printed, for who asks', async () => {
    const { stdout } = await machines('show', 'web-01', '--logs', '5');
    expect(stdout).toMatch(/\nIts agent printed nothing that is kept\.\n$/);
    expect(JSON.parse((await machines('show', 'web-01', '--logs', '5', '--json')).stdout)).toMatchObject({ logs: [] });
  });
});

describe('nixfleet machines delete', () => {
  test('forgets a machine', async () => {
    await machines('register', 'old-01');
    const end = await machines('delete', 'old-01');
    expect(end).toMatchObject({ code: 0, stdout: expect.stringContaining('Machine old-01 deleted') });
    await expect(known('old-01')).rejects.toThrow('404');
  });

  test('says so as JSON', async () => {
    await machines('register', 'old-02');
    expect(JSON.parse((await machines('delete', 'old-02', '--json')).stdout)).toEqual({ id: 'old-02', deleted: true });
  });
});

describe('a machine that nobody knows', () => {
  test.each([
    [['set-lifecycle', 'web-1', 'active']],
    [['set-tags', 'web-1', '--tags', 'x']],
    [['clear-desired', 'web-1']],
    [['retry', 'web-1']],
    [['show', 'web-1']],
    [['delete', 'web-1']],
  ])('is told of by machines %j', async (words) => {
    const end = await machines(...words);
    expect(end).toMatchObject({ code: 1, stdout: '' });
    expect(end.stderr).toContain('Error: machine web-1 was not found; nixfleet machines list shows which there are\n');
  });
});

describe('a machine with a hostile name', () => {
  test('is shown, and commands no terminal', async () => {
    const id = 'evil\u009b2J\u202e';
    await client().registerMachine({
      params: { id: 'evil' },
      body: { lifecycle: 'active', tags: ['\u001b[2Jx', '\u202ey'] },
    });
    const end = await machines('register', id, '--tags', '\u001b]0;x\u0007');
    for (const { stdout, stderr } of [
      end,
      await machines('list'),
      await machines('show', 'evil'),
      await program.run('status'),
    ])
      expect(stdout + stderr).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
  });
});
