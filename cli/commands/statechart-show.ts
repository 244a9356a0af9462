import { writeFile } from 'node:fs/promises';
import { BadInput } from '../../machines/errors.ts';
import type { Statechart } from '../../machines/model/statechart.ts';
import { CHART_FORMATS, type ChartFormat } from '../../services/draw/chart-formats.ts';
import { printable } from '../../services/host/printable.ts';
import { oneOf } from '../line/one-of.ts';
import { verb } from '../line/verb.ts';
import { folded } from '../output/folded.ts';
import type { Session } from '../session.ts';
import { type AskedActor, askedActor } from '../statechart/asked-actor.ts';
import { ownChart } from '../statechart/own-chart.ts';

/** `nixfleet statechart show`. */
export const statechartShow = verb({
  flags: {
    format: {
      kind: 'text',
      hint: 'format',
      default: 'ascii',
      says: 'ascii, mermaid, dot (Graphviz), svg or json',
      completes: CHART_FORMATS,
    },
    output: { kind: 'text', hint: 'file', says: 'Write it to this file', completes: 'file' },
  },
  operands: ['name'],
  explains: {
    name: 'A statechart, as rollout, or the address of an actor, as rollout:r-7f3a, whose states are marked',
  },
  completes: { name: 'chart' },
  conflicts: [
    ['format', 'json'],
    ['output', 'json'],
  ],
  examples: [
    'statechart show rollout',
    'statechart show rollout:r-7f3a',
    'statechart show machine:web-01 --format svg --output web-01.svg',
    'statechart show agent --format mermaid',
  ],
  async run({ flags: { format: word, output }, operands: { name } }, session) {
    const format = session.isJson ? 'json' : oneOf(CHART_FORMATS, word, '--format');
    const text = name.includes(':')
      ? await actorText(await askedActor(await session.client(), name), format, session.screen.width)
      : await textOf(await ownChart(name), format);
    if (output === undefined) show(text, session);
    else await writeFile(output, text).catch((error: unknown) => cannotWrite(output, error));
    return 0;
  },
});

async function textOf(chart: Statechart, format: ChartFormat): Promise<string> {
  const { chartText } = await import('../../services/draw/chart-text.ts');
  return chartText(chart, format);
}

/** The chart of an actor with its states marked; for people with what it waits for, for programs with the actor. */
async function actorText({ actor, chart }: AskedActor, format: ChartFormat, width: number | null): Promise<string> {
  const { actorChart } = await import('../../services/draw/actor-chart.ts');
  const text = actorChart(actor, chart, format);
  if (format !== 'ascii') return text;
  const { actorLines } = await import('../../services/draw/actor-lines.ts');
  const lines = actorLines(actor, { chart, now: Date.now(), printable }).flatMap((line) => folded(line, width));
  return `${text}\n${lines.join('\n')}\n`;
}

/** A file and a pipe get it as it is; nobody may command the terminal. */
function show(text: string, { isJson, screen }: Pick<Session, 'isJson' | 'screen'>): void {
  if (isJson) return screen.json(JSON.parse(text));
  const lines = text.trimEnd().split('\n');
  screen.say(
    screen.width === null ? lines.join('\n') : lines.map((line) => line.replace(/\S.*/, printable)).join('\n'),
  );
}

function cannotWrite(path: string, error: unknown): never {
  const why = error instanceof Error ? error.message : String(error);
  throw new BadInput(`cannot write to ${path}: ${why}`, { path }, { cause: error });
}
