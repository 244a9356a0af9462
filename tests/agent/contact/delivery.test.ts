import { describe, expect, test } from 'vitest';
import { deliver } from '../../../agent/contact/delivery.ts';
import type { Report } from '../../../machines/model/report.ts';
import type { QueuedReport } from '../../../machines/policy/agent-report.ts';

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

/** Reports that wait, a control plane that takes them one by one, and a link. */
function aDelivery({ linkTakes, postFails = false }: { linkTakes: boolean; postFails?: boolean }) {
  const waiting = [1, 2].map(aReport);
  const steps: string[] = [];
  const parts = {
    outbox: { first: () => waiting[0], remove: () => void waiting.shift() },
    controlPlane: {
      async report({ message, epoch, seq }: Report) {
        if (postFails) throw new Error('nobody there');
        steps.push([message, epoch, seq].filter(Boolean).join(' '));
      },
    },
    link: {
      isKnown: true,
      deliver: () => Promise.resolve(linkTakes),
      hold() {
        steps.push('held');
        return () => void steps.push('let go');
      },
    },
    reporter: async () => ({ machineId: 'a', tags: [], version: '1', uptimeSeconds: 1, bootId: null, epoch: 'e' }),
    log: () => undefined,
  };
  return { steps, deliver: () => deliver(parts, new AbortController().signal) };
}

describe('a delivery', () => {
  test('needs nothing else when the link takes all', async () => {
    const { deliver: go, steps } = aDelivery({ linkTakes: true });
    await go();
    expect(steps).toEqual([]);
  });

  test('goes by HTTP when the link does not take all, and the link waits for it', async () => {
    const { deliver: go, steps } = aDelivery({ linkTakes: false });
    await go();
    expect(steps).toEqual(['held', 'report 1 e 1', 'report 2 e 2', 'let go']);
  });

  test('lets the link go on when HTTP does not work either', async () => {
    const { deliver: go, steps } = aDelivery({ linkTakes: false, postFails: true });
    await expect(go()).rejects.toThrow('nobody there');
    expect(steps).toEqual(['held', 'let go']);
  });

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
