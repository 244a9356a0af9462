import type {
  ControlStanding,
  FleetCompliance,
  FrameworkStanding,
  StatusCounts,
} from '../../machines/model/compliance.ts';
import { markdownTable, markdownText } from '../../services/compliance/markdown-table.ts';
import { printable } from '../../services/host/printable.ts';
import { second } from '../output/moment.ts';
import { cutting, table, type TableLook } from '../output/table.ts';
import { shortcomings } from './report-verdict.ts';

const CONTROL_HEADS = ['Control', 'Compliant', 'Failing', 'Error', 'Exempt', 'Unjudged'] as const;
const ARTICLE_HEADS = ['Article', 'State', 'Judged on', 'Subject', 'Controls'] as const;
/** More names than this say no more. */
const NAMED = 8;

/** What a report tells beside its tables. */
export interface ReportOrder {
  /** A framework that was asked for is shown even if no machine follows it. */
  readonly framework: string | undefined;
  /** One control alone: articles cannot be judged by it, for others speak for them as well. */
  readonly control: string | undefined;
  /** Evidence that is older was left out. */
  readonly maxAgeDays: number;
}

/** How the fleet stands, as tables for a terminal. */
export function reportLines(report: FleetCompliance, order: ReportOrder, look: TableLook): readonly string[] {
  const { followed, others } = sorted(report.frameworks, order);
  return [
    `Compliance of the fleet, ${second(report.generated_at)}`,
    ...aboutMachines(report, order).map((line) => `  ${printable(line)}`),
    '',
    ...controlLines(report.controls, look),
    ...followed.flatMap((framework) => [
      '',
      printable(heading(framework)),
      ...table(
        ['article', 'state', 'judged on', cutting('subject'), cutting('controls')],
        articleRows(framework, report),
        look,
      ),
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
    ...aboutMachines(report, order).map((line) => `- ${markdownText(line)}`),
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

function aboutMachines(
  { machines }: FleetCompliance,
  { maxAgeDays }: Pick<ReportOrder, 'maxAgeDays'>,
): readonly string[] {
  const { total, verified, oldest, without, without_count, untrusted, untrusted_count } = machines;
  const { outdated, outdated_count, stale, stale_count } = machines;
  const since = oldest === null ? '' : `; the oldest is of ${second(oldest)}`;
  return [
    `${verified} of ${total} machine${total === 1 ? '' : 's'} with verified evidence${since}`,
    ...listed('without evidence', without_count, without),
    ...listed('signed by another key than the pinned one (nixfleet compliance trust)', untrusted_count, untrusted),
    ...listed(`evidence older than ${maxAgeDays} d, which counts for nothing`, outdated_count, outdated),
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
  ...[counts.compliant, counts.non_compliant, counts.error, counts.exempt, counts.unjudged].map(String),
  some(failing, counts.non_compliant + counts.error) || '-',
];

/** A control that nobody has evidence of is named as such: an article may be met by what the others say. */
function articleRows(
  { articles }: FrameworkStanding,
  { controls: known }: Pick<FleetCompliance, 'controls'>,
): readonly (readonly string[])[] {
  const judged = new Set(known.map(({ control }) => control));
  const named = (control: string) => (judged.has(control) ? control : `${control} (no evidence)`);
  return articles.map(({ article, state, subject, controls, counts }) => [
    ...[article, state, judgedOn(counts), subject, controls.map(named).join(', ')],
  ]);
}

/** "Met" on 3 of 500 machines is to look like that. */
function judgedOn({ compliant, non_compliant, error, exempt, unjudged }: StatusCounts): string {
  const judged = compliant + non_compliant + error + exempt;
  return unjudged === 0 ? String(judged) : `${judged} of ${judged + unjudged}`;
}

function heading({ title, document, machines, articles }: FrameworkStanding): string {
  const count = (state: string) => articles.filter((article) => article.state === state).length;
  const unjudged = count('unjudged');
  const partly = articles.filter(({ state, counts }) => state === 'met' && counts.unjudged > 0).length;
  const parts = [
    `${count('met')} of ${articles.length} articles met${partly === 0 ? '' : `, ${partly} of them judged on some machines only`}`,
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
