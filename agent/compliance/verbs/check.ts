import { Forbidden } from '../../../machines/errors.ts';
import type { Evidence } from '../../../machines/model/evidence.ts';
import { span } from '../../../machines/policy/span.ts';
import { evidenceMarkdown, evidenceTable, type EvidenceView } from '../../../services/compliance/evidence-text.ts';
import { narrowedEvidence } from '../../../services/compliance/narrowed-evidence.ts';
import { isMet } from '../../../services/compliance/tally.ts';
import type { Asked } from '../command-line.ts';
import { strayExceptions } from '../exceptions.ts';
import { freshness, type Freshness } from '../freshness.ts';
import type { HostSettings } from '../host-settings.ts';
import { keptEvidence } from '../kept-evidence.ts';
import { look as lookAround, runningSystem } from '../look.ts';
import type { Outcome } from '../outcome.ts';
import { settingsAt } from '../settings.ts';

/** Who asks, when, and for which terminal. */
export interface Asking extends Pick<EvidenceView, 'paint' | 'width'> {
  /** ms since the epoch. */
  readonly now: number;
  readonly isRoot: boolean;
}

const HINT =
  'What is wrong is below each control that fails; when it is mended: systemctl start compliance-evidence-collector';

/** Shows how the machine stands: by the evidence that is kept, or by looking now. Throws when neither can be had. */
export async function check(asked: Asked, { now, isRoot, ...look }: Asking): Promise<Outcome> {
  const settings = settingsAt(asked);
  if (asked.isLive && !isRoot && asked.root === '/')
    throw new Forbidden('--live asks the machine itself, which only root may: sudo compliance-check --live');
  const whole = asked.isLive ? await lookAround({ settings, root: asked.root, now }) : await keptEvidence(settings);
  const evidence = narrowedEvidence(whole, asked);
  const { staleAfterSeconds, exceptions, probes } = settings;
  const fresh = freshness(whole, { now, staleAfterSeconds, running: await runningSystem(asked.root) });
  const isFine = evidence.controls.every(isMet) && fresh.doubt === undefined;
  return {
    exitCode: isFine ? 0 : 1,
    output: shown(evidence, fresh, { asked, look }),
    notes: [
      ...(fresh.doubt === undefined ? [] : [`warning: ${fresh.doubt}`]),
      ...strayExceptions(exceptions, namesOf(probes)).map((text) => `warning: ${text}`),
    ],
  };
}

function shown(
  evidence: Evidence,
  fresh: Freshness,
  { asked, look }: { readonly asked: Asked; readonly look: Pick<EvidenceView, 'paint' | 'width'> },
): string {
  const { ageMs, doubt } = fresh;
  const age = asked.isLive ? 'Looked at just now' : `Evidence is ${span(ageMs)} old`;
  switch (asked.format) {
    case 'json':
      return `${JSON.stringify({ ...evidence, age_seconds: Math.round(ageMs / 1000), is_stale: doubt !== undefined }, null, 2)}\n`;
    case 'markdown':
      return evidenceMarkdown(evidence);
    case 'table': {
      const table = evidenceTable(evidence, { isVerbose: asked.isVerbose, ...look });
      const hint = evidence.controls.every(isMet) ? '' : `${HINT}\n`;
      return `${table}${age}.\n${hint}`;
    }
  }
}

const namesOf = (probes: HostSettings['probes']): readonly string[] => probes.map(({ control }) => control);
