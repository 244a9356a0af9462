import { failureOf } from '../../../machines/errors.ts';
import type { Evidence } from '../../../machines/model/evidence.ts';
import { isMet, tallyOf } from '../../../services/compliance/tally.ts';
import { collect } from '../collect.ts';
import type { Asked } from '../command-line.ts';
import { strayExceptions } from '../exceptions.ts';
import { metricsText } from '../metrics-text.ts';
import type { Outcome } from '../outcome.ts';
import { settingsAt } from '../settings.ts';
import { writeWhole } from '../write-whole.ts';

/** Collects evidence and says in one line what it says; what is not met is a failure only when asked for. */
export async function collectEvidence(asked: Asked): Promise<Outcome> {
  const settings = settingsAt(asked);
  const { evidence, warnings } = await collect({ settings, root: asked.root, clock: () => Date.now() });
  const unwritten = asked.metricsFile === undefined ? [] : await metricsWarnings(asked.metricsFile, evidence);
  const { controls, overall } = evidence;
  const unmet = controls.filter((each) => !isMet(each));
  const tally = tallyOf(controls);
  const which = unmet.length === 0 ? '' : ` (${unmet.map(({ control }) => control).join(', ')})`;
  const probed = settings.probes.map(({ control }) => control);
  return {
    exitCode: asked.fails && unmet.length > 0 ? 1 : 0,
    output: `${overall}; ${tally['non-compliant']} failing, ${tally.error} in error${which}\n`,
    notes: [
      ...[...warnings, ...unwritten, ...strayExceptions(settings.exceptions, probed)].map((text) => `warning: ${text}`),
      ...(settings.signingKey === null
        ? ['warning: the evidence is not signed (compliance.evidence.collector.signingKey)']
        : []),
    ],
  };
}

/** For node_exporter, which is neither root nor in our group. The evidence is kept by then, whatever becomes of this. */
async function metricsWarnings(file: string, evidence: Evidence): Promise<readonly string[]> {
  try {
    await writeWhole(file, metricsText(evidence), 0o644);
    return [];
  } catch (error) {
    const { message } = failureOf(error);
    return [`the metrics cannot be written (compliance.evidence.collector.metricsFile): ${message}`];
  }
}
