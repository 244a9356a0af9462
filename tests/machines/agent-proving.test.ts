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
  stock,
  Story,
  well,
} from './agent-story.ts';

const OTHER = '/nix/store/cccc-other';
const OURS = { knowsAssignments: true } as const;

describe('a machine that was switched', () => {
  test('has to prove itself before anything is made permanent', () => {
    const story = new Story().asks({}).applies().done(activated(NEW));
    expect(story.written?.attempt.phase).toBe('confirming');
    expect(story.done({ now: NOW, deadline: NOW + 19_000 }).effect).toEqual({
      src: 'prove',
      input: { until: NOW + 19_000, brokenUnits: [] },
    });
    expect(story.done(proof()).effect.src).toBe('callOffDeadMan');
    expect(story.done(notFired).written?.attempt.phase).toBe('settling');
    expect(story.effect).toEqual({ src: 'setProfile', input: { path: NEW } });
    expect(story.done().effect).toEqual({ src: 'activate', input: { id: `${NOW}-1-boot`, path: NEW, step: 'boot' } });
    expect(story.done(activated(NEW)).written).toMatchObject({ end: 'deployed' });
  });

  test('may have failed units: the proof decides', () => {
    const story = new Story().asks({}).applies().done(activated(NEW, 4));
    expect(story.state).toEqual({ verifying: 'hurrying' });
  });

  test('is reported as v0.1.1 does where assignments are not known, its health soon after', () => {
    const story = new Story().asks({}).deploys();
    expect(story.reports.at(-1)).toEqual({
      kind: 'deployed',
      success: true,
      message: 'deployed',
      health: null,
      evidence: null,
      running: NEW,
    });
    expect(story.rests().done().state).toEqual({ idle: 'probing' });
  });

  test('is reported with its health where assignments are known, once', () => {
    const wanted = { assignment: 'r:0:1' };
    const story = new Story().asks(wanted, OURS).deploys();
    expect(story.reports.at(-1)).toMatchObject({ health: well, evidence: { assignment: 'r:0:1', outcome: 'done' } });
    story.polls().asks(wanted, { ...OURS, running: NEW, profile: NEW });
    expect(story.reports.map(({ message, evidence }) => [message, evidence?.outcome])).toEqual([
      ['applying', 'running'],
      ['deployed', 'done'],
      ['up-to-date', null],
    ]);
  });

  test('is reported for its own assignment by an agent that has lost its memory, once', () => {
    const attempt = anAttempt({ phase: 'settling', assignment: 'r:0:1' });
    const story = new Story()
      .done(stock({ attempt, running: NEW }))
      .done()
      .done(activated(NEW));
    expect(story.reports.at(-1)?.evidence).toMatchObject({ assignment: 'r:0:1', outcome: 'done' });
    story.polls().asks({ assignment: 'r:0:1' }, { ...OURS, running: NEW, profile: NEW });
    expect(story.state).toBe('reporting');
  });
});

describe('a machine that runs already what a rollout wants', () => {
  const asked = () => new Story().asks({ path: OLD, assignment: 'r:0:1' }, OURS);

  test.each([
    [well, 'done'],
    [ill, 'unhealthy'],
  ] as const)('says once how it is there: %#', (health, outcome) => {
    const story = asked();
    expect(story.effect).toEqual({ src: 'probe', input: { until: NOW + 20_000 } });
    story.done(probed(health, OLD)).polls().asks({ path: OLD, assignment: 'r:0:1' }, OURS);
    expect(story.state).toBe('reporting');
    expect(story.reports.map(({ message, evidence }) => [message, evidence?.outcome])).toEqual([
      ['up-to-date', outcome],
      ['up-to-date', null],
    ]);
  });

  test('says nothing when it runs something else by then, or nobody could look', () => {
    expect(asked().done(probed(well, OTHER)).reports).toEqual([]);
    const again = asked().fails('no memory').done({ now: NOW, chance: 0 }).done();
    expect(again.asks({ path: OLD, assignment: 'r:0:1' }, OURS).state).toEqual({ checking: 'confirming' });
  });
});

describe('a machine that has to reboot', () => {
  const postponed = (wanted = {}) =>
    new Story().asks(wanted, OURS).applies().done(activated(OLD, 100)).done(notFired).done().done(activated(OLD));

  test('gets the closure as its next boot, with nobody to take it back', () => {
    const story = new Story().asks({}).applies().done(activated(OLD, 100));
    expect(story.effect.src).toBe('callOffDeadMan');
    expect(story.done(notFired).written?.attempt.phase).toBe('postponing');
    expect(story.effect).toEqual({ src: 'setProfile', input: { path: NEW } });
    expect(story.done().effect.input).toMatchObject({ path: NEW, step: 'boot' });
    story.done(activated(OLD));
    expect(story.written).toMatchObject({ end: null, attempt: { phase: 'awaiting_reboot' } });
    expect(story.reports.at(-1)).toMatchObject({ success: false, message: 'reboot required', running: OLD });
  });

  test('says so once, and again only for another assignment', () => {
    const answer = { ...OURS, profile: NEW };
    const story = postponed({ assignment: 'r:0:1' }).polls().asks({ assignment: 'r:0:1' }, answer);
    story.polls().asks({ assignment: 'r:1:1' }, answer).polls().asks({ assignment: 'r:1:1' }, answer);
    const said = story.reports.filter(({ kind }) => kind === 'reboot-required');
    expect(said.map(({ evidence }) => evidence?.assignment)).toEqual(['r:0:1', 'r:1:1']);
    expect(story.written?.attempt.assignment).toBe('r:1:1');
  });

  test('proves itself after the reboot, or goes back', () => {
    const attempt = anAttempt({ phase: 'awaiting_reboot', profile: OLD });
    const story = postponed().polls().starts();
    story.done(stock({ attempt, running: NEW, profile: NEW, bootId: 'b2' }));
    expect(story.state).toEqual({ verifying: 'hurrying' });
    expect(story.written?.attempt).toMatchObject({ phase: 'confirming', bootId: 'b2' });
    story.done({ now: NOW, deadline: NOW + 5 }).done(proof({ health: ill }));
    expect(story.effect).toMatchObject({ src: 'goBack', input: { attempt: { previous: OLD, profile: OLD } } });
  });

  test.each([
    ['what runs is wanted again', { path: OLD }, { profile: NEW }],
    ['something else is wanted', { path: OTHER }, { profile: NEW }],
    ['somebody else has set the next boot', {}, { profile: OTHER }],
    ['somebody has activated it', {}, { profile: NEW, running: NEW }],
  ])('boots what runs when %s', (_, wanted, answer) => {
    const attempt = anAttempt({ phase: 'awaiting_reboot' });
    const { running } = { running: OLD, ...answer };
    const story = new Story().done(stock({ attempt, ...answer })).asks(wanted, answer);
    story.remembers(answer);
    expect(story.effect).toEqual({ src: 'setProfile', input: { path: running } });
    expect(story.done().effect.input).toMatchObject({ path: running, step: 'boot' });
    expect(story.done(activated(running)).written?.end).toBe('superseded');
  });

  test('goes on waiting when nothing is wanted any more', () => {
    expect(postponed().polls().asks(null, { profile: NEW }).state).toBe('reporting');
  });
});

describe('a machine whose next boot would bring something else', () => {
  const asked = (changed = {}) => new Story(changed).asks({ path: OLD }, { profile: OTHER });

  test('has that set right, and says that it is up to date', () => {
    const story = asked().remembers({ profile: OTHER }).done().done(activated(OLD));
    expect(story.reports).toMatchObject([{ message: 'up-to-date' }]);
  });

  test.each([
    ['somebody else switches', (story: Story) => story.remembers({ isBusy: true })],
    ['it cannot look', (story: Story) => story.fails('no memory')],
    ['the profile cannot be set', (story: Story) => story.remembers().fails('disk full')],
    ['the boot loader cannot be written', (story: Story) => story.remembers().done().done(activated(OLD, 1))],
    ['the boot loader cannot be tried', (story: Story) => story.remembers().done().fails('no processes left')],
  ])('is up to date all the same when %s, and it is tried again with the next poll', (_, end) => {
    const story = end(asked());
    expect(story.reports).toMatchObject([{ message: 'up-to-date' }]);
    story.polls().asks({ path: OLD }, { profile: OTHER });
    expect(story.state).toEqual({ checking: { mending: 'looking' } });
  });

  test('has the boot loader written though the profile is right by now', () => {
    const story = asked().remembers().done().done(activated(OLD, 1)).polls().asks({ path: OLD }, { profile: OLD });
    expect(story.state).toEqual({ checking: { mending: 'looking' } });
    story.remembers().done().done(activated(OLD)).polls().asks({ path: OLD }, { profile: OLD });
    expect(story.state).toBe('reporting');
  });

  test('is left alone in a dry run', () => expect(asked({ isDryRun: true }).state).toBe('reporting'));
});

describe('a machine that has drifted', () => {
  const drifted = (changed = {}, wanted = {}) => {
    const story = new Story(changed).asks({ path: OLD, ...wanted }, OURS);
    return story.polls().asks({ path: OLD, ...wanted }, { ...OURS, running: OTHER, now: NOW + 60_000 });
  };

  test('is reported, with since when', () => {
    const story = drifted();
    expect(story.reports.at(-1)).toMatchObject({
      kind: 'drift',
      message: `drift: runs ${OTHER} since 1970-01-01T00:17:40.000Z; wanted is ${OLD}`,
    });
    story.polls().asks({ path: OLD }, { ...OURS, running: OTHER, now: NOW + 120_000 });
    expect(story.reports.at(-1)?.message).toContain('since 1970-01-01T00:17:40.000Z');
  });

  test('is corrected where that is asked for', () => {
    expect(drifted({ drift: 'correct' }).state).toEqual({ fetching: 'copying' });
  });

  test.each([
    [
      'the path is to be tried again',
      (story: Story) => story.rests().hears({ type: 'retry', path: OLD }).asks({ path: OLD }, { running: OTHER }),
    ],
    [
      'a rollout wants the path',
      (story: Story) => story.polls().asks({ path: OLD, assignment: 'r:0:1' }, { running: OTHER }),
    ],
    ['something else is wanted', (story: Story) => story.polls().asks({}, { running: OTHER })],
  ])('is changed when %s', (_, then) => expect(then(drifted()).state).toEqual({ fetching: 'copying' }));

  test('has not drifted when it was brought elsewhere and could not be brought back', () => {
    const story = new Story().asks({ path: OLD }).polls().asks({ assignment: 'r:0:1' }, OURS).switches();
    story.done(proof({ health: ill })).done({ ...activated(NEW, 1), profile: OLD });
    expect(story.polls().asks({ path: OLD }, { ...OURS, running: NEW }).state).toEqual({ fetching: 'copying' });
  });
});
