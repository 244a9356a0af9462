import { type AnyStateMachine, assign, createMachine, fromPromise, raise, setup } from 'xstate';
import { describe, expect, test } from 'vitest';
import { lightMachine } from '../services/draw/light.ts';
import { chartFaults } from './chart-rules.ts';

const sound = setup({
  actors: { sleepUntil: fromPromise(() => Promise.resolve()) },
  actions: { count: assign({}) },
  guards: { isOurs: () => true },
});
const described = { description: 'Said.' };
const invoked = { id: 'deadline', src: 'sleepUntil', onError: 'end' } as const;

/** A chart of one state and an end, with something wrong in the first. */
const chartWith = (state: object): AnyStateMachine =>
  createMachine(
    {
      ...described,
      id: 'c',
      initial: 'start',
      states: { start: { ...described, on: { go: 'end' }, ...state }, end: described },
    },
    sound.createMachine({}).implementations,
  );

const PLANTED: readonly { readonly what: string; readonly chart: AnyStateMachine; readonly says: string }[] = [
  { what: 'a state without a description', chart: chartWith({ description: ' ' }), says: 'c.start has no description' },
  {
    what: 'a name in camelCase',
    chart: chartWith({ states: { notOk: described }, initial: 'notOk' }),
    says: 'c.start.notOk is not named in snake_case',
  },
  { what: '`after`', chart: chartWith({ after: { 1000: 'end' } }), says: 'c.start has `after`' },
  {
    what: 'an invoke without onError',
    chart: chartWith({ invoke: { id: 'deadline', src: 'sleepUntil' } }),
    says: 'without onError',
  },
  {
    what: 'an invoke without an id',
    chart: chartWith({ invoke: { src: 'sleepUntil', onError: 'end' } }),
    says: 'without an id',
  },
  {
    what: 'an inline promise',
    chart: chartWith({ invoke: { ...invoked, src: fromPromise(() => Promise.resolve()) } }),
    says: 'as code',
  },
  {
    what: 'an effect that nobody declared',
    chart: chartWith({ invoke: { ...invoked, src: 'sleep' } }),
    says: 'sleep, which setup does not declare',
  },
  {
    what: 'an input that is not JSON',
    chart: chartWith({ invoke: { ...invoked, input: { at: new Date(0) } } }),
    says: 'an input that is not JSON',
  },
  { what: 'an inline action', chart: chartWith({ entry: () => undefined }), says: 'acts by itself' },
  { what: 'a delayed raise', chart: chartWith({ entry: raise({ type: 'go' }, { delay: 10 }) }), says: 'with a delay' },
  {
    what: 'an action that nobody declared',
    chart: chartWith({ on: { go: { target: 'end', actions: 'cuont' } } }),
    says: 'does cuont',
  },
  {
    what: 'an inline guard',
    chart: chartWith({ on: { go: { target: 'end', guard: () => true } } }),
    says: 'a guard without a name',
  },
  {
    what: 'a guard that nobody declared',
    chart: chartWith({ always: { target: 'end', guard: 'isOus' } }),
    says: 'asks isOus',
  },
  { what: 'a state that is never entered', chart: chartWith({ on: {} }), says: 'c.end is never entered' },
  {
    what: 'an action of setup that acts by itself',
    chart: setup({ actions: { fire: () => undefined } }).createMachine({ ...described, id: 'c' }),
    says: 'the action fire that acts by itself',
  },
];

describe('the rules for statecharts', () => {
  test.each(PLANTED)('refuse $what', ({ chart, says }) => {
    expect(chartFaults(chart)).toEqual([expect.stringContaining(says)]);
  });

  test('find nothing wrong with a sound chart', () => expect(chartFaults(lightMachine)).toEqual([]));

  test('find nothing wrong with what setup declares', () => {
    const chart = chartWith({
      invoke: { ...invoked, input: { until: 1 } },
      on: { go: { target: 'end', guard: 'isOurs', actions: ['count', assign({})] } },
    });
    expect(chartFaults(chart)).toEqual([]);
  });
});
