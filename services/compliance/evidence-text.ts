import type { ControlEvidence, ControlStatus, Evidence, Finding } from '../../machines/model/evidence.ts';
import { markdownTable, markdownText } from './markdown-table.ts';
import { tallyOf } from './tally.ts';
import { wrapped } from './wrapped.ts';

/** What a text of a report means; a terminal has colours for it. */
export type Tone = 'good' | 'bad' | 'warning' | 'quiet';

/** How a report is shown. */
export interface EvidenceView {
  /** What failing controls observed, too. */
  readonly isVerbose: boolean;
  readonly paint: (tone: Tone, text: string) => string;
  /** Columns of the terminal; null, or 0 of one that does not know: findings are as long as they are. */
  readonly width: number | null;
}

const NAME_WIDTH = 30;
const WORD_WIDTH = 6;
/** Below a line that has gone on in the next. */
const HANGING = '  ';

const MARGIN = ' '.repeat(WORD_WIDTH + 1);

const WORDS: Readonly<Record<ControlStatus, readonly [string, Tone]>> = {
  compliant: ['PASS', 'good'],
  'non-compliant': ['FAIL', 'bad'],
  error: ['ERR', 'warning'],
  exempt: ['EXEMPT', 'quiet'],
};

/** The evidence of one machine for people: a line a control, what is wrong with it below, and how many there are of what. */
export function evidenceTable(evidence: Evidence, view: EvidenceView): string {
  const { host, timestamp, controls, generation, revision } = evidence;
  return [
    `NixFleet compliance of ${plain(host)}, ${timestamp}`,
    `System ${plain(generation ?? 'unknown')}, revision ${plain(revision ?? 'unknown')}`,
    '',
    ...controls.flatMap((control) => controlLines(control, view)),
    '',
    footer(controls),
    '',
  ].join('\n');
}

/** The same as Markdown. */
export function evidenceMarkdown({ host, timestamp, controls, generation, revision, overall }: Evidence): string {
  return [
    `# Compliance of ${markdownText(plain(host))}`,
    '',
    ...[`- Taken: ${timestamp}`, `- System: ${markdownText(plain(generation ?? 'unknown'))}`],
    `- Revision: ${markdownText(plain(revision ?? 'unknown'))}`,
    `- Result: ${markdownText(plain(overall))}`,
    '',
    ...markdownTable(['Control', 'Result', 'Articles', 'Findings'], controls.map(cells)),
    '',
    footer(controls),
    '',
  ].join('\n');
}

function controlLines(control: ControlEvidence, { isVerbose, paint, width }: EvidenceView): readonly string[] {
  const { status, framework_articles: articles, checks } = control;
  const [word, tone] = WORDS[status];
  const frameworks = Object.keys(articles).toSorted().map(plain).join(', ');
  const name = plain(control.control).padEnd(NAME_WIDTH);
  const observed = isVerbose && status === 'non-compliant' ? observedLines(checks) : [];
  return [
    `${paint(tone, word.padEnd(WORD_WIDTH))} ${name}${frameworks && ` (${frameworks})`}`.trimEnd(),
    ...[...findingsOf(control).flatMap((text) => hung(text, width)), ...observed].map((line) => `${MARGIN}${line}`),
  ];
}

/** In as many lines as it takes. */
const hung = (text: string, width: number | null): readonly string[] =>
  wrapped(text, width && width - MARGIN.length - HANGING.length).map((line, index) =>
    index === 0 ? line : HANGING + line,
  );

const cells = (control: ControlEvidence): readonly string[] => [
  plain(control.control),
  WORDS[control.status][0],
  Object.entries(control.framework_articles)
    .map(([framework, ids]) => plain(`${framework} ${ids.join(' ')}`))
    .join(', '),
  findingsOf(control).join('; '),
];

function findingsOf({ status, findings, checks }: ControlEvidence): readonly string[] {
  const error = status === 'error' ? checks['error'] : undefined;
  return [...(typeof error === 'string' ? [plain(error)] : []), ...findings.map(findingText)];
}

function findingText({ id, text, exception }: Finding): string {
  if (exception === undefined) return plain(`${id}: ${text}`);
  const { owner, expires, rationale } = exception;
  const until = expires === null ? 'for good' : `until ${expires}`;
  return plain(`${id}: ${text} [excused ${until}${owner === null ? '' : ` by ${owner}`}: ${rationale}]`);
}

const observedLines = (checks: ControlEvidence['checks']): readonly string[] =>
  JSON.stringify({ ...checks, findings: undefined }, null, 2)
    .split('\n')
    .map(plain);

function footer(controls: Evidence['controls']): string {
  const tally = tallyOf(controls);
  return [
    `Total: ${controls.length}`,
    `Pass: ${tally.compliant}`,
    `Fail: ${tally['non-compliant']}`,
    `Error: ${tally.error}`,
    `Exempt: ${tally.exempt}`,
  ].join('  ');
}

/** A text of a machine as a terminal may show it: nothing that moves the cursor or the order of letters, one line. */
const plain = (text: string): string => text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ');
