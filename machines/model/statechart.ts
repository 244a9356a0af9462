import { type Static, Type } from 'typebox';
import { Nullable } from './text.ts';

/** Work that a state invokes. */
export const ChartEffect = Type.Object({
  id: Type.String(),
  name: Type.String({ description: 'What is done, as `sleepUntil`.' }),
});
export type ChartEffect = Static<typeof ChartEffect>;

/** A state of a statechart. */
export const ChartState = Type.Object({
  id: Type.String({ description: 'Unique in its chart, fit for every format: `idle`, `idle__waiting`.' }),
  name: Type.String({ description: 'Unique beside its siblings.' }),
  parent: Nullable(Type.String({ description: 'The id of the state that it is in; null: it is the chart itself.' })),
  kind: Type.Union([
    Type.Literal('atomic'),
    Type.Literal('compound'),
    Type.Literal('parallel'),
    Type.Literal('final'),
    Type.Literal('history'),
  ]),
  description: Type.String(),
  is_initial: Type.Boolean({ description: 'Its parent begins in it.' }),
  effects: Type.Array(ChartEffect),
});
export type ChartState = Static<typeof ChartState>;

/** A transition that a chart allows; `to` is `from` where the chart stays in it. */
export const ChartArrow = Type.Object({
  from: Type.String(),
  to: Type.String(),
  event: Type.String({ description: 'Its type as XState has it; "": at once.' }),
  words: Type.String({ description: 'The event in words: `deadline is done`, `at once`.' }),
  guard: Nullable(Type.String({ description: 'A condition that reads after "if".' })),
});
export type ChartArrow = Static<typeof ChartArrow>;

/** A point of a drawing, px from its upper left corner. */
export const ChartPoint = Type.Object({ x: Type.Number(), y: Type.Number() });
export type ChartPoint = Static<typeof ChartPoint>;

/** A rectangle of a drawing, px. */
const Box = { x: Type.Number(), y: Type.Number(), width: Type.Number(), height: Type.Number() };

/** Where everything of a statechart is on its picture. */
export const ChartDrawing = Type.Object({
  width: Type.Number(),
  height: Type.Number(),
  states: Type.Array(Type.Object({ id: Type.String(), ...Box }), {
    description: 'Outer states come before inner ones.',
  }),
  starts: Type.Array(
    Type.Object({
      to: Type.String({ description: 'The state that its parent begins in.' }),
      points: Type.Array(ChartPoint, { description: 'From the dot to the state.' }),
    }),
  ),
  arrows: Type.Array(
    Type.Object({
      arrows: Type.Array(Type.Integer({ minimum: 0 }), {
        description: 'Their places in `arrows` of the chart: those between the same two states are one line.',
      }),
      points: Type.Array(ChartPoint, { description: 'From its tail to its head.' }),
      label: Nullable(
        Type.Object({
          ...Box,
          lines: Type.Array(
            Type.Object({
              arrow: Type.Integer({ minimum: 0 }),
              text: Type.String(),
              is_aside: Type.Boolean({ description: 'A condition, or where exactly it begins or ends.' }),
            }),
          ),
        }),
      ),
    }),
    { description: 'Without those that stay in their state: the state itself tells of them.' },
  ),
});
export type ChartDrawing = Static<typeof ChartDrawing>;

/** A statechart as plain data: states in the order of the source, each after the one that it is in. */
export const Statechart = Type.Object({
  name: Type.String(),
  description: Type.String(),
  states: Type.Array(ChartState),
  arrows: Type.Array(ChartArrow),
  drawing: Type.Optional(Nullable(ChartDrawing)),
});
export type Statechart = Static<typeof Statechart>;
