import { type Static, type TSchema, Type } from 'typebox';
import { Value } from 'typebox/value';
import { BadShape } from '../../../machines/errors.ts';
import { ActivationMode } from '../../../machines/model/attempt.ts';
import type { AttemptFolder } from './attempt-folder.ts';

/*
 * What an agent writes another may read, before or after it in time: an attempt may replace the agent, and its way back brings
 * the old one. So these shapes, and the names of the files, are only ever added to.
 */

/** A step of an attempt as `switch-to-configuration` calls it. */
export const StepName = Type.Union([Type.Literal('test'), Type.Literal('switch'), Type.Literal('boot')]);
export type StepName = Static<typeof StepName>;

/** The steps, in any order. */
export const STEPS: readonly StepName[] = ['test', 'switch', 'boot'];

const Place = {
  /** The folder that stands for the machine. */
  root: Type.String(),
  platform: Type.Union([Type.Literal('linux'), Type.Literal('darwin')]),
  /** Whether its keepers are units of systemd. */
  hasSystemd: Type.Boolean(),
  /** The argv of the keeper program. */
  keeper: Type.Array(Type.String(), { minItems: 1 }),
};

/** All that a keeper has to know to run a step. */
export const StepFile = Type.Object({
  ...Place,
  path: Type.String(),
  step: StepName,
  /** How long it may take. */
  limitMs: Type.Number(),
});
export type StepFile = Static<typeof StepFile>;

/** All that the dead man has to know to take the machine back. */
export const DeadManOrder = Type.Object({
  ...Place,
  previous: Type.String(),
  profile: Type.Union([Type.String(), Type.Null()]),
  mode: ActivationMode,
  activationMs: Type.Number(),
  confirmMs: Type.Number(),
});
export type DeadManOrder = Static<typeof DeadManOrder>;

const ORDER = 'order.json';
const stepFile = (step: StepName): string => `${step}.json`;

/** Writes down where the way back leads, before anything changes. */
export const writeOrder = (folder: AttemptFolder, order: DeadManOrder): Promise<void> =>
  folder.write(ORDER, JSON.stringify(order));

/** Whether an attempt has come so far that it could be taken back. */
export const hasOrder = (folder: AttemptFolder): boolean => folder.has(ORDER);

/** Where the way back leads. Throws `BadShape` when nobody has written it down. */
export const readOrder = (folder: AttemptFolder): Promise<DeadManOrder> => parsed(folder, ORDER, DeadManOrder);

/** Writes down what a step is to do. */
export const writeStep = (folder: AttemptFolder, step: StepFile): Promise<void> =>
  folder.write(stepFile(step.step), JSON.stringify(step));

/** Whether a step was asked for; it may not have begun. */
export const hasStep = (folder: AttemptFolder, step: StepName): boolean => folder.has(stepFile(step));

/** What a step is to do. Throws `BadShape` when nobody has written it down. */
export const readStep = (folder: AttemptFolder, step: StepName): Promise<StepFile> =>
  parsed(folder, stepFile(step), StepFile);

async function parsed<T extends TSchema>(folder: AttemptFolder, name: string, schema: T): Promise<Static<T>> {
  const text = (await folder.read(name)) ?? 'null';
  const value: unknown = JSON.parse(text);
  if (Value.Check(schema, value)) return value;
  const [first] = Value.Errors(schema, value);
  throw new BadShape(`${folder.file(name)}: ${first?.instancePath || 'the file'} ${first?.message ?? 'is wrong'}`);
}
