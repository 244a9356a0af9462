import type { Transition } from '../../machines/model/actor.ts';
import type { Statechart } from '../../machines/model/statechart.ts';
import { ascii } from '../../services/draw/ascii.ts';
import { stepLines } from '../../services/draw/step-lines.ts';
import { takenArrows } from '../../services/draw/taken-arrows.ts';
import { printable } from '../../services/host/printable.ts';
import { folded } from '../output/folded.ts';
import type { Frame, FrameSize } from '../output/frame.ts';

/** Steps of an actor, oldest first. */
export interface Replay {
  readonly address: string;
  readonly chart: Statechart;
  readonly steps: readonly Transition[];
}

/** One of the steps in full, as lines for a terminal that wide; null: for a pipe. */
export function replayLines({ chart, steps }: Replay, index: number, width: number | null): string[] {
  const step = steps[index];
  if (step === undefined) return [];
  const told = stepLines(step, { chart, number: index + 1, of: steps.length, before: steps[index - 1], printable });
  return told.flatMap((line) => folded(line, width));
}

/** One of the steps on a screen: below it the whole chart with what is active and was taken marked, when there is room for it. */
export function replayFrame(replay: Replay, index: number, size: FrameSize, keys: string): Frame {
  const { address, chart, steps } = replay;
  const step = steps[index];
  const lines = replayLines(replay, index, size.columns);
  const picture = step === undefined ? [] : pictureOf(chart, step);
  // Head and foot with a blank line each, and one before the picture.
  const room = size.rows - 5 - lines.length;
  const shown = picture.length > 0 && picture.length <= room ? [...lines, '', ...picture] : lines;
  return { head: printable(address), lines: shown, foot: [keys] };
}

const pictureOf = (chart: Statechart, step: Transition): string[] =>
  ascii(chart, { active: step.active, taken: takenArrows(chart, step) })
    .trimEnd()
    .split('\n')
    .map((line) => line.replace(/\S.*/, printable));
