import { beforeAll, describe, expect, test } from 'vitest';
import { handlers } from '../../services/actors/requests/requests.ts';
import { type Campaign, campaign } from './campaign.ts';
import { live } from './life.ts';
import { itemsOf, type Plan } from './plan.ts';
import { planned } from './planner.ts';
import { shrink } from './shrink.ts';
import { createTemplates, type Templates } from './templates.ts';

const SEEDS = 300;
const PATIENCE_MS = 400_000;

/** What has to go wrong among the seeds, or they prove little. */
const FAULTS = [
  'crash after a commit',
  'crash before a commit',
  'control plane restarted',
  'clock of the control plane set',
  'busy control plane',
  'full disk',
  'full disk of an agent',
  'clock of a machine set',
  'machine rebooted',
  'database of an agent lost',
  'snapshot of an agent lost',
  'new agent crashes',
  'machine rebooted verifying',
  'agent stalled verifying',
  'message lost',
  'message unanswered',
  'message doubled',
  'message late',
  ...['idle', 'checking', 'fetching', 'applying', 'verifying', 'rolling_back', 'reporting'].map(
    (state) => `agent killed ${state}`,
  ),
];

/** What has to come up. */
const COURSES = [
  ...['completed', 'paused', 'failed', 'cancelled'].map((status) => `rollout: ${status}`),
  ...['createRollout', 'pauseRollout', 'resumeRollout', 'cancelRollout', 'deleteRollout'].map(
    (name) => `asked: ${name}`,
  ),
  ...['deleteMachine', 'updateLifecycle'].map((name) => `asked: ${name}`),
  ...['batch_soaking', 'batch_timed_out', 'machine_reverted', 'revert_stopped'].map((type) => `event: ${type}`),
];

describe('a simulated fleet', () => {
  let templates: Templates;
  let lived: Campaign;
  beforeAll(async () => {
    templates = await createTemplates();
    const worker = new URL('../../dist/tests/simulation/worker.js', import.meta.url);
    lived = await campaign({ first: 0, seeds: SEEDS, worker, said: () => undefined });
  }, PATIENCE_MS);

  test('keeps every promise, whatever goes wrong', () => {
    expect(lived.failures.map(({ text }) => text).join('\n')).toBe('');
    expect(lived.seeds).toBe(SEEDS);
  });

  test.each(FAULTS)('has met: %s', (what) => expect(lived.seen.get(`fault: ${what}`)).toBeGreaterThan(0));

  test.each(COURSES)('has seen %s', (what) => expect(lived.seen.get(what)).toBeGreaterThan(0));

  test('lives the same life again from the same seed', async () => {
    for (const seed of [3, 11, 42]) {
      const [one, other] = [await live(planned(seed), templates), await live(planned(seed), templates)];
      expect(other.tale).toEqual(one.tale);
      expect(other.hash).toBe(one.hash);
    }
  });

  test('plans each thing apart from the others: without one, the others stay', () => {
    const [plan, again] = [planned(7), planned(7)];
    expect(again).toEqual(plan);
    expect(itemsOf(plan, 'machine').length).toBeGreaterThan(2);
  });
});

describe('an engine that forgets reports which it has acknowledged', () => {
  test('is found out, and the plan is shrunk to what it needs: one machine', async () => {
    const templates = await createTemplates();
    const lives = (plan: Plan) => live(plan, templates, { handlers: { ...handlers, report: () => undefined } });
    const failed = await lives(planned(0));
    const { plan, broken, tale } = await shrink(failed, lives);
    expect(broken).toEqual({ name: 'an acknowledged report is never lost', detail: expect.any(String) as string });
    expect(plan.items.map(({ kind }) => kind)).toEqual(['machine']);
    expect(tale.some((line) => line.includes('BROKEN'))).toBe(true);
  });
});
