import type { ControlEvidence, Evidence } from '../../../machines/model/evidence.ts';
import { BadConfig, Conflict, FleetError, Unavailable } from '../../../machines/errors.ts';
import { isMet } from '../../../services/compliance/tally.ts';
import { collect, type Collecting } from '../collect.ts';
import type { Asked } from '../command-line.ts';
import { freshness } from '../freshness.ts';
import type { HostSettings, ProbeSetting } from '../host-settings.ts';
import { keptEvidence } from '../kept-evidence.ts';
import { lookAt, runningSystem } from '../look.ts';
import type { Outcome } from '../outcome.ts';
import { settingsAt } from '../settings.ts';

/**
 * Says whether all required controls are met by the system that runs. Evidence of it is used where there is some; else it is
 * collected first. Where it says that something fails, that is looked at again: it may have been mended since. That evidence
 * cannot be kept takes back no switch: what is required is looked at all the same.
 */
export async function gate(asked: Asked): Promise<Outcome> {
  const settings = settingsAt(asked);
  const { root } = asked;
  const required = settings.probes.filter((probe) => probe.required);
  if (required.length === 0)
    return { exitCode: 0, output: '', notes: ['no control is required (compliance.gate.required)'] };
  const clock = () => Date.now();
  const unless = () => usableEvidence(settings, { root, now: clock() });
  const kept = await unless();
  const lookAgain = async () => unmet(required, await lookAt(required, { settings, root, now: clock() }));
  if (kept === undefined) {
    const { evidence, problem } = await collected({ settings, root, clock, unless });
    return verdict(evidence === undefined ? await lookAgain() : unmet(required, evidence.controls), problem);
  }
  if (unmet(required, kept.controls).length === 0) return verdict([]);
  const still = await lookAgain();
  if (still.length > 0) return verdict(still);
  // What is kept says otherwise: it is to say so no longer.
  const { problem } = await collected({ settings, root, clock });
  return verdict([], problem);
}

/** Less than the agent waits for us: somebody else who collects may hang. */
const PATIENCE_MS = 15_000;

/** New evidence, or why there is none. */
async function collected(
  collecting: Collecting,
): Promise<{ readonly evidence: Evidence | undefined; readonly problem?: string }> {
  try {
    return { evidence: (await collect(collecting, PATIENCE_MS)).evidence };
  } catch (error) {
    if (!(error instanceof BadConfig || error instanceof Conflict || error instanceof Unavailable)) throw error;
    return { evidence: undefined, problem: `warning: there is no new evidence: ${error.message}` };
  }
}

/** The required controls that are not met, also those that nothing is known of, each with why. */
export function unmet(
  required: readonly Pick<ProbeSetting, 'control'>[],
  controls: readonly ControlEvidence[],
): readonly string[] {
  return required.flatMap(({ control }) => {
    const found = controls.find((each) => each.control === control);
    return found !== undefined && isMet(found) ? [] : [`${control} (${reasonOf(found)})`];
  });
}

function reasonOf(control: ControlEvidence | undefined): string {
  if (control === undefined) return 'nothing is known of it';
  const { error } = control.checks;
  if (control.status === 'error') return typeof error === 'string' ? error : 'error';
  return control.findings.flatMap(({ text, exception }) => (exception === undefined ? [text] : [])).join('; ');
}

function verdict(failing: readonly string[], problem?: string): Outcome {
  const notes = problem === undefined ? [] : [problem];
  return failing.length === 0
    ? { exitCode: 0, output: '', notes }
    : { exitCode: 1, output: '', notes: [`required controls are not met: ${failing.join(', ')}`, ...notes] };
}

/** Evidence of the system that runs; undefined: there is none that may be used. */
async function usableEvidence(
  settings: HostSettings,
  { root, now }: { readonly root: string; readonly now: number },
): Promise<Evidence | undefined> {
  try {
    const evidence = await keptEvidence(settings);
    const { staleAfterSeconds, probes } = settings;
    const { doubt } = freshness(evidence, { now, staleAfterSeconds, running: await runningSystem(root) });
    const isWhole = probes.every(({ control }) => evidence.controls.some((each) => each.control === control));
    return doubt === undefined && isWhole ? evidence : undefined;
  } catch (error) {
    // Whatever is wrong with it, there will be new evidence.
    if (error instanceof FleetError) return undefined;
    throw error;
  }
}
