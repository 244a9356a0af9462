import type { Evidence } from '../../machines/model/evidence.ts';
import { span } from '../../machines/policy/span.ts';
import { evidenceMarkdown, evidenceTable, type Tone } from '../../services/compliance/evidence-text.ts';
import { markdownText } from '../../services/compliance/markdown-table.ts';
import { excusedNoLonger } from '../../services/compliance/excused-no-longer.ts';
import { printable } from '../../services/host/printable.ts';
import { second } from '../output/moment.ts';
import type { Paint } from '../output/paint.ts';
import { details, type TableLook } from '../output/table.ts';
import { tooOld } from './old-evidence.ts';
import type { Trust } from './trust-in.ts';

/** What a machine's evidence says, and what is thought of it. */
export interface ShownEvidence {
  readonly evidence: Evidence;
  readonly trust: Trust;
  /** The system that the machine says it runs now; undefined: nobody knows. */
  readonly running: string | undefined;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Also what was observed of controls that are not compliant. */
  readonly isVerbose: boolean;
}

/** The evidence of a machine for a terminal: what is thought of it, then what it says. */
export function shownEvidence(shown: ShownEvidence, { paint, width }: TableLook): readonly string[] {
  const { evidence, isVerbose } = shown;
  const pairs = about(shown).map(([label, value]) => [label, paint(printable(value))] as const);
  return [...details(pairs), '', evidenceTable(evidence, { isVerbose, paint: toned(paint), width }).trimEnd()];
}

/** The same as a document in Markdown. */
export const evidenceDocument = (shown: ShownEvidence): readonly string[] => [
  ...evidenceMarkdown(shown.evidence).trimEnd().split('\n'),
  '',
  '## Where it is from',
  '',
  ...about(shown).map(([label, value]) => `- ${label}: ${markdownText(value)}`),
];

function about({ evidence, trust, running, now }: ShownEvidence): readonly (readonly [string, string])[] {
  const { timestamp, generation, frameworks } = evidence;
  const isOther = running !== undefined && running !== '' && generation !== null && running !== generation;
  const old = tooOld(Date.parse(timestamp), now);
  const excused = excusedNoLonger(evidence, now);
  return [
    ['Trust', trust.word],
    ['Signed by', trust.fingerprint],
    [
      'Collected',
      `${second(timestamp)}, ${span(now - Date.parse(timestamp))} ago${old === undefined ? '' : ' (stale)'}`,
    ],
    ['Frameworks', frameworks.join(', ') || 'none'],
    ...(isOther ? [['Runs now', `${running} (stale): the evidence is of another system`] as const] : []),
    ...(excused === undefined ? [] : [['Ran out', `an exception for ${excused}, since it was collected`] as const]),
    ...(trust.remark === undefined ? [] : [['Remark', trust.remark] as const]),
  ];
}

const WORDS = { good: 'ok', bad: 'failed', warning: 'paused', quiet: undefined } as const;

/** The colours of the house, by what a text means instead of by its words. */
function toned(paint: Paint): (tone: Tone, text: string) => string {
  return (tone, text) => {
    const word = WORDS[tone];
    return word === undefined ? text : paint(word).replace(word, () => text);
  };
}
