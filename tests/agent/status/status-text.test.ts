import type { AgentSight } from '../../../services/store/agent-sight.ts';
import { describe, expect, test } from 'vitest';
import { type StatusFacts, statusText } from '../../../agent/status/status-text.ts';
import { AGENT_VERSION } from '../../../machines/agent.ts';
import type { Attempt } from '../../../machines/model/attempt.ts';
import { type AgentContext, type AgentSettings, newContext } from '../../../machines/policy/agent-cycle.ts';

const NOW = Date.parse('2026-11-21T12:00:00Z');
const OLD = '/nix/store/aaaa-old';
const NEW = '/nix/store/bbbb-new';

const settings: AgentSettings = {
  pollSeconds: 60,
  retrySeconds: 30,
  healthSeconds: 60,
  confirmSeconds: 120,
  mode: 'test-then-boot',
  drift: 'report',
  isDryRun: false,
};

const attempt: Attempt = {
  id: `${NOW - 60_000}-7`,
  wanted: NEW,
  assignment: 'r-1:0:1',
  previous: OLD,
  profile: OLD,
  bootId: 'b',
  mode: 'test-then-boot',
  phase: 'confirming',
  deadline: NOW + 30_000,
  problem: null,
};

interface Changed {
  readonly context?: Partial<AgentContext>;
  readonly value?: unknown;
  readonly facts?: Partial<StatusFacts>;
  readonly sight?: Partial<StatusFacts['sight']>;
}

const aState = (value: unknown, context: unknown, version = AGENT_VERSION): NonNullable<AgentSight['state']> => ({
  ...{ address: 'agent:self', version, deliveries: 3, value, context },
  persisted: { value, context, children: {} },
});

function shown({ context = {}, value = { idle: 'waiting' }, facts = {}, sight = {} }: Changed): string {
  const wanted = { path: OLD, cacheUrl: null, assignment: null };
  const known = { ...newContext(settings, NOW), running: OLD, wanted, nextPollAt: NOW + 41_000, ...context };
  return statusText({
    sight: {
      isRunning: true,
      state: aState(value, known),
      steps: [],
      mailbox: [],
      deadLetters: [],
      attempts: [],
      waiting: { count: 0, oldestAt: null },
      events: [],
      ...sight,
    },
    running: OLD,
    profile: OLD,
    needsReboot: false,
    inside: undefined,
    now: NOW,
    ...facts,
  });
}

describe('the status of an agent', () => {
  test('is short when all is well', () => {
    expect(shown({})).toBe(
      [
        'agent:    running',
        'state:    idle.waiting',
        'why:      up to date; asks again in 41 s',
        `running:  ${OLD}`,
        `wanted:   ${OLD}`,
        '',
      ].join('\n'),
    );
  });

  test('says that the agent does not run', () => {
    expect(shown({ sight: { isRunning: false } })).toContain('agent:    not running: its log says why (`journalctl');
  });

  test.each([
    ['nothing is wanted', { wanted: null }, 'the control plane wants nothing of it; asks again in 41 s'],
    ['it cannot ask', { failures: 3 }, 'the last 3 cycles failed; asks again in 41 s'],
    [
      'the wanted path has failed',
      { wanted: { path: NEW, cacheUrl: null, assignment: 'r' }, failed: { path: NEW, assignment: 'r', retryAt: null } },
      'the wanted path has failed here and is not tried again until something else is wanted, or somebody asks',
    ],
    [
      'the wanted path has failed and nobody can ask',
      {
        wanted: { path: NEW, cacheUrl: null, assignment: null },
        failed: { path: NEW, assignment: null, retryAt: NOW + 600_000 },
      },
      'the wanted path has failed here and is not tried again for 10 min',
    ],
    [
      'the machine has drifted',
      { running: NEW, reached: { path: OLD, assignment: null }, drift: { path: NEW, since: NOW - 600_000 } },
      'runs what nobody told it to run, since 10 min ago',
    ],
    ['it proves itself', { attempt }, 'the machine has to prove that it is well, within 30 s'],
    [
      'it waits for a reboot',
      {
        attempt: { ...attempt, phase: 'awaiting_reboot' as const },
        wanted: { path: NEW, cacheUrl: null, assignment: 'r-1:0:1' },
      },
      `${NEW} comes with the next reboot`,
    ],
  ])('says why nothing happens when %s', (_, context, why) => {
    expect(shown({ context })).toContain(`why:      ${why}`);
  });

  test('shows nested states, a profile that differs, a reboot that is due and reports that wait', () => {
    const text = shown({
      value: { applying: { postponing: 'booting' } },
      facts: { profile: NEW, needsReboot: true },
      sight: { waiting: { count: 3, oldestAt: NOW - 180_000 } },
    });
    expect(text).toContain('state:    applying.postponing.booting\n');
    expect(text).toContain(`profile:  ${NEW}\n`);
    expect(text).toContain(`running:  ${OLD} (another kernel or initrd than the booted one: reboot)\n`);
    expect(text).toContain('reports:  3 wait for the control plane, since 3 min ago\n');
  });

  test('shows the last attempts with their ends and reasons', () => {
    const problem = { outcome: 'unhealthy' as const, reason: 'units failed: a.service' };
    const text = shown({ sight: { attempts: [{ attempt: { ...attempt, problem }, end: 'rolled_back' }] } });
    expect(text).toContain(
      `last attempts (UTC):\n  2026-11-21 11:59:00  rolled_back      ${NEW}: units failed: a.service\n`,
    );
  });

  test('shows the last cycles, repetitions in one line', () => {
    const check = { timestamp: '2026-11-21 11:59:00', kind: 'check', hash: OLD, message: 'up-to-date' };
    const error = { timestamp: '2026-11-21 11:50:00', kind: 'error', hash: null, message: 'check failed: no route' };
    expect(shown({ sight: { events: [check, check, error] } })).toContain(
      `last cycles (UTC):\n  2026-11-21 11:59:00  check     up-to-date ${OLD} (2 times)\n  2026-11-21 11:50:00  error     check failed: no route\n`,
    );
  });

  test('lets no text from outside command the terminal', () => {
    const hostile = 'bad\u001b[2J\nnews\u202e';
    const problem = { outcome: 'unhealthy' as const, reason: hostile };
    const text = shown({
      context: { wanted: { path: hostile, cacheUrl: null, assignment: hostile } },
      sight: {
        attempts: [{ attempt: { ...attempt, problem }, end: 'rolled_back' }],
        events: [{ timestamp: '2026-11-21 11:50:00', kind: 'error', hash: null, message: hostile }],
      },
    });
    expect(text).not.toMatch(/[\u001b\u202e]/);
    expect(text.match(/bad · news/g)).toHaveLength(4);
  });

  test('does not guess what an agent of another version has stored', () => {
    const text = shown({ sight: { state: aState({ idle: 'dozing' }, {}, AGENT_VERSION + 1) } });
    expect(text).toContain('state:    idle.dozing (stored by an agent of another version)\n');
    expect(text).not.toContain('why:');
  });
});
