import { type AnyStateMachine, assign, createActor, createMachine, fromPromise } from 'xstate';
import { describe, expect, test } from 'vitest';
import { type BareStep, firstStep, StepReader } from '../../../services/actors/steps.ts';

/** Plays events to a machine; the steps that it took. */
function stepsOf(
  machine: AnyStateMachine,
  ...events: readonly { type: string; [field: string]: unknown }[]
): BareStep[] {
  const steps: BareStep[] = [];
  const reader = new StepReader();
  const actor = createActor(machine, {
    inspect(told) {
      const step = told.type === '@xstate.microstep' && told.actorRef === actor ? reader.stepIn(told) : undefined;
      if (step !== undefined) steps.push(step);
    },
  });
  actor.start();
  steps.length = 0;
  for (const event of events) actor.send(event);
  actor.stop();
  return steps;
}

const brief = (steps: readonly BareStep[]) =>
  steps.map(({ event, taken, state }) => [event, JSON.parse(taken) as unknown, JSON.parse(state) as unknown]);

const door = createMachine({
  id: 'door',
  initial: 'closed',
  context: { knocks: 0 },
  states: {
    closed: {
      on: {
        open: [{ guard: ({ event }) => event['isLocked'] !== true, target: 'opened' }, { target: 'stuck' }],
        knock: { actions: assign({ knocks: ({ context }) => context.knocks + 1 }) },
        slam: { target: 'closed', reenter: true },
      },
    },
    opened: { on: { pass: 'passing' } },
    passing: { always: 'passed' },
    passed: { always: { guard: () => true, target: 'closed' } },
    stuck: {},
  },
});

describe('a step', () => {
  test('is of the transition whose guard lets it pass', () => {
    expect(brief(stepsOf(door, { type: 'open', isLocked: true }))).toEqual([
      ['open', [{ from: 'closed', to: ['stuck'] }], 'stuck'],
    ]);
  });

  test('is there for a state that is entered anew', () => {
    expect(brief(stepsOf(door, { type: 'slam' }))).toEqual([['slam', [{ from: 'closed', to: ['closed'] }], 'closed']]);
  });

  test('is not there for what changes no state, or is not understood', () => {
    expect(stepsOf(door, { type: 'knock' }, { type: 'nonsense' })).toEqual([]);
  });

  test('is one of each transition that is taken at once, without the event that began them', () => {
    const steps = stepsOf(door, { type: 'open' }, { type: 'pass', who: 'a' });
    expect(brief(steps)).toEqual([
      ['open', [{ from: 'closed', to: ['opened'] }], 'opened'],
      ['pass', [{ from: 'opened', to: ['passing'] }], 'passing'],
      ['', [{ from: 'passing', to: ['passed'] }], 'passed'],
      ['', [{ from: 'passed', to: ['closed'] }], 'closed'],
    ]);
    expect(steps.map(({ detail }) => detail)).toEqual(['{}', '{"who":"a"}', '{}', '{}']);
  });

  test('has what all regions did', () => {
    const region = { initial: 'off', states: { off: { on: { flip: 'on' } }, on: { on: { flip: 'off' } } } };
    const lamps = createMachine({ id: 'lamps', type: 'parallel', states: { left: region, right: region } });
    expect(brief(stepsOf(lamps, { type: 'flip' }))).toEqual([
      [
        'flip',
        [
          { from: 'left__off', to: ['left__on'] },
          { from: 'right__off', to: ['right__on'] },
        ],
        { left: 'on', right: 'on' },
      ],
    ]);
  });

  test('says what the event said, but not its type and its time', () => {
    const [step] = stepsOf(door, { type: 'open', now: 7, path: '/nix/store/a', tags: ['web'] });
    expect(step?.detail).toBe('{"path":"/nix/store/a","tags":["web"]}');
  });

  test('says of an event that is long how long it was, and which fields it had', () => {
    const [step] = stepsOf(door, { type: 'open', big: 'x'.repeat(5000), small: 1 });
    expect(JSON.parse(step?.detail ?? '')).toEqual({ left_out: '5020 characters', fields: 'big, small' });
  });

  test('is taken when an effect ends', async () => {
    const steps: BareStep[] = [];
    const reader = new StepReader();
    const waiting = createMachine({
      id: 'waiting',
      initial: 'asleep',
      states: {
        asleep: { invoke: { id: 'deadline', src: fromPromise(() => Promise.resolve(1)), onDone: 'awake' } },
        awake: {},
      },
    });
    const actor = createActor(waiting, {
      inspect(told) {
        const step = told.type === '@xstate.microstep' ? reader.stepIn(told) : undefined;
        if (step !== undefined) steps.push(step);
      },
    });
    const awake = new Promise<void>((resolve) => {
      actor.subscribe(({ value }) => void (value === 'awake' && resolve()));
    });
    actor.start();
    await awake;
    expect(brief(steps)).toEqual([['xstate.done.actor.deadline', [{ from: 'asleep', to: ['awake'] }], 'awake']]);
  });

  test('begins the history of an actor with its first state', () => {
    expect(firstStep(createActor(door).getSnapshot())).toEqual({
      event: 'xstate.init',
      detail: '{}',
      taken: '[]',
      state: '"closed"',
    });
  });
});
