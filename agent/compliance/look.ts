import { readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { type ControlEvidence, type Evidence, EVIDENCE_SCHEMA } from '../../machines/model/evidence.ts';
import { overallOf } from '../../services/compliance/tally.ts';
import { hasCode } from '../../services/host/error-code.ts';
import { askProbe } from './ask-probe.ts';
import { clipped } from './clipped.ts';
import { controlEvidence } from './control-evidence.ts';
import { fitted } from './fitted.ts';
import type { HostSettings, ProbeSetting } from './host-settings.ts';
import { sideBySide } from './side-by-side.ts';

/** What is looked at, where and when. */
export interface Looking {
  readonly settings: HostSettings;
  readonly root: string;
  /** ms since the epoch. */
  readonly now: number;
}

/** Probes that run at a time: most wait for a program, and the machine has other work. */
const AT_A_TIME = 4;

/** Runs all probes and puts together what they say. Stores nothing. */
export async function look({ settings, root, now }: Looking): Promise<Evidence> {
  const generation = await runningSystem(root);
  const controls = await lookAt(settings.probes, { settings, root, now });
  const { host, revision, frameworks } = settings;
  return fitted({
    schema: EVIDENCE_SCHEMA,
    host,
    timestamp: new Date(now).toISOString().replace(/\.\d{3}/, ''),
    generation,
    revision: revision === null ? null : clipped(revision, 128),
    frameworks,
    controls,
    overall: overallOf(controls),
  });
}

/** Runs some of the probes; what each came out as, by name. */
export async function lookAt(probes: readonly ProbeSetting[], looking: Looking): Promise<ControlEvidence[]> {
  const { settings, root, now } = looking;
  const ordered = probes.toSorted((a, b) => (a.control < b.control ? -1 : 1));
  const { exceptions } = settings;
  return [
    ...(await sideBySide(ordered, AT_A_TIME, async (probe) =>
      controlEvidence(probe, await askProbe(probe, root), { exceptions, now }),
    )),
  ];
}

/** Store path of the system that runs; null: this is no NixOS. */
export async function runningSystem(root: string): Promise<string | null> {
  try {
    return await readlink(join(root, 'run/current-system'));
  } catch (error) {
    if (hasCode(error, 'ENOENT') || hasCode(error, 'EINVAL')) return null;
    throw error;
  }
}
