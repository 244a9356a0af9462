import { describe, expect, test } from 'vitest';
import { ill, NEW, NOW, OLD, probed, Story, well } from './agent-story.ts';

const YESTERDAY = NOW - 86_400_000;
const OTHER = '/nix/store/cccc-other';

describe('an agent that polls', () => {
  test('looks at the facts as soon as it starts, then asks', () => {
    const story = new Story();
    expect(story.effect).toMatchObject({ src: 'takeStock' });
    expect(story.asks(null).state).toBe('reporting');
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

  test('waits an interval after the end of the cycle, or up to a tenth less', () => {
    const story = new Story().asks(null).rests(NOW + 3_000);
    expect(story.effect).toMatchObject({ src: 'sleepUntil', input: { until: NOW + 63_000 } });
    const soon = new Story().asks(null).done().done({ now: NOW, chance: 0.999 });
    expect(soon.dueAt.poll).toBe(NOW + 54_006);
  });

  test.each([
    [5, 5_000],
    [0, 1_000],
    [1e9, 86_400_000],
  ])('takes a hint of %d s for %d ms', (pollHintSeconds, pauseMs) => {
    const story = new Story({ healthSeconds: 200_000 }).asks(null, { pollHintSeconds }).rests();
    expect(story.effect.input).toEqual({ until: NOW + pauseMs });
  });

  test('keeps its pace when it polls and finds the clock set back by a day', () => {
    const story = new Story().asks(null).polls().asks(null, { now: YESTERDAY }).rests(YESTERDAY);
    expect(story.dueAt).toEqual({ poll: YESTERDAY + 60_000, health: YESTERDAY + 900_000 });
  });

  test.each([
    ['has sent its health', (story: Story) => story.done(probed(well, OLD)).done()],
    ['could not send its health', (story: Story) => story.done(probed(well, OLD)).fails('down')],
    ['could not see how the machine is', (story: Story) => story.fails('no memory')],
  ])('keeps its pace when it %s, and finds the clock set back by a day', (_, then) => {
    const story = then(new Story({ pollSeconds: 7_200 }).asks(null).polls());
    story.done({ now: YESTERDAY, chance: 0 });
    expect(story.dueAt).toEqual({ poll: YESTERDAY + 7_200_000, health: YESTERDAY + 900_000 });
  });

  test('tries again later and later when the control plane does not answer, up to its usual pace', () => {
    const story = new Story({ pollSeconds: 100 });
    const pauses = [30, 60, 100, 100].map((seconds) => {
      story.done({
        now: NOW,
        running: OLD,
        profile: OLD,
        bootId: null,
        attempt: null,
        hasFired: false,
        lastFailed: null,
      });
      story.fails('refused').done({ now: NOW, chance: 0 });
      const { poll } = story.dueAt;
      story.done();
      return [seconds, (poll - NOW) / 1000];
    });
    expect(pauses.every(([expected, pause]) => expected === pause)).toBe(true);
    expect(story.emitted.slice(0, 4)).toEqual([
      { type: 'note', kind: 'error', hash: null, message: 'check failed: refused' },
      { type: 'log', level: 'WARN', message: 'Initial poll failed, scheduling retry' },
      { type: 'note', kind: 'error', hash: null, message: 'check failed: refused' },
      { type: 'log', level: 'WARN', message: 'poll failed, scheduling retry' },
    ]);
  });

  test('forgets how often it had no answer once it has one', () => {
    const failing = new Story().fails('disk').done({ now: NOW, chance: 0 }).done();
    failing.fails('disk').done({ now: NOW, chance: 0 }).done();
    failing.asks(null).polls();
    expect(failing.fails('disk').done({ now: NOW, chance: 0 }).dueAt.poll).toBe(NOW + 30_000);
  });

  test('begins nothing while it cannot see what was begun', () => {
    const story = new Story().fails('the disk is broken');
    expect(story.state).toEqual({ idle: 'scheduling' });
    expect(story.hears({ type: 'wanted.changed' }).effect.src).toBe('takeStock');
  });

  test('looks at the facts at once when its program is started again', () => {
    const story = new Story().asks(null).rests();
    expect(story.starts().state).toEqual({ checking: 'recalling' });
  });

  test('reports its health on a fixed grid', () => {
    const story = new Story({ healthSeconds: 45 }).asks(null).rests();
    expect(story.effect.input).toEqual({ until: NOW + 45_000 });
    story.done();
    expect(story.state).toEqual({ idle: 'probing' });
    story.done({ ...probed(ill, OLD), now: NOW + 100_000 });
    expect(story.reports).toEqual([
      { kind: 'health-check', success: false, message: 'health-check', health: ill, evidence: null, running: OLD },
    ]);
    story.fails('the control plane is down').done({ now: NOW + 100_000, chance: 0 });
    expect(story.state).toEqual({ idle: 'waiting' });
    story.done();
    expect(story.asks(null).rests(NOW + 101_000).effect.input).toEqual({ until: NOW + 135_000 });
  });

  test('waits a whole interval before it tries again to see how the machine is', () => {
    const story = new Story({ healthSeconds: 45 }).asks(null).rests().done().fails('no memory');
    story.done({ now: NOW + 50_000, chance: 0 });
    expect(story.dueAt).toEqual({ poll: NOW + 60_000, health: NOW + 95_000 });
  });

  test('says with its health what condition the machine is in, where that is understood', () => {
    // That nothing is wanted any more says nothing of what it understands.
    const answer = { knowsAssignments: true };
    const known = new Story({ healthSeconds: 90 }).asks({ path: OLD }, answer).polls();
    known
      .asks(null)
      .rests(NOW + 60_000)
      .done();
    known.done(probed(well, OLD));
    expect(known.reports.at(-1)?.evidence).toEqual({
      assignment: null,
      outcome: null,
      condition: { reboot_required: false, drift_since: null, free_bytes: 5, clock_skew_ms: null },
    });
  });
});

describe('an agent that is told something', () => {
  test('asks at once what is wanted, when it waits', () => {
    expect(new Story().asks(null).rests().hears({ type: 'wanted.changed' }).state).toEqual({ checking: 'recalling' });
  });

  test('asks again when the answer may be older than what it is told', () => {
    const story = new Story().done({ ...STOCK }).hears({ type: 'wanted.changed' });
    expect(story.state).toEqual({ checking: 'asking' });
  });

  test('polls at once after a cycle in which it was told, and only once', () => {
    const story = new Story().asks({ path: OLD }).hears({ type: 'wanted.changed' }).rests();
    expect(story.dueAt.poll).toBe(NOW);
    story
      .done()
      .done({ ...STOCK })
      .fails('down')
      .done({ now: NOW, chance: 0 });
    expect(story.dueAt.poll).toBe(NOW + 30_000);
  });

  test('gives a fetch up for what may be wanted instead, and a prefetch for later', () => {
    expect(new Story().asks({}).hears({ type: 'wanted.changed' }).state).toEqual({ checking: 'recalling' });
    const ahead = new Story().asks(null).rests().hears({ type: 'prefetch', path: NEW, cacheUrl: 'https://cache' });
    expect(ahead.effect).toEqual({
      src: 'fetchClosure',
      input: { path: NEW, cacheUrl: 'https://cache', isAhead: true },
    });
    ahead.hears({ type: 'wanted.changed' }).asks(null).rests();
    expect(ahead.effect.src).toBe('fetchClosure');
    ahead.done();
    expect(ahead.state).toEqual({ idle: 'resuming' });
    expect(ahead.emitted.at(-1)).toMatchObject({ message: `fetched ahead: ${NEW}` });
  });

  test('fetches the newest of what will be wanted', () => {
    const story = new Story().asks(null).rests().hears({ type: 'prefetch', path: NEW, cacheUrl: null });
    story.hears({ type: 'prefetch', path: OTHER, cacheUrl: null });
    expect(story.effect.input).toMatchObject({ path: OTHER });
    story.hears({ type: 'prefetch', path: OTHER, cacheUrl: null }).done();
    expect(story.emitted.at(-1)).toMatchObject({ message: `fetched ahead: ${OTHER}` });
  });

  test('gives up what it has not begun', () => {
    const story = new Story().asks({}).done().remembers().hears({ type: 'wanted.changed' });
    expect(story.effect.src).toBe('callOffDeadMan');
    story.done({ now: NOW, hasFired: false });
    expect(story.state).toEqual({ checking: 'asking' });
    expect(story.written).toMatchObject({ end: 'withdrawn' });
  });

  test('finishes what it has begun, and then asks', () => {
    const story = new Story().asks({}).applies().hears({ type: 'wanted.changed' });
    expect(story.state).toEqual({ applying: 'activating' });
  });
});

const STOCK = { now: NOW, running: OLD, profile: OLD, bootId: 'b1', attempt: null, hasFired: false, lastFailed: null };

describe('an agent that is to change its machine', () => {
  test('fetches first', () => {
    const story = new Story().asks({ cacheUrl: 'https://cache' });
    expect(story.state).toEqual({ fetching: 'copying' });
    expect(story.effect.input).toEqual({ path: NEW, cacheUrl: 'https://cache', isAhead: false });
  });

  test('tries again later and later when it cannot fetch, and tells a v0.1.1 control plane nothing', () => {
    const story = new Story().asks({}).fails('no such path').rests();
    expect(story.reports).toEqual([]);
    expect(story.dueAt.poll).toBe(NOW + 30_000);
    expect(story.done().asks({}).fails('no such path').rests().dueAt.poll).toBe(NOW + 60_000);
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

  test.each([
    ['while somebody else switches', { isBusy: true }],
    ['when somebody else has switched', { running: OTHER }],
  ])('does nothing %s', (_, seen) => {
    const story = new Story().asks({}).done().remembers(seen);
    expect(story.state).toEqual({ idle: 'scheduling' });
    expect(story.emitted.map(({ type }) => type)).toEqual(['log']);
  });

  test('writes down what runs and says that it applies, before it touches anything, heard or not', () => {
    const story = new Story().asks({}).done().remembers();
    expect(story.written).toMatchObject({ end: null, attempt: { wanted: NEW, previous: OLD, phase: 'preparing' } });
    expect(story.reports).toMatchObject([{ success: true, message: 'applying', running: OLD, evidence: null }]);
    expect(story.fails('down').effect.src).toBe('armDeadMan');
  });

  test('writes down that it switches before it does, with a dead man armed', () => {
    const story = new Story().asks({}).applies();
    expect(story.written).toMatchObject({ end: null, attempt: { phase: 'switching' } });
    expect(story.effect).toEqual({ src: 'activate', input: { id: `${NOW}-1`, path: NEW, step: 'test' } });
  });

  test('sets the profile first where it is to switch as v0.1.1 does, and has nothing to add in the end', () => {
    const story = new Story({ mode: 'switch' }).asks({}).applies();
    expect(story.effect).toEqual({ src: 'setProfile', input: { path: NEW } });
    expect(story.done().effect.input).toMatchObject({ step: 'switch' });
  });
});
