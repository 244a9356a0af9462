import { access, constants } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { BadConfig, Conflict, failureOf } from '../../machines/errors.ts';
import type { Evidence } from '../../machines/model/evidence.ts';
import { canonical } from '../../services/compliance/canonical.ts';
import { readEvidence } from '../../services/compliance/verified-evidence.ts';
import { hasCode } from '../../services/host/error-code.ts';
import { type Lock, lockBeside } from '../../services/store/lock.ts';
import { assertOurs, diskFull, historyOf, makeEvidenceFolder, store } from './evidence-folder.ts';
import { freeSecond } from './evidence-steps.ts';
import { look, type Looking } from './look.ts';
import { createMachine } from './machine.ts';
import { ensureSbom } from './sbom/ensure-sbom.ts';
import { signed } from './signing.ts';

/** What is collected, and the clock: somebody else may have to be waited for. */
export interface Collecting extends Omit<Looking, 'now'> {
  /** ms since the epoch. */
  readonly clock: () => number;
  /** Looks, once nobody else collects, whether there is evidence that will do. */
  readonly unless?: () => Promise<Evidence | undefined>;
}

/** Evidence that was collected, and what a person should know of how. */
export interface Collected {
  readonly evidence: Evidence;
  readonly warnings: readonly string[];
}

/** How long another one that collects is waited for: longer than all probes may take. */
const PATIENCE_MS = 10 * 60 * 1000;
const ASK_AGAIN_MS = 100;

/**
 * Looks at everything, signs what was seen and keeps it. One at a time: who comes second waits, and looks then. Throws
 * `BadConfig` where it may not be kept or signed, `Unavailable` on a full disk; the evidence of before is then what it was.
 */
export async function collect(collecting: Collecting, patienceMs: number = PATIENCE_MS): Promise<Collected> {
  const { directory } = collecting.settings;
  await assertWritable(directory);
  await assertOurs(directory);
  const lock = await lockOf(directory, patienceMs);
  if (lock === undefined)
    throw new Conflict(`somebody else has been collecting into ${directory} for a long time: look what hangs`);
  try {
    const enough = await collecting.unless?.();
    return enough === undefined ? await collectAlone(collecting) : { evidence: enough, warnings: [] };
  } finally {
    lock.close();
  }
}

/** Asks again and again rather than waiting in SQLite, which would not hear Ctrl-C. */
async function lockOf(directory: string, patienceMs: number): Promise<Lock | undefined> {
  const until = performance.now() + patienceMs;
  for (;;) {
    const lock = lockIn(directory);
    if (lock !== undefined || performance.now() >= until) return lock;
    await sleep(ASK_AGAIN_MS);
  }
}

function lockIn(directory: string): Lock | undefined {
  try {
    return lockBeside(join(directory, 'evidence'));
  } catch (error) {
    throw hasCode(error, 'SQLITE_FULL') ? diskFull(directory, error) : error;
  }
}

async function collectAlone({ settings, root, clock }: Collecting): Promise<Collected> {
  const { directory, signingKey, retentionDays } = settings;
  // The second that names it is the one that is signed in it, and no other evidence of this machine has it.
  const at = freeSecond(clock(), await historyOf(directory));
  const warnings = settings.sbom ? await sbomWarnings(directory, { root, now: at }) : [];
  const evidence = await look({ settings, root, now: at });
  const document = canonical(evidence);
  // What nobody could read is not signed: a fleet's own settings may be too long for it.
  readEvidence(document);
  const unsigned = { document, signature: undefined, public_key: undefined };
  const kept = signingKey === null ? unsigned : await signed(document, signingKey);
  await store(directory, kept, { at, retentionDays });
  return { evidence, warnings };
}

/** Right after a switch the SBOM is of the system before. Where it cannot be made, the probe that wants it says so as well. */
async function sbomWarnings(
  directory: string,
  { root, now }: Pick<Looking, 'root' | 'now'>,
): Promise<readonly string[]> {
  try {
    const file = join('/', relative(root, directory), 'sbom.json');
    await ensureSbom({ machine: createMachine(root, now), file });
    return [];
  } catch (error) {
    return [`the SBOM cannot be written: ${failureOf(error).message}`];
  }
}

async function assertWritable(directory: string): Promise<void> {
  try {
    await makeEvidenceFolder(directory);
    await access(directory, constants.W_OK);
  } catch (cause) {
    const { message } = failureOf(cause);
    throw new BadConfig(`evidence cannot be kept in ${directory}: ${message}; run this as root`, {}, { cause });
  }
}
