import { describe, expect, test } from 'vitest';
import { type AgentSettings, newContext } from '../../../../machines/policy/agent-cycle.ts';
import { agentTo2 } from '../../../../services/actors/upgrades/agent-to-2.ts';
import { golden } from '../golden/golden-files.ts';

const settings: AgentSettings = {
  ...{ pollSeconds: 60, retrySeconds: 30, healthSeconds: 40, confirmSeconds: 20, isDryRun: false },
  mode: 'test-then-boot',
  drift: 'report',
};

describe.each(golden('agent', 1))('an agent of version 1 in $name', ({ state }) => {
  const { context: before } = state as { context: Record<string, unknown> };
  const { context } = agentTo2(state) as { context: Record<string, unknown> };

  test('knows all that an agent of version 2 has to know', () => {
    expect(Object.keys(context).toSorted()).toEqual(Object.keys(newContext(settings, 0)).toSorted());
    expect(context['settings']).toEqual(settings);
  });

  test('still knows what has failed, and what it has confirmed', () => {
    expect(context).toMatchObject({ failed: before['failed'], confirmed: before['confirmed'], hasMemory: true });
  });
});
