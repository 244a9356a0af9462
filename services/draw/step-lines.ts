import type { Transition } from '../../machines/model/actor.ts';
import type { Statechart } from '../../machines/model/statechart.ts';
import { span } from '../../machines/policy/span.ts';
import { stateLines } from './state-lines.ts';
import { stateNames } from './state-names.ts';
import { wayOf } from './step-table.ts';
import { utcExact } from './utc-second.ts';
import { eventWords } from './words.ts';

/** What a replay shows of a step, beside the step. */
export interface StepLinesOptions {
  readonly chart: Statechart;
  /** Which of how many, the oldest is 1. */
  readonly number: number;
  readonly of: number;
  /** The step before it, if that is known. */
  readonly before?: Transition | undefined;
  /** Makes a text from outside harmless for what it is shown on. */
  readonly printable: (text: string) => string;
}

/** One step of an actor in full: when it was, what happened, which ways were taken, and where it was then. */
export function stepLines(step: Transition, { chart, number, of, before, printable }: StepLinesOptions): string[] {
  const names = stateNames(chart);
  const said = Object.entries(step.detail).map(([field, value]) => `${field}: ${textOf(value)}`);
  const lines = [
    `step ${number}/${of}  ${utcExact(step.at)} UTC${sinceBefore(step, before)}`,
    `  event  ${eventWords(step.event)}${isSpeltOut(step.event) ? `  (${step.event})` : ''}`,
    ...said.map((line) => `           ${line}`),
    `  way    ${wayOf(step, names)}`,
    '  state',
    ...stateLines(step.active, chart).map((line) => `    ${line}`),
  ];
  return lines.map((line) => line.replace(/\S.*/, printable));
}

function sinceBefore({ at, delivery }: Transition, before: Transition | undefined): string {
  if (before === undefined) return '';
  if (before.delivery === delivery) return '  in the same delivery';
  const ms = Date.parse(at) - Date.parse(before.at);
  if (Number.isNaN(ms)) return '';
  return ms < 0 ? '  the clock was set back' : `  ${ms < 1000 ? `${ms} ms` : span(ms)} after the step before`;
}

/** Whether the words for an event are others than its type, which who reads logs knows it by. */
const isSpeltOut = (type: string): boolean => type !== '' && eventWords(type) !== type;

function textOf(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? 'nothing');
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
}

const LONGEST = 400;
