import type { AgentSettings } from '../nix/agent-settings.ts';
import { Stand } from './stand.ts';

/** Something that happens to a machine, and what must come of it. */
export interface Scenario {
  /** What the machine does, as the end of a sentence that begins with it. */
  readonly name: string;
  /** Settings of its agent. */
  readonly settings?: AgentSettings;
  /** It is played whenever there is a machine to play it on; the others when somebody asks. */
  readonly isQuick?: boolean;
  /** Throws what is not as it must be; gives a figure worth telling. */
  readonly play: (stand: Stand) => Promise<string | undefined>;
}

/** How a scenario went. */
export interface Played {
  readonly name: string;
  readonly seconds: number;
  readonly figure: string;
  /** Why it failed, and what the machine's journal says; undefined when it has not. */
  readonly problem: string | undefined;
}

const TOLD_LINES = 120;

/** Plays a scenario on a machine of its own. */
export async function played({ name, settings, play }: Scenario): Promise<Played> {
  const startedAt = performance.now();
  const ended = (figure: string, problem?: string): Played => ({
    name,
    seconds: (performance.now() - startedAt) / 1000,
    figure,
    problem,
  });
  let stand: Stand | undefined;
  const problems: string[] = [];
  let figure = '';
  try {
    stand = await Stand.create(settings);
    figure = (await play(stand)) ?? '';
  } catch (error) {
    problems.push(stackOf(error), ...(await evidence(stand)));
  }
  try {
    await stand?.remove();
  } catch (error) {
    problems.push(stackOf(error));
  }
  return ended(figure, problems.length > 0 ? problems.join('\n') : undefined);
}

const stackOf = (error: unknown): string => (error instanceof Error ? (error.stack ?? error.message) : String(error));

async function evidence(stand: Stand | undefined): Promise<string[]> {
  if (stand === undefined) return [];
  try {
    const journal = (await stand.journal()).trimEnd().split('\n').slice(-TOLD_LINES);
    const systems = Object.entries(stand.systems).map(([what, path]) => `${what}: ${path}`);
    const reports = (await stand.outcomes()).map(({ outcome, message }) => `reported ${outcome}: ${message}`);
    const left = await stand.leftovers();
    return [...journal, ...systems, ...reports, ...left.map((what) => `left: ${what}`)];
  } catch (error) {
    return [`and the machine cannot be looked at: ${String(error)}`];
  }
}
