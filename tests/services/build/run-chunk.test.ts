import { describe, expect, test } from 'vitest';
import { Ledger } from '../../../services/build/ledger.ts';
import { PoolLink } from '../../../services/build/pool-link.ts';
import type { ChunkOrder, Stage } from '../../../services/build/protocol.ts';
import { createTurns } from '../../../services/build/turns.ts';
import { runChunk } from '../../../services/build/run-chunk.ts';

type Job = (link: PoolLink, order: ChunkOrder) => Promise<void>;

/** Runs jobs as a pool does, in this thread; `limit` is that of every stage. */
function aPool(limit: number) {
  const stop = new AbortController();
  const turns = createTurns(limit);
  const around = {
    ledger: new Ledger(),
    turns: { evaluating: turns, building: createTurns(limit), pushing: createTurns(limit) } satisfies Record<
      Stage,
      unknown
    >,
    signal: stop.signal,
    onNews: () => undefined,
  };
  const chunk: Omit<ChunkOrder, 'port'> = {
    ...{ url: 'path:/x', hosts: [], tags: [], goal: 'pushed', distribution: { way: 'none' } },
    ...{ limits: { evalMemoryMib: 1, maxJobs: null }, hasEvaluationJobs: false, root: '/r', isHeard: false },
  };
  const run = (job: Job) => {
    const work = async (order: ChunkOrder) => {
      const link = new PoolLink(order.port);
      try {
        await job(link, order);
      } finally {
        link.close();
      }
    };
    return runChunk(chunk, { ...around, workers: { run: work } });
  };
  return { run, stop };
}

function aGate() {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { opened, open };
}

describe('jobs of chunks', () => {
  test('take their turns at a stage, over all chunks, first come, first served', async () => {
    const { run } = aPool(1);
    const said: string[] = [];
    const [first, queued] = [aGate(), aGate()];
    const one = run(async (link) => {
      await link.turns('pushing')(async () => {
        said.push('one begins');
        first.open();
        await queued.opened;
        said.push('one ends');
      });
    });
    await first.opened;
    const two = run(async (link) => {
      const pushing = link.turns('pushing')(async () => void said.push('two begins'));
      // A stage of its own has room of its own.
      await link.turns('building')(async () => void said.push('two builds'));
      queued.open();
      await pushing;
    });
    await Promise.all([one, two]);
    expect(said).toEqual(['one begins', 'two builds', 'one ends', 'two begins']);
  });

  test('make room when their work fails', async () => {
    const { run } = aPool(1);
    const failing = run((link) => link.turns('building')(() => Promise.reject(new Error('no disk'))));
    await expect(failing).rejects.toThrow('no disk');
    await expect(run((link) => link.turns('building')(async () => undefined))).resolves.toBeUndefined();
  });

  test('may do as much at once as the limit allows', async () => {
    const { run } = aPool(2);
    const [left, right] = [aGate(), aGate()];
    const meet = (mine: ReturnType<typeof aGate>, other: ReturnType<typeof aGate>) =>
      run((link) =>
        link.turns('evaluating')(async () => {
          mine.open();
          await other.opened;
        }),
      );
    await expect(Promise.all([meet(left, right), meet(right, left)])).resolves.toEqual([undefined, undefined]);
  });

  test('stop while they wait for their turn', async () => {
    const { run, stop } = aPool(1);
    const begun = aGate();
    const held = run((link) =>
      link.turns('building')(async () => {
        begun.open();
        await new Promise((resolve) => link.signal.addEventListener('abort', resolve, { once: true }));
      }),
    );
    await begun.opened;
    const waiting = run((link) => link.turns('building')(async () => undefined));
    stop.abort();
    const ends = await Promise.allSettled([held, waiting]);
    expect(ends).toMatchObject([{ status: 'fulfilled' }, { reason: { message: 'the build was stopped' } }]);
  });
});
