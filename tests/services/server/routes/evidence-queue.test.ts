import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { RateLimited } from '../../../../machines/errors.ts';
import { EvidenceQueue } from '../../../../services/server/routes/evidence-queue.ts';

const MIB = 1024 * 1024;

describe('evidence that comes all at once', () => {
  test('leaves turns to others, and is taken in its order', async () => {
    const queue = new EvidenceQueue();
    const done: number[] = [];
    const all = Array.from({ length: 30 }, (_, index) =>
      queue.take({ machineId: `m-${index}`, length: 10 }, () => Promise.resolve(done.push(index))),
    );
    const seen: number[] = [];
    while (done.length < 30) {
      await turn();
      seen.push(done.length);
    }
    await Promise.all(all);
    expect(done).toEqual(Array.from({ length: 30 }, (_, index) => index));
    expect(seen.length).toBeGreaterThanOrEqual(30);
  });

  test('is taken once of a machine at a time, whatever comes of it', async () => {
    const queue = new EvidenceQueue();
    const of = (machineId: string) => queue.take({ machineId, length: 1 }, () => Promise.reject(new Error('no')));
    const first = of('m');
    await expect(of('m')).rejects.toThrow(RateLimited);
    await expect(first).rejects.toThrow('no');
    await expect(of('m')).rejects.toThrow('no');
  });

  test('is sent away when too much of it waits', async () => {
    const queue = new EvidenceQueue();
    const of = (machineId: string, length: number) => queue.take({ machineId, length }, () => Promise.resolve());
    const waiting = [of('one', 40 * MIB), of('two', 20 * MIB)];
    await expect(of('three', 10 * MIB)).rejects.toThrow('comes at once');
    await Promise.all(waiting);
    await expect(of('three', 10 * MIB)).resolves.toBeUndefined();
  });
});
