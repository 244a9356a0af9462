import { describe, expect, test } from 'vitest';
import type { ActorDetail, Transition } from '../../../machines/model/actor.ts';
import { actorLines } from '../../../services/draw/actor-lines.ts';
import { statechartOf } from '../../../services/draw/statechart-of.ts';
import { stepLines } from '../../../services/draw/step-lines.ts';
import { lightMachine } from './light.ts';

const chart = statechartOf(lightMachine);
const now = Date.parse('2026-11-21T22:00:00Z');
const printable = (text: string) => text.replaceAll('\u001b', '');

const aStep = (step: Partial<Transition>): Transition => ({
  seq: 2,
  address: 'light:stairs',
  delivery: 2,
  at: '2026-11-21T21:58:20.250Z',
  event: 'pressed',
  detail: {},
  taken: [{ from: 'off', to: ['on'] }],
  state: { on: { shine: 'bright', hum: {} } },
  active: ['on', 'on__shine', 'on__shine__bright', 'on__hum'],
  ...step,
});

const begun = aStep({
  seq: 1,
  delivery: 1,
  at: '2026-11-21T21:57:00.000Z',
  event: 'xstate.init',
  taken: [],
  state: 'off',
  active: ['off'],
});

const anActor = (actor: Partial<ActorDetail>): ActorDetail => ({
  address: 'light:stairs',
  kind: 'light',
  status: 'waiting',
  state: { on: { shine: 'bright', hum: {} } },
  active: ['on', 'on__shine', 'on__shine__bright', 'on__hum'],
  deliveries: 2,
  last_transition_at: '2026-11-21T21:58:20.250Z',
  chart: 'light',
  version: 1,
  problem: null,
  context: {},
  waits: [{ effect: 'timer', name: 'sleepUntil', state: 'on__shine__bright', until: '2026-11-21T22:12:30.000Z' }],
  mailbox: [],
  dead_letters: [],
  history: [aStep({ detail: { by: 'finger', strength: 3 } }), begun],
  last_seq: 2,
  ...actor,
});

const told = (actor: Partial<ActorDetail>, steps?: number) =>
  actorLines(anActor(actor), { chart, now, printable, ...(steps !== undefined && { steps }) });

describe('what a terminal tells of an actor', () => {
  test('has the word of a newer control plane for a status that is not known here', () => {
    expect(told({ status: JSON.parse('"napping"') })[0]).toBe('light:stairs: napping');
  });

  test('is its states, what it waits for until when, its mail and its steps', () => {
    expect(told({}).join('\n')).toBe(`light:stairs: waits for work of its own to end
state
  on               Shines, and hums.
  on.shine         Until somebody has had time to climb.
  on.shine.bright  Full light.
  on.hum           It always hums.
waits for
  timer (sleepUntil, in on.shine.bright): in 12 min, at 2026-11-21 22:12:30 UTC
mailbox: none
dead letters: none
steps (times are UTC)
  2026-11-21 21:57:00  begins   in off
  2026-11-21 21:58:20  pressed  off -> on  by=finger strength=3`);
  });

  test('says since when something is due', () => {
    const waits = [{ effect: 'timer', name: 'sleepUntil', state: null, until: '2026-11-21T21:59:30Z' }];
    expect(told({ waits })).toContain('  timer (sleepUntil): due since 30 s, 2026-11-21 21:59:30 UTC');
  });

  test('says that one at rest waits for what it is told', () => {
    expect(told({ waits: [], status: 'resting' })).toContain('  what it is told next');
  });

  test('says why one is quarantined', () => {
    const lines = told({
      status: 'quarantined',
      problem: 'version 9 is newer than this program',
      active: [],
      waits: [],
    });
    expect(lines.slice(0, 4)).toEqual([
      'light:stairs: quarantined, nothing is delivered to it',
      '  problem: version 9 is newer than this program',
      'state',
      '  it cannot be read',
    ]);
  });

  test('counts mail that waits, and says why some could not be taken', () => {
    const mailbox = Array.from({ length: 7 }, (_, index) => ({ sender: `machine:${index}`, event: 'pressed' }));
    const dead = [
      { sender: 'api', event: 'lifted', attempts: 3, failure: 'no such machine', at: '2026-11-21T21:00:00Z' },
    ];
    const lines = told({ mailbox, dead_letters: dead });
    expect(lines).toContain('mailbox: 7 events, the first 5 are');
    expect(lines).toContain('  pressed from machine:4');
    expect(lines).not.toContain('  pressed from machine:5');
    expect(lines).toContain('  lifted from api, 2026-11-21 21:00:00 UTC, tried 3 times: no such machine');
  });

  test('says that there may be more mail where as much is told as ever is', () => {
    const mailbox = Array.from({ length: 50 }, () => ({ sender: 'api', event: 'pressed' }));
    expect(told({ mailbox })).toContain('mailbox: 50 or more events, the first 5 are');
    expect(told({ mailbox: mailbox.slice(1) })).toContain('mailbox: 49 events, the first 5 are');
    expect(told({ mailbox: mailbox.slice(0, 1) })).toContain('mailbox: 1 event');
  });

  test('is only the last steps, as many as are asked for', () => {
    const lines = told({}, 1);
    expect(lines.slice(lines.indexOf('last 1 step (times are UTC)')).length).toBe(2);
  });

  test("is an effect's outcome in short facts, but not its time and what it is called", () => {
    const output = { now: 5, running: '/nix/store/a', checks: [], exitCode: 0 };
    const detail = { output, actorId: 'switch' };
    const lines = told({ history: [aStep({ event: 'xstate.done.actor.switch', detail })] });
    expect(lines.at(-1)).toBe('  2026-11-21 21:58:20  switch is done  off -> on  running=/nix/store/a exitCode=0');
  });

  test('is made printable', () => {
    const history = [aStep({ detail: { by: '\u001b[2Jghost' } })];
    const lines = told({ history, problem: '\u001b]0;title\u0007' });
    expect(lines.join('\n')).not.toContain('\u001b');
    expect(lines.join('\n')).toContain('by=[2Jghost');
  });
});

describe('a step of a replay', () => {
  const options = { chart, number: 2, of: 2, printable };

  test('is told in full, with how long it came after the one before', () => {
    const step = aStep({ event: 'xstate.done.actor.timer', detail: { output: { left: 1 } } });
    expect(stepLines(step, { ...options, before: begun })).toEqual([
      'step 2/2  2026-11-21 21:58:20.250 UTC  80 s after the step before',
      '  event  timer is done  (xstate.done.actor.timer)',
      '           output: {"left":1}',
      '  way    off -> on',
      '  state',
      '    on               Shines, and hums.',
      '    on.shine         Until somebody has had time to climb.',
      '    on.shine.bright  Full light.',
      '    on.hum           It always hums.',
    ]);
  });

  test('that followed at once says so', () => {
    const lines = stepLines(aStep({ event: '' }), { ...options, before: aStep({ seq: 1 }) });
    expect(lines.slice(0, 2)).toEqual([
      'step 2/2  2026-11-21 21:58:20.250 UTC  in the same delivery',
      '  event  at once',
    ]);
  });

  test('never tells more of a long text than its beginning', () => {
    const lines = stepLines(aStep({ detail: { said: 'x'.repeat(5000) } }), options);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(450);
  });
});
