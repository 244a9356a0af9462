import type { Fleet } from '../support/fleet.ts';
import { rootsIn } from '../support/gc-roots.ts';
import { lastWords } from '../support/processes.ts';
import { DemoFailed } from './failure.ts';
import type { Narrator } from './narrator.ts';
import { Stage } from './stage.ts';
import type { Step } from './step.ts';
import { STORY } from './story.ts';
import { type Played, summaryLines } from './summary.ts';

/** How the story is to be told. */
export interface PlayOptions {
  /** Leave everything as it is at the end. */
  readonly keep: boolean;
  /** The person has seen enough. */
  readonly signal: AbortSignal;
}

/** A step that takes longer hangs. */
const STEP_LIMIT_MS = 60_000;

/** Plays every step and takes the fleet away again; the exit code: 0 only when all of it was as it should be. */
export async function playStory(fleet: Fleet, narrator: Narrator, { keep, signal }: PlayOptions): Promise<number> {
  const startedAt = performance.now();
  narrator.plain('NixFleet: a fleet of six, with real programs and real Nix');
  narrator.plain(`everything is in ${fleet.folder}${keep ? '' : ' and goes away at the end (--keep keeps it)'}`);
  const played: Played[] = [];
  try {
    for (const step of STORY) played.push(await playStep(step, played.length + 1, { fleet, narrator, signal }));
  } catch (error) {
    return signal.aborted ? interrupted(fleet, narrator) : failed(fleet, narrator, error);
  }
  narrator.heading('What was shown');
  for (const line of summaryLines(played)) narrator.plain(line);
  if (keep) return kept(fleet, narrator);
  const isClean = await takeAway(fleet, narrator);
  if (isClean) narrator.plain(`\n✔ all as it should be, in ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
  return isClean ? 0 : 1;
}

async function playStep(
  step: Step,
  number: number,
  { fleet, narrator, signal }: { fleet: Fleet; narrator: Narrator; signal: AbortSignal },
): Promise<Played> {
  narrator.heading(`${number}  ${step.title}`);
  const limit = AbortSignal.timeout(STEP_LIMIT_MS);
  const startedAt = performance.now();
  try {
    await step.play(new Stage(fleet, narrator, AbortSignal.any([signal, limit])));
  } catch (error) {
    throw limit.aborted
      ? new DemoFailed(`the step took longer than ${STEP_LIMIT_MS / 1000} s`, { cause: error })
      : error;
  }
  return { title: step.title, shows: step.shows, ms: performance.now() - startedAt };
}

/** Removes the fleet, and looks whether it is gone. */
async function takeAway(fleet: Fleet, narrator: Narrator): Promise<boolean> {
  const left = await fleet.remove();
  narrator.plain(`   logs were in ${fleet.logs} and are gone with the rest; --keep keeps them`);
  for (const thing of left) narrator.plain(`✖ left behind: ${thing}`);
  if (left.length > 0) return false;
  narrator.plain('   no process, no GC root and no file outside the Nix store is left');
  const deadLinks = rootsIn(fleet.folder).length;
  if (deadLinks > 0)
    narrator.plain(`   (${deadLinks} dead links to it are there until the Nix daemon collects garbage)`);
  return true;
}

async function interrupted(fleet: Fleet, narrator: Narrator): Promise<number> {
  narrator.plain('\ninterrupted: taking everything away');
  for (const thing of await fleet.remove()) narrator.plain(`✖ left behind: ${thing}`);
  return 130;
}

/** Ends what runs, and leaves the folder to whoever wants to know why. */
async function failed(fleet: Fleet, narrator: Narrator, error: unknown): Promise<number> {
  narrator.plain(`\n✖ ${error instanceof DemoFailed ? error.message : problem(error)}`);
  for (const { name, logPath } of fleet.programs()) {
    narrator.plain(`\nthe last of ${name} (${logPath}):`);
    for (const line of lastWords(logPath)) narrator.output(line);
  }
  for (const thing of await fleet.stop()) narrator.plain(`✖ left behind: ${thing}`);
  narrator.plain(`\nnothing runs any more; the folder is kept: ${fleet.folder}`);
  return 1;
}

/** A bug of the demonstration itself: its stack is the only trace. */
const problem = (error: unknown): string => (error instanceof Error ? (error.stack ?? error.message) : String(error));

function kept(fleet: Fleet, narrator: Narrator): number {
  const pids = [...fleet.programs(), ...fleet.servers()].map((process) =>
    typeof process === 'number' ? process : process.pid,
  );
  narrator.plain(`   logs are in ${fleet.logs}`);
  narrator.heading('The fleet still runs');
  narrator.plain(`   look:  export HOME=${fleet.env['HOME']} NIXFLEET_CONTROL_PLANE_URL=${fleet.controlPlane.url}`);
  narrator.plain('          node dist/bin/nixfleet.cjs status');
  narrator.plain(`   end:   kill ${pids.join(' ')}; rm -r ${fleet.folder}`);
  return 0;
}
