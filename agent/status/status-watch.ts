import { FleetError } from '../../machines/errors.ts';
import type { ActorDetail } from '../../machines/model/actor.ts';
import type { Statechart } from '../../machines/model/statechart.ts';
import { actorLines } from '../../services/draw/actor-lines.ts';
import { stepTable } from '../../services/draw/step-table.ts';
import { printable } from '../../services/host/printable.ts';
import { type AgentSight, agentSight } from '../../services/store/agent-sight.ts';
import { agentActor, agentChart } from './agent-actor.ts';

/** A stream that may be a terminal. */
export interface StatusStream {
  readonly isTTY?: boolean;
  readonly rows?: number;
  write(text: string): unknown;
}

/** Where an agent's database is looked into again and again, and until when. */
export interface StatusWatchParts {
  readonly dbPath: string;
  readonly stream: StatusStream;
  /** Waits until the next look; ends early when nobody wants to know any more. */
  readonly rest: () => Promise<unknown>;
  readonly signal: AbortSignal;
  readonly now: () => number;
}

// A line that is longer than the terminal is wide is cut there, not wrapped.
const ENTER = '\u001b[?1049h\u001b[?25l\u001b[?7l\u001b[H\u001b[2J';
const LEAVE = '\u001b[?7h\u001b[?25h\u001b[?1049l';

/** Shows the agent again and again: on a terminal where it is, elsewhere each step in a line. Throws `BadConfig` when the first look fails. */
export async function watchStatus(parts: StatusWatchParts): Promise<void> {
  const chart = agentChart();
  const first = agentSight(parts.dbPath, { steps: STEPS });
  await (parts.stream.isTTY ? onScreen : inPipe)({ ...parts, chart, first });
}

/** As many as the tallest terminal shows. */
const STEPS = 100;

interface Begun extends StatusWatchParts {
  readonly chart: Statechart;
  readonly first: AgentSight;
}

async function onScreen({ dbPath, stream, rest, signal, now, chart, first }: Begun): Promise<void> {
  const leave = () => void stream.write(LEAVE);
  stream.write(ENTER);
  process.once('exit', leave);
  try {
    for (let seen: AgentSight | FleetError = first; !signal.aborted; seen = looked(dbPath)) {
      const shown = watchLines(seen, { chart, now: now(), rows: stream.rows || 24 });
      stream.write(`\u001b[H${shown.map((line) => `${line}\u001b[K`).join('\n')}\u001b[J`);
      await rest();
    }
  } finally {
    process.off('exit', leave);
    leave();
  }
}

/** What a terminal of so many rows shows of a look, or of why there is nothing to be seen. */
export function watchLines(
  seen: AgentSight | FleetError,
  { chart, now, rows }: { readonly chart: Statechart; readonly now: number; readonly rows: number },
): string[] {
  const head = `${new Date(now).toISOString().slice(0, 19).replace('T', ' ')} UTC · Ctrl-C ends it`;
  if (seen instanceof FleetError) return [head, '', printable(seen.message)].slice(0, rows);
  const running = seen.isRunning ? 'the agent runs' : 'the agent does not run: this is how it was';
  const actor = agentActor(seen, chart);
  const told = actor === undefined ? ['it has never stored a state'] : linesIn(rows - 4, { actor, chart, now });
  return [head, '', running, ...told].slice(0, rows);
}

/** With as many steps as there is room for. */
function linesIn(
  rows: number,
  { actor, chart, now }: { readonly actor: ActorDetail; readonly chart: Statechart; readonly now: number },
): string[] {
  const lines = (steps: number) => actorLines(actor, { chart, now, printable, steps }).slice(1);
  return lines(Math.max(1, rows - lines(1).length + 1));
}

/** A look later on may fail, as while a new agent takes over: the one after it need not. */
function looked(dbPath: string): AgentSight | FleetError {
  try {
    return agentSight(dbPath, { steps: STEPS });
  } catch (error) {
    if (error instanceof FleetError) return error;
    throw error;
  }
}

async function inPipe({ dbPath, stream, rest, signal, chart, first }: Begun): Promise<void> {
  let told = first.steps[1]?.seq ?? 0;
  for (let seen: AgentSight | FleetError = first; !signal.aborted; seen = looked(dbPath)) {
    const steps = seen instanceof FleetError ? [] : seen.steps.filter(({ seq }) => seq > told).toReversed();
    for (const line of stepTable(steps, { chart, printable })) stream.write(`${line}\n`);
    told = steps.at(-1)?.seq ?? told;
    await rest();
  }
}
