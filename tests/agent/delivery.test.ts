import { describe, expect, test } from 'vitest';
import { deliver } from '../../agent/delivery.ts';
import type { Report } from '../../machines/model/report.ts';
import type { QueuedReport } from '../../machines/policy/agent-report.ts';

const aReport = (seq: number): QueuedReport => ({
  type: 'report',
  kind: 'up-to-date',
  running: '/nix/store/a-b',
  success: true,
  message: `report ${seq}`,
  health: null,
  evidence: null,
  seq,
  at: 0,
});

describe('a delivery', () => {
  test('leaves for the next one what it has no time for, so that the machine is looked after', async () => {
    const waiting = [1, 2, 3].map(aReport);
    const sent: string[] = [];
    const parts = {
      outbox: { first: () => waiting[0], remove: () => void waiting.shift() },
      controlPlane: { report: async ({ message }: Report) => void sent.push(message) },
      reporter: async () => ({ machineId: 'a', tags: [], version: '1', uptimeSeconds: 1, bootId: null, epoch: 'e' }),
      log: () => undefined,
    };
    await deliver({ ...parts, patienceMs: 0 }, new AbortController().signal);
    expect(sent).toEqual(['report 1']);
    await deliver(parts, new AbortController().signal);
    expect(sent).toEqual(['report 1', 'report 2', 'report 3']);
  });
});
