import { beforeAll, describe, expect, test } from 'vitest';
import { aFleet, aRelease, aRunningRollout } from './a-fleet.ts';

const { program, client } = aFleet();
const rollout = (...words: string[]) => program.run('rollout', ...words);
let releaseId: string;
/** A rollout that has ended, and one that runs. */
let [ended, running] = ['', ''];

beforeAll(async () => {
  for (const id of ['web-01', 'web-02'])
    await client().registerMachine({ params: { id }, body: { lifecycle: 'active', tags: [] } });
  releaseId = await aRelease(client(), 'web-01', 'web-02');
  ended = await aRunningRollout(client(), releaseId, 'web-01');
  await client().cancelRollout({ params: { id: ended } });
  running = await aRunningRollout(client(), releaseId, 'web-02');
});

describe('nixfleet rollout list', () => {
  test('shows whole ids', async () => {
    const { code, stdout } = await rollout('list');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^ ID +STATUS +STRATEGY +BATCHES +CREATED +RELEASE/);
    for (const id of [ended, running, releaseId]) expect(stdout).toContain(` ${id} `);
    expect(stdout).toMatch(/\n\n2 rollout\(s\)\n$/);
  });

  test('is filtered, sorted and limited', async () => {
    const listed = async (...flags: string[]): Promise<string[]> =>
      JSON.parse((await rollout('list', '--json', ...flags)).stdout).map(({ id }: { id: string }) => id);
    expect(await listed('--status', 'cancelled')).toEqual([ended]);
    expect(await listed('--sort', 'status')).toEqual([ended, running]);
    expect(await listed('--limit', '1')).toEqual([running]);
  });

  test('refuses to sort by what it does not know, before it asks', async () => {
    expect(await rollout('list', '--sort', 'staus', '--control-plane-url', 'http://127.0.0.1:1')).toMatchObject({
      ...{
        code: 1,
        stdout: '',
        stderr: expect.stringContaining(
          '--sort is one of created, status, strategy, not "staus"; did you mean status?',
        ),
      },
    });
  });

  test('warns of a status that it does not know, and asks for it', async () => {
    const end = await rollout('list', '--status', 'runing');
    expect(end).toMatchObject({ code: 0, stdout: 'No rollouts.\n' });
    expect(end.stderr).toContain('no rollout status is known as runing; did you mean running?');
  });
});

describe('nixfleet rollout resume', () => {
  test('refuses what is not paused', async () => {
    expect(await rollout('resume', running)).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringContaining('409'),
    });
  });
});

describe('nixfleet rollout pause', () => {
  const goingOn = 'batch 1 of 1 goes on, and no other begins';

  test('pauses, and says what goes on and how to go on', async () => {
    expect(await rollout('pause', running)).toMatchObject({
      code: 0,
      stdout: [
        `Rollout ${running} paused: ${goingOn}`,
        `  Resume with:  nixfleet rollout resume ${running}`,
        `  Give up with: nixfleet rollout cancel ${running}`,
        '',
      ].join('\n'),
    });
    expect(await rollout('status', running)).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/Status: +paused\nReason: +paused by apikey:admin\n/),
    });
  });

  test('ends the waiting of others, who hear who paused it', async () => {
    expect(await rollout('status', running, '--wait')).toMatchObject({
      code: 1,
      stdout: expect.stringContaining(`\nRollout ${running} paused by apikey:admin; ${goingOn}\n`),
    });
  });

  test('refuses what is paused already, and says by whom', async () => {
    const end = await rollout('pause', running);
    expect(end).toMatchObject({ code: 1, stdout: '' });
    expect(end.stderr).toMatch(
      new RegExp(`rollout ${running} is paused already, since [^ ]+Z: paused by apikey:admin`),
    );
  });

  test('is taken back by a resume, which tells nobody again', async () => {
    expect(await rollout('resume', running)).toMatchObject({ code: 0 });
    const { status, batches, reason, events } = await client().getRollout({ params: { id: running } });
    expect([status, reason, batches[0]?.status]).toEqual(['running', null, 'waiting_health']);
    expect(events.filter(({ event_type }) => event_type === 'batch_started')).toHaveLength(1);
  });

  test('answers with the rollout as JSON', async () => {
    const { stdout } = await rollout('pause', running, '--json');
    expect(JSON.parse(stdout)).toMatchObject({ id: running, status: 'paused', reason: 'paused by apikey:admin' });
    await client().resumeRollout({ params: { id: running } });
  });

  test('refuses what has ended', async () => {
    expect(await rollout('pause', ended)).toMatchObject({
      ...{ code: 1, stderr: expect.stringContaining(`rollout ${ended} is cancelled; only a running rollout can be`) },
    });
  });
});

describe('a rollout that nobody knows', () => {
  test.each([[['status']], [['status', '--watch']], [['why']], [['pause']], [['resume']], [['cancel']], [['delete']]])(
    'is told of by rollout %j, with where to look',
    async ([verb = '', ...flags]) => {
      const end = await rollout(verb, 'r-0', ...flags);
      expect(end).toMatchObject({ code: 1, stdout: '' });
      expect(end.stderr).toContain('rollout r-0 was not found; nixfleet rollout list shows which there are');
    },
  );
});

describe('nixfleet deploy', () => {
  test('says that there is no such release', async () => {
    const end = await program.run('deploy', '--release', 'rel-0', '--wait');
    expect(end).toMatchObject({ code: 1, stdout: '' });
    expect(end.stderr).toContain('Error: release rel-0 was not found; nixfleet release list shows which there are\n');
  });

  test('warns of what is not used before it does anything', async () => {
    const flags = ['--strategy', 'canary', '--batch-size', '1', '--flake', '/nowhere'];
    const end = await program.run('deploy', '--ssh', ...flags);
    expect(end).toMatchObject({ code: 1, stdout: '' });
    expect(end.stderr).toMatch(/warning: --strategy, --batch-size: not used with --ssh,[^]*\nError: /);
  });
});

describe('nixfleet rollout delete', () => {
  test('refuses one that goes on, and says how to end it', async () => {
    const end = await rollout('delete', running);
    expect(end).toMatchObject({ code: 1, stdout: '' });
    expect(end.stderr).toContain(`rollout ${running} cannot be deleted`);
    expect(end.stderr).toContain(`nixfleet rollout cancel ${running}`);
  });

  test('deletes one that has ended', async () => {
    expect(await rollout('delete', ended)).toMatchObject({ code: 0, stdout: `Rollout ${ended} deleted\n` });
    expect(await rollout('delete', ended)).toMatchObject({
      ...{ code: 1, stderr: expect.stringContaining(`rollout ${ended} was not found; nixfleet rollout list`) },
    });
  });

  test('says so as JSON, after it was cancelled', async () => {
    expect(await rollout('cancel', running)).toMatchObject({
      ...{ code: 0, stdout: `Rollout ${running} cancelled: machines keep what they have\n` },
    });
    const { stdout } = await rollout('delete', running, '--json');
    expect(JSON.parse(stdout)).toEqual({ id: running, deleted: true });
  });
});
