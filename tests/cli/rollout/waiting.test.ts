import { describe, expect, onTestFinished, test } from 'vitest';
import { ARolloutServer } from '../a-rollout-server.ts';
import { aFrame, aRollout } from '../output/a-rollout.ts';
import { Program } from '../program.ts';

/** The command line that waits for the server's rollout. */
async function aWait(...flags: string[]) {
  const program = new Program();
  onTestFinished(() => program.stop());
  const plane = await ARolloutServer.start();
  const argv = ['rollout', 'status', 'r-1', '--wait', '--control-plane-url', plane.url, ...flags];
  return { plane, start: () => program.start(...argv), run: () => program.run(...argv) };
}

/** What is on the lines of a standard output. */
const records = (stdout: string): unknown[] =>
  stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);

const refuse =
  (plane: ARolloutServer): ARolloutServer['answer'] =>
  (response, n) => {
    if (n === 2) return void response.writeHead(503).end('it starts');
    plane.tell(response);
  };

describe('nixfleet rollout status --wait', () => {
  test('goes on when the feed is closed, refused, or cut, and when questions are', async () => {
    const { plane, run } = await aWait();
    plane.answer = refuse(plane);
    plane.view = (viewer, n) => {
      if (n === 1) return viewer.close(1013, 'you read too slowly');
      if (n === 2) return viewer.close(1001, 'the control plane stops');
      if (n === 3) return viewer.terminate();
      plane.end(viewer, { status: 'completed' });
    };
    expect(await run()).toMatchObject({ code: 0, stdout: expect.stringContaining('Rollout r-1 completed') });
  });

  test('prints lines of JSON with --json: each row, and how it ended', async () => {
    const { plane, run } = await aWait('--json');
    plane.view = (viewer) => {
      viewer.send(JSON.stringify(aFrame(11, { type: 'machine_told', message: 'a is told' })));
      plane.end(viewer, { status: 'paused', reason: 'too many are ill' });
    };
    const { code, stdout, stderr } = await run();
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining('paused: too many are ill') });
    expect(records(stdout)).toMatchObject([
      { type: 'row', row: { seq: 11, message: 'a is told' } },
      { type: 'end', exit_code: 1, rollout: { id: 'r-1', status: 'paused' } },
    ]);
  });

  test('prints with --json how things stand, where there is no feed', async () => {
    const { plane, run } = await aWait('--json');
    plane.noFeed = true;
    plane.answer = (response, n) => {
      if (n === 4) plane.rollout = aRollout({ status: 'completed' });
      plane.tell(response);
    };
    const { code, stdout } = await run();
    expect(code).toBe(0);
    expect(records(stdout)).toMatchObject([
      { type: 'status', rollout: { status: 'running' } },
      { type: 'status', rollout: { status: 'completed' } },
      { type: 'end', exit_code: 0, rollout: { status: 'completed' } },
    ]);
  });

  test('says that the rollout was deleted', async () => {
    const { plane, run } = await aWait('--json');
    plane.view = (viewer) => {
      plane.answer = (response) => response.writeHead(404).end('rollout not found');
      viewer.send(JSON.stringify({ type: 'end', reason: 'deleted' }), () => viewer.close());
    };
    const { code, stdout, stderr } = await run();
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringContaining('rollout r-1 was deleted while it was waited for'),
    });
    expect(records(stdout)).toEqual([{ type: 'end', exit_code: 1, rollout: null }]);
  });

  test('ends at Ctrl-C at once though nothing is answered any more, and says that the rollout goes on', async () => {
    const { plane, start } = await aWait('--wait-timeout', '0');
    const isWatched = new Promise<void>((resolve) => {
      plane.view = (viewer) => {
        // Closing is a question too.
        viewer.pause();
        resolve();
      };
    });
    const waiting = start();
    await isWatched;
    const startedAt = performance.now();
    waiting.interrupt();
    expect(await waiting.end).toMatchObject({
      code: 130,
      stderr: expect.stringMatching(/Interrupted; rollout r-1 is running and goes on.*rollout status r-1 --wait/),
    });
    expect(performance.now() - startedAt).toBeLessThan(20_000);
  });

  test('ends at Ctrl-C at once while a question is not answered', async () => {
    const { plane, start } = await aWait();
    const isAsked = new Promise<void>((resolve) => {
      plane.answer = (response, n) => (n === 1 ? plane.tell(response) : resolve());
    });
    const waiting = start();
    await isAsked;
    const startedAt = performance.now();
    waiting.interrupt();
    expect(await waiting.end).toMatchObject({ code: 130, stderr: expect.stringContaining('rollout r-1 goes on') });
    expect(performance.now() - startedAt).toBeLessThan(20_000);
  });

  test.each([
    ['stdout', 'failed', 1],
    ['stderr', 'completed', 0],
  ] as const)('ends with what became of the rollout when nobody reads %s', async (name, status, expected) => {
    const { plane, start } = await aWait();
    const isWatched = new Promise<() => void>((resolve) => {
      plane.view = (viewer) => resolve(() => plane.end(viewer, { status }));
    });
    const waiting = start();
    const end = await isWatched;
    await waiting.closeReader(name);
    end();
    const { code, stderr } = await waiting.end;
    expect({ code, hasTrace: stderr.includes('    at ') }).toEqual({ code: expected, hasTrace: false });
  });
});

describe('nixfleet rollout status --watch', () => {
  test('ends when the rollout is over', async () => {
    const { plane } = await aWait();
    const program = new Program();
    onTestFinished(() => program.stop());
    plane.answer = (response, n) => {
      if (n === 2) plane.rollout = aRollout({ status: 'completed' });
      plane.tell(response);
    };
    const argv = ['rollout', 'status', 'r-1', '--watch', '--interval', '1', '--control-plane-url', plane.url];
    const { code, stdout } = await program.run(...argv);
    expect(code).toBe(0);
    expect(stdout.match(/^Status: +(\w+)/gm)?.map((line) => line.split(/ +/)[1])).toEqual(['running', 'completed']);
  });

  test.each([
    [['--watch', '--wait'], 2, '--watch cannot be used with --wait'],
    [['--watch', '--json'], 1, 'incompatible'],
    [['--interval', '3'], 2, '--interval means nothing without --watch'],
  ])('with %j is refused', async (flags, code, says) => {
    const program = new Program();
    onTestFinished(() => program.stop());
    const end = await program.run('rollout', 'status', 'r-1', ...flags);
    expect(end).toMatchObject({ code, stdout: '', stderr: expect.stringContaining(says) });
  });
});
