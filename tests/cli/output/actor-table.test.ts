import { describe, expect, test } from 'vitest';
import { actorTable } from '../../../cli/output/actor-table.ts';
import { widthOf } from '../../../cli/output/width.ts';
import type { ActorSummary } from '../../../machines/model/actor.ts';

const ADDRESS = 'batch:r-a0292f8e-7cd4-437f-8eb3-2338d9bb54f8:0';
const anActor: ActorSummary = {
  ...{ address: ADDRESS, kind: 'batch', status: 'waiting', problem: null, deliveries: 2 },
  ...{ state: { active: 'waiting_health' }, active: ['active', 'active__waiting_health'] },
  last_transition_at: '2026-11-22T00:32:59.905Z',
};
const lines = (width: number | null) => actorTable([anActor], 100, { paint: (text) => text, width });

describe('a table of actors', () => {
  test('tells when each took its last step', () => {
    for (const width of [null, 120])
      expect(lines(width)[1]?.trimEnd()).toBe(` ${ADDRESS}  waiting  active.waiting_health  2026-11-22 00:32:59 UTC`);
  });

  test('keeps addresses whole on a terminal of 80 columns', () => {
    const [head, row = ''] = lines(80);
    expect(head).not.toContain('LAST STEP');
    expect(row).toContain(` ${ADDRESS}  waiting  active.waiting_`);
    expect(widthOf(row)).toBeLessThanOrEqual(80);
  });
});
