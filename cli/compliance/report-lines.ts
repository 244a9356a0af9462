import type { ControlStanding, FleetCompliance, FrameworkStanding } from '../../machines/model/compliance.ts';
import { markdownTable, markdownText } from '../../services/compliance/markdown-table.ts';
import { printable } from '../../services/host/printable.ts';
import { second } from '../output/moment.ts';
import { cutting, table, type TableLook } from '../output/table.ts';
import { shortcomings } from './report-verdict.ts';

const CONTROL_HEADS = ['Control', 'Compliant', 'Failing', 'Error', 'Exempt'] as const;
const ARTICLE_HEADS = ['Article', 'State', 'Subject', 'Controls'] as const;
/** More names than this say no more. */
const NAMED = 8;

/** What a report tells beside its tables. */
export interface ReportOrder {
  /** A framework that was asked for is shown even if no machine follows it. */
  readonly framework: string | undefined;
  /** One control alone: articles cannot be judged by it, for others speak for them as well. */
  readonly control: string | undefined;
  /** Evidence that is older is not enough. */
  readonly maxAgeDays: number;
}

/** How the fleet stands, as tables for a terminal. */
export function reportLines(report: FleetCompliance, order: ReportOrder, look: TableLook): readonly string[] {
  const { followed, others } = sorted(report.frameworks, order);
  return [
    `Compliance of the fleet, ${second(report.generated_at)}`,
    ...aboutMachines(report).map((line) => `  ${printable(line)}`),
    '',
    ...controlLines(report.controls, look),
    ...followed.flatMap((framework) => [
      '',
      printable(heading(framework)),
      ...table(['article', 'state', cutting('subject'), cutting('controls')], articleRows(framework, report), look),
    ]),
    ...unfollowed(others),
    '',
    verdict(report, order),
  ];
}

/** The same as a document in Markdown. */
export function reportMarkdown(report: FleetCompliance, order: ReportOrder): readonly string[] {
  const { followed, others } = sorted(report.frameworks, order);
  return [
    `# Compliance of the fleet`,
    '',
    `As of ${second(report.generated_at)}. ${markdownText(verdict(report, order))}`,
    '',
    ...aboutMachines(report).map((line) => `- ${markdownText(line)}`),
    '',
    '## Controls',
    '',
    ...markdownTable([...CONTROL_HEADS, 'Failing on'], report.controls.map(controlRow)),
    ...followed.flatMap((framework) => [
      '',
      `## ${markdownText(heading(framework))}`,
      '',
      ...markdownTable(ARTICLE_HEADS, articleRows(framework, report)),
    ]),
    ...unfollowed(others),
  ];
}

function sorted(all: readonly FrameworkStanding[], { framework, control }: ReportOrder) {
  const frameworks = control === undefined ? all : [];
  const isShown = ({ machines, framework: id }: FrameworkStanding) => machines > 0 || id === framework;
  return { followed: frameworks.filter(isShown), others: frameworks.filter((each) => !isShown(each)) };
}

function aboutMachines({ machines }: FleetCompliance): readonly string[] {
  const { total, verified, oldest, without, without_count, untrusted, untrusted_count, stale, stale_count } = machines;
  const since = oldest === null ? '' : `; the oldest is of ${second(oldest)}`;
  return [
    `${verified} of ${total} machine${total === 1 ? '' : 's'} with verified evidence${since}`,
    ...listed('without evidence', without_count, without),
    ...listed('signed by another key than the pinned one (nixfleet compliance trust)', untrusted_count, untrusted),
    ...listed('evidence of another system than runs', stale_count, stale),
  ];
}

const listed = (what: string, count: number, names: readonly string[]): readonly string[] =>
  count === 0 ? [] : [`${what}: ${some(names, count)}`];

const some = (names: readonly string[], count: number): string =>
  names.slice(0, NAMED).join(', ') + (count > NAMED ? ` and ${count - NAMED} more` : '');

function controlLines(controls: readonly ControlStanding[], look: TableLook): readonly string[] {
  if (controls.length === 0) return ['No verified evidence has any of these controls.'];
  const heads = [...CONTROL_HEADS.map((head) => head.toLowerCase()), cutting('failing on')];
  return table(heads, controls.map(controlRow), look);
}

const controlRow = ({ control, counts, failing }: ControlStanding): readonly string[] => [
  control,
  ...[counts.compliant, counts.non_compliant, counts.error, counts.exempt].map(String),
  some(failing, failing.length) || '-',
];

/** A control that nobody has evidence of is named as such: an article may be met by what the others say. */
function articleRows(
  { articles }: FrameworkStanding,
  { controls: known }: Pick<FleetCompliance, 'controls'>,
): readonly (readonly string[])[] {
  const judged = new Set(known.map(({ control }) => control));
  const named = (control: string) => (judged.has(control) ? control : `${control} (no evidence)`);
  return articles.map(({ article, state, subject, controls }) => [
    ...[article, state, subject, controls.map(named).join(', ')],
  ]);
}

function heading({ title, document, machines, articles }: FrameworkStanding): string {
  const count = (state: string) => articles.filter((article) => article.state === state).length;
  const unjudged = count('unjudged');
  const parts = [
    `${count('met')} of ${articles.length} articles met`,
    ...(unjudged === 0 ? [] : [`${unjudged} that no evidence speaks of`]),
    `${machines} machine${machines === 1 ? '' : 's'}`,
  ];
  return `${title}, ${document}: ${parts.join('; ')}`;
}

const unfollowed = (others: readonly FrameworkStanding[]): readonly string[] =>
  others.length === 0
    ? []
    : ['', `Not shown, as no machine follows them: ${printable(others.map(({ framework }) => framework).join(', '))}.`];

function verdict(report: FleetCompliance, { maxAgeDays }: Pick<ReportOrder, 'maxAgeDays'>): string {
  const reasons = shortcomings(report, maxAgeDays);
  return reasons.length === 0 ? 'All that was looked at is compliant or exempt.' : `Not met: ${reasons.join('; ')}.`;
}
