import { describe, expect, test } from 'vitest';
import {
  activated,
  anAttempt,
  ill,
  NEW,
  notFired,
  NOW,
  OLD,
  probed,
  proof,
  returned,
  stock,
  Story,
  well,
} from './agent-story.ts';

const YESTERDAY = NOW - 86_400_000;
const OTHER = '/nix/store/cccc-other';
const ILL = 'health check failed: FAIL: web (7ms): expected status 200, got 503';

/** Not well on the new closure: about to go back; and back. */
const failing = () =>
  new Story()
    .asks({})
    .switches()
    .done(proof({ health: ill }));
const rolledBack = () => failing().done(returned()).done(probed(well, OLD));

describe('an agent whose change fails', () => {
  test('writes down that it goes back, and why, before it does', () => {
    const story = failing();
    expect(story.effect).toMatchObject({ src: 'goBack' });
    expect(story.written).toMatchObject({
      end: null,
      attempt: { phase: 'returning', problem: { outcome: 'unhealthy', reason: ILL } },
    });
  });

  test('says why, in the words of v0.1.1', () => {
    const story = rolledBack();
    expect(story.state).toBe('reporting');
    expect(story.reports.at(-1)).toEqual({
      kind: 'rolled-back',
      success: false,
      message: `rolled back: ${ILL}`,
      health: null,
      evidence: null,
      running: OLD,
    });
    expect(story.written).toMatchObject({ end: 'rolled_back' });
  });

  test('says so when the machine is not well on the old closure either', () => {
    const story = failing().done(returned()).done(probed(ill, OLD));
    expect(story.reports.at(-1)?.message).toBe(`rolled back: ${ILL}; and there, too: ${ILL}`);
  });

  test('remembers the failure, though it cannot be seen how the machine is', () => {
    const story = failing().done(returned()).fails('no memory').polls();
    expect(story.asks({}, { now: NOW + 60_000 }).state).toBe('reporting');
  });

  test.each([
    [activated(OLD, 1, 'no space left'), `switch ended with exit code 1, and ${OLD} runs (no space left)`],
    [activated(NEW, 1), 'switch ended with exit code 1'],
    [activated(NEW, 2), 'switch ended with exit code 2: the activation script failed'],
    [activated(OLD, 0), `switch ended with exit code 0, and ${OLD} runs`],
    [activated('', -1), 'switch was cut off, and nothing runs'],
  ])('goes back when the switch ended like %o', (end, reason) => {
    const story = new Story().asks({}).applies().done(end);
    expect(story.state).toEqual({ rolling_back: 'returning' });
    story.done(returned()).done(probed(well, OLD));
    expect(story.reports.at(-1)?.message).toBe(`rolled back: ${reason}`);
  });

  test('goes back when the switch cannot be begun', () => {
    const story = new Story().asks({}).applies().fails('no processes left');
    expect(story.written?.attempt.problem).toEqual({ outcome: 'apply_failed', reason: 'no processes left' });
  });

  test.each([
    [proof({ running: OLD }), `${OLD} runs instead`],
    [proof({ brokenUnits: ['a.service', 'b.service'] }), 'units failed: a.service, b.service'],
    [proof({ unreachable: 'no route to host' }), 'the control plane cannot be reached any more: no route to host'],
  ])('goes back without a proof: %#', (bad, reason) => {
    const story = new Story().asks({}).switches().done(bad);
    expect(story.written?.attempt).toMatchObject({ phase: 'returning', problem: { outcome: 'unhealthy', reason } });
  });

  test('goes back when the dead man was faster, whatever was measured', () => {
    const story = new Story().asks({}).switches().done(proof()).done({ now: NOW, hasFired: true });
    expect(story.written?.attempt).toMatchObject({
      phase: 'returning',
      problem: { outcome: 'unhealthy', reason: 'nobody confirmed in time that the machine is well' },
    });
  });

  test.each(['profile', 'boot loader'])('goes back when the %s cannot be set', (what) => {
    const story = new Story().asks({}).switches().done(proof()).done(notFired);
    if (what === 'profile') story.fails('disk full');
    else story.done().done(activated(NEW, 1, 'disk full'));
    expect(story.state).toEqual({ rolling_back: 'returning' });
    expect(story.written?.attempt.problem?.reason).toContain('disk full');
  });

  test('calls the dead man off before it gives up an attempt that he could not be armed for', () => {
    const story = new Story().asks({}).done().remembers().done().fails('no systemd');
    expect(story.effect.src).toBe('callOffDeadMan');
    expect(story.written?.attempt).toMatchObject({ phase: 'preparing', problem: { reason: 'no systemd' } });
    story.done(notFired);
    expect(story.reports.at(-1)).toMatchObject({ success: false, message: 'apply failed: no systemd', running: OLD });
    expect(story.written?.end).toBe('not_applied');
    expect(story.polls().asks({}).state).toBe('reporting');
  });

  test('withdraws without blame when somebody else held the lock, and waits', () => {
    const story = new Story()
      .asks({})
      .applies()
      .done(activated(OLD, 1, 'Could not acquire lock'))
      .done(notFired);
    expect(story.state).toEqual({ idle: 'scheduling' });
    expect(story.written?.end).toBe('withdrawn');
    expect(story.reports.map(({ message }) => message)).toEqual(['applying']);
    story.done({ now: NOW, chance: 0 });
    expect(story.dueAt.poll).toBe(NOW + 30_000);
    expect(story.done().asks({}).state).toEqual({ fetching: 'copying' });
  });
});

describe('an agent that cannot go back', () => {
  test('says so when the way back leads elsewhere', () => {
    const story = failing().done(returned(NEW, 1, 'it broke'));
    expect(story.reports.at(-1)?.message).toBe(
      `rollback failed: the switch back ended with exit code 1, and ${NEW} runs (it broke); tried because: ${ILL}`,
    );
    expect(story.written?.end).toBe('rollback_failed');
  });

  test('tries again what it could not begin, and then says so', () => {
    const story = failing();
    for (const seconds of [30, 60, 60, 60, 60]) {
      story.fails('out of memory').done({ now: NOW, chance: 0 });
      expect(story.effect).toEqual({ src: 'sleepUntil', input: { until: NOW + seconds * 1000 } });
      story.done();
    }
    expect(story.fails('out of memory').reports.at(-1)?.message).toBe(
      `rollback failed: out of memory; tried because: ${ILL}`,
    );
  });

  test('says so when nothing ran before, and leaves no dead man behind', () => {
    const story = new Story().asks({}, { running: '', profile: null }).done().remembers({ running: '', profile: null });
    story.done().done({ now: NOW }).done(activated('', 1));
    expect(story.state).toEqual({ rolling_back: 'giving_up' });
    expect(story.effect.src).toBe('callOffDeadMan');
    expect(story.done(notFired).reports.at(-1)?.message).toMatch(/^rollback failed: nothing ran before/);
  });

  test('goes back to what would have been booted when it cannot be seen what runs', () => {
    const story = new Story().asks({}, { running: '' }).done().remembers({ running: '' });
    expect(story.written?.attempt.previous).toBe(OLD);
  });

  test('does not take a path that failed for up to date, nor for the next boot', () => {
    const story = failing().done(returned(NEW, 1)).polls();
    const before = story.reports.length;
    story.asks({}, { running: NEW, profile: OLD, now: NOW + 7_200_000 });
    expect(story.state).toBe('reporting');
    expect(story.reports).toHaveLength(before);
  });

  test('sets the next boot right when what has failed would be booted', () => {
    const story = rolledBack().polls().asks({}, { profile: NEW });
    expect(story.state).toEqual({ checking: { mending: 'looking' } });
    expect(story.remembers({ profile: NEW }).effect).toEqual({ src: 'setProfile', input: { path: OLD } });
  });
});

describe('what has failed', () => {
  test('is not applied again', () => {
    const story = rolledBack().polls();
    const before = story.emitted.length;
    story.asks({}, { now: NOW + 60_000 });
    expect(story.state).toBe('reporting');
    expect(story.emitted).toHaveLength(before);
  });

  test.each([
    ['another path is wanted', { path: OTHER }, NOW],
    ['a rollout asks for another try', { assignment: 'r:0:2' }, NOW],
    ['an hour has passed where nobody can ask', {}, NOW + 3_700_000],
  ])('is applied again when %s', (_, wanted, now) => {
    expect(rolledBack().polls().asks(wanted, { now }).state).toEqual({ fetching: 'copying' });
  });

  test.each([
    ['while it waits', (story: Story) => story.rests().hears(RETRY)],
    ['while it reports', (story: Story) => story.hears(RETRY).polls()],
    ['while it asks', (story: Story) => story.polls().done(stock()).hears(RETRY)],
  ])('is applied again when the agent is told to %s', (_, told) => {
    expect(told(rolledBack()).asks({}, { now: NOW + 60_000 }).state).toEqual({ fetching: 'copying' });
  });

  test('stays forgiven over a restart, and is known to an agent that has lost its memory', () => {
    const lastFailed = anAttempt({ problem: { outcome: 'unhealthy', reason: ILL } });
    const forgiven = rolledBack().rests().hears(RETRY).starts().done(stock({ lastFailed }));
    expect(forgiven.asks({}).state).toEqual({ fetching: 'copying' });
    expect(new Story().done(stock({ lastFailed })).asks({}).state).toBe('reporting');
  });

  test('is none of it when somebody asks for another path to be tried', () => {
    const story = rolledBack()
      .rests()
      .hears({ ...RETRY, path: OTHER });
    expect(story.state).toEqual({ idle: 'waiting' });
  });

  test('is not applied again, though nothing was wanted in between', () => {
    const story = rolledBack()
      .polls()
      .asks(null, { now: NOW + 60_000 })
      .polls();
    expect(story.asks({}, { now: NOW + 120_000 }).state).toBe('reporting');
  });

  test('waits an hour for another try, and no longer when the clock is set back', () => {
    const story = rolledBack().polls();
    expect(story.asks({}, { now: YESTERDAY }).state).toBe('reporting');
    expect(story.polls().asks({}, { now: YESTERDAY + 3_700_000 }).state).toEqual({ fetching: 'copying' });
  });
});

const RETRY = { type: 'retry', path: NEW };
