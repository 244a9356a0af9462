import { describe, expect, test } from 'vitest';
import { activated, ill, NEW, NOW, OLD, probed, Story, well } from './agent-story.ts';

const YESTERDAY = NOW - 86_400_000;

describe('an agent that polls', () => {
  test('asks as soon as it starts', () => {
    expect(new Story().state).toEqual({ checking: 'asking' });
  });

  test('says that it is up to date', () => {
    const story = new Story().asks({ path: OLD });
    expect(story.state).toBe('reporting');
    expect(story.reports).toEqual([
      { kind: 'up-to-date', success: true, message: 'up-to-date', health: null, evidence: null, running: OLD },
    ]);
  });

  test('says nothing when nothing is wanted', () => {
    const story = new Story().asks(null).done();
    expect(story.emitted).toEqual([]);
    expect(story.state).toEqual({ idle: 'scheduling' });
  });

  test('waits a whole interval after the end of the cycle', () => {
    const story = new Story()
      .asks(null)
      .done()
      .done({ now: NOW + 3_000 });
    expect(story.effect).toMatchObject({ src: 'sleepUntil', input: { until: NOW + 63_000 } });
  });

  test.each([
    [5, 5_000],
    [0, 1_000],
    [1e9, 86_400_000],
  ])('takes a hint of %d s for %d ms', (pollHintSeconds, pauseMs) => {
    const story = new Story({ healthSeconds: 200_000 }).asks(null, { pollHintSeconds }).done().done({ now: NOW });
    expect(story.effect.input).toEqual({ until: NOW + pauseMs });
  });

  test('keeps its pace when it polls and finds the clock set back by a day', () => {
    const story = new Story().asks(null).done().done({ now: NOW }).done();
    story.asks(null, { now: YESTERDAY }).done().done({ now: YESTERDAY });
    expect(story.dueAt).toEqual({ poll: YESTERDAY + 60_000, health: YESTERDAY + 900_000 });
  });

  test('keeps its pace when it reports its health and finds the clock set back by a day', () => {
    const story = new Story({ pollSeconds: 7_200 }).asks(null).done().done({ now: NOW }).done();
    story.done({ now: YESTERDAY, running: OLD, health: well });
    expect(story.dueAt).toEqual({ poll: YESTERDAY + 7_200_000, health: YESTERDAY + 900_000 });
  });

  test('tries again after the retry interval when the control plane does not answer', () => {
    const story = new Story().fails('refused').done({ now: NOW });
    expect(story.effect.input).toEqual({ until: NOW + 30_000 });
    expect(story.emitted).toEqual([
      { type: 'note', kind: 'error', hash: null, message: 'check failed: refused' },
      { type: 'log', level: 'WARN', message: 'Initial poll failed, scheduling retry' },
    ]);
  });

  test('asks at once when its program is started again', () => {
    const story = new Story().asks(null).done().done({ now: NOW });
    expect(story.starts().state).toEqual({ checking: 'asking' });
  });

  test('reports its health on a fixed grid', () => {
    const story = new Story({ healthSeconds: 45 }).asks(null).done().done({ now: NOW });
    expect(story.effect.input).toEqual({ until: NOW + 45_000 });
    story.done();
    expect(story.state).toEqual({ idle: 'probing' });
    story.done({ now: NOW + 100_000, running: OLD, health: ill });
    expect(story.reports).toEqual([
      { kind: 'health-check', success: false, message: 'health-check', health: ill, evidence: null, running: OLD },
    ]);
    story.fails('the control plane is down');
    expect(story.state).toEqual({ idle: 'waiting' });
    story.done();
    expect(story.state).toEqual({ checking: 'asking' });
    expect(
      story
        .asks(null)
        .done()
        .done({ now: NOW + 101_000 }).effect.input,
    ).toEqual({ until: NOW + 135_000 });
  });
});

describe('an agent that is to change its machine', () => {
  test('fetches first', () => {
    const story = new Story().asks({ cacheUrl: 'https://cache' });
    expect(story.state).toEqual({ fetching: 'copying' });
    expect(story.effect).toMatchObject({ src: 'fetchClosure', input: { path: NEW, cacheUrl: 'https://cache' } });
  });

  test('tries again later when it cannot fetch, and tells a v0.1.1 control plane nothing', () => {
    const story = new Story().asks({}).fails('no such path');
    expect(story.reports).toEqual([]);
    expect(story.done().done({ now: NOW }).effect.input).toEqual({ until: NOW + 30_000 });
  });

  test('tells a rollout that it cannot fetch', () => {
    const story = new Story().asks({ assignment: 'r:0:1' }, { knowsAssignments: true }).fails('no such path');
    expect(story.reports).toMatchObject([
      {
        success: false,
        message: 'fetch failed: no such path',
        evidence: { assignment: 'r:0:1', outcome: 'fetch_failed' },
      },
    ]);
  });

  test('only says what it would do in a dry run', () => {
    const story = new Story({ isDryRun: true }).asks({}).done();
    expect(story.reports).toMatchObject([{ success: true, message: 'dry-run: would apply', running: OLD }]);
    expect(story.state).toBe('reporting');
  });

  test('does nothing while somebody else switches', () => {
    const story = new Story().asks({}).done().done({ now: NOW, running: OLD, isBusy: true });
    expect(story.state).toEqual({ idle: 'scheduling' });
    expect(story.emitted).toEqual([]);
  });

  test('says that it applies before it touches anything, heard or not', () => {
    const story = new Story().asks({}).done().done({ now: NOW, running: OLD, isBusy: false });
    expect(story.reports).toMatchObject([{ success: true, message: 'applying', running: OLD, evidence: null }]);
    expect(story.fails('down').state).toEqual({ applying: 'setting_profile' });
  });

  test('asks again what is wanted when it is started again before it has touched anything', () => {
    const story = new Story().asks({}).done().done({ now: NOW, running: OLD, isBusy: false });
    expect(story.state).toEqual({ applying: 'announcing' });
    expect(story.starts().state).toEqual({ checking: 'asking' });
  });

  test('gives up without a rollback when the profile cannot be set: nothing has changed', () => {
    const story = new Story().asks({}).appliesFrom().fails('disk full');
    expect(story.state).toBe('reporting');
    expect(story.reports.at(-1)).toMatchObject({ success: false, message: 'apply failed: disk full', running: OLD });
  });

  test('switches, and gives the health checks until the deadline', () => {
    const story = new Story().asks({}).appliesFrom().done();
    expect(story.effect).toMatchObject({ src: 'activate', input: { path: NEW, attempt: `${NOW}` } });
    story.done(activated(NEW)).done();
    expect(story.state).toEqual({ verifying: 'probing' });
    expect(story.effect.input).toEqual({ until: NOW + 25_000 });
  });

  test('reports as v0.1.1 does where assignments are not known', () => {
    const story = new Story().asks({}).appliesFrom().done().done(activated(NEW)).done().done(probed(well));
    expect(story.reports.at(-1)).toEqual({
      kind: 'deployed',
      success: true,
      message: 'deployed',
      health: null,
      evidence: null,
      running: NEW,
    });
  });

  test('proves its health at once where assignments are known', () => {
    const story = new Story().asks({ assignment: 'r:0:1' }, { knowsAssignments: true });
    story.appliesFrom().done().done(activated(NEW)).done().done(probed(well));
    expect(story.reports.map(({ message, evidence }) => [message, evidence?.outcome])).toEqual([
      ['applying', 'running'],
      ['deployed', 'done'],
    ]);
    expect(story.reports.at(-1)).toMatchObject({ health: well, evidence: { assignment: 'r:0:1', outcome: 'done' } });
  });

  test('proves its health when a rollout wants what runs already, once', () => {
    const story = new Story().asks({ path: OLD, assignment: 'r:0:1' }, { knowsAssignments: true });
    expect(story.state).toEqual({ checking: 'confirming' });
    story.done(probed(well, OLD)).polls();
    story.asks({ path: OLD, assignment: 'r:0:1' }, { knowsAssignments: true });
    expect(story.state).toBe('reporting');
    expect(story.reports.map(({ message, evidence }) => [message, evidence?.outcome])).toEqual([
      ['up-to-date', 'done'],
      ['up-to-date', null],
    ]);
  });

  test.each([2, 4, -1])('lets the health checks decide when the switch got there with exit code %d', (exitCode) => {
    const story = new Story().asks({}).appliesFrom().done().done(activated(NEW, exitCode));
    expect(story.state).toEqual({ verifying: 'setting_profile' });
  });
});

describe('an agent whose change fails', () => {
  const rollingBack = () => new Story().asks({}).appliesFrom().done().done(activated(NEW)).done().done(probed(ill));

  test('returns to what was running before', () => {
    const story = rollingBack();
    expect(story.effect).toMatchObject({ src: 'setProfile', input: { path: OLD } });
    story.fails('disk full');
    expect(story.effect).toMatchObject({ src: 'activate', input: { path: OLD, attempt: `${NOW}-back` } });
  });

  test('says why, in the words of v0.1.1', () => {
    const story = rollingBack().done().done(activated(OLD));
    expect(story.state).toBe('reporting');
    expect(story.reports.at(-1)).toEqual({
      kind: 'rolled-back',
      success: false,
      message: 'rolled back: health check failed: FAIL: web (7ms): expected status 200, got 503',
      health: null,
      evidence: null,
      running: OLD,
    });
  });

  test.each([
    [activated(OLD, 1, 'no space left'), `switch ended with exit code 1, and ${OLD} runs (no space left)`],
    [activated(NEW, 1), 'switch ended with exit code 1'],
    [activated(OLD, 0), `switch ended with exit code 0, and ${OLD} runs`],
    [activated('', -1), 'switch was cut off, and nothing runs'],
  ])('rolls back when the switch ended like %o', (end, reason) => {
    const story = new Story().asks({}).appliesFrom().done().done(end);
    expect(story.state).toEqual({ rolling_back: 'setting_profile' });
    story.done().done(activated(OLD));
    expect(story.reports.at(-1)).toMatchObject({ message: `rolled back: ${reason}` });
  });

  test('rolls back when another closure runs than the one that was switched to', () => {
    const story = new Story().asks({}).appliesFrom().done().done(activated(NEW)).done().done(probed(well, OLD));
    expect(story.state).toEqual({ rolling_back: 'setting_profile' });
  });

  test('does not apply again what has failed', () => {
    const story = rollingBack().done().done(activated(OLD)).polls();
    const before = story.emitted.length;
    story.asks({}, { now: NOW + 60_000 });
    expect(story.state).toBe('reporting');
    expect(story.emitted).toHaveLength(before);
  });

  test.each([
    ['another path is wanted', { path: '/nix/store/cccc-other' }, NOW],
    ['a rollout asks for another try', { assignment: 'r:0:2' }, NOW],
    ['an hour has passed where nobody can ask', {}, NOW + 3_700_000],
  ])('applies again when %s', (_, wanted, now) => {
    const story = rollingBack().done().done(activated(OLD)).polls();
    expect(story.asks(wanted, { now }).state).toEqual({ fetching: 'copying' });
  });

  test('does not apply again what has failed, though nothing was wanted in between', () => {
    const story = rollingBack().done().done(activated(OLD)).polls();
    story.asks(null, { now: NOW + 60_000 }).polls();
    expect(story.asks({}, { now: NOW + 120_000 }).state).toBe('reporting');
  });

  test('waits an hour for another try, and no longer when the clock is set back', () => {
    const story = rollingBack().done().done(activated(OLD)).polls();
    expect(story.asks({}, { now: YESTERDAY }).state).toBe('reporting');
    expect(story.polls().asks({}, { now: YESTERDAY + 3_700_000 }).state).toEqual({ fetching: 'copying' });
  });

  test('says so when it cannot return', () => {
    const story = rollingBack().done().fails('systemd-run was not found');
    expect(story.state).toBe('reporting');
    expect(story.reports.at(-1)).toMatchObject({ kind: 'rollback-failed', success: false });
    expect(story.reports.at(-1)?.message).toMatch(
      /^rollback failed: systemd-run was not found; tried because: health check/,
    );
  });

  test('says so when the switch back leads elsewhere', () => {
    const story = rollingBack()
      .done()
      .done(activated(NEW, 1, 'it broke'));
    expect(story.reports.at(-1)?.message).toMatch(
      `rollback failed: the switch back ended with exit code 1, and ${NEW} runs (it broke)`,
    );
  });

  test('does not take a path that failed for up to date', () => {
    const story = rollingBack().done().done(activated(NEW, 1)).polls();
    const before = story.reports.length;
    story.asks({}, { running: NEW });
    expect(story.reports).toHaveLength(before);
  });
});
