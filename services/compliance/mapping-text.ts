import { type Article, type Control, CONTROLS, type Framework, FRAMEWORKS } from './catalogue.ts';
import { markdownTable, markdownText } from './markdown-table.ts';

/** What the columns of a mapping are called. */
export const MAPPING_HEADS = ['Article', 'Subject', 'Controls', 'Note'] as const;

/** The articles of a framework with what speaks for each, as cells. */
export const mappingRows = ({ articles }: Framework): readonly (readonly string[])[] =>
  articles.map((article) => [article.id, article.subject, speaksFor(article), article.note ?? '']);

/** The mapping of a framework as Markdown, its document first. */
export const mappingMarkdown = (framework: Framework): readonly string[] => [
  `${markdownText(framework.document)}: <${framework.url}>`,
  '',
  ...markdownTable(MAPPING_HEADS, mappingRows(framework)),
];

/** What each control looks at: its requirements or its rules by the ids that findings have, and the frameworks that ask for it. */
export const controlsMarkdown = (): readonly string[] => CONTROLS.flatMap(controlMarkdown);

function controlMarkdown(control: Control): readonly string[] {
  const asked = FRAMEWORKS.filter(({ articles }) => articles.some(({ controls }) => controls.includes(control.id)));
  return [
    `### ${control.id}`,
    '',
    `${markdownText(control.summary)} Option: \`compliance.controls.${control.option}\`. ` +
      `Mapped by: ${asked.map(({ title }) => markdownText(title)).join(', ') || 'no framework'}.`,
    '',
    ...demandsOf(control),
    '',
  ];
}

function demandsOf({ requirements, rules = [] }: Control): readonly string[] {
  const demands = Object.entries(requirements ?? {}).map(([id, sentence]) => [id, sentence]);
  if (rules.length === 0) return markdownTable(['Requirement', 'What it says'], demands);
  return markdownTable(
    ['Rule', 'Name', 'What it says', 'On from level', 'Only on'],
    rules.map(({ id, name, description, severity, hostTypes, architectures }) => [
      ...[id, name, description, severity],
      [...hostTypes, ...architectures].join(', '),
    ]),
  );
}

/** Of a control that consists of rules, those that count. */
function speaksFor({ controls, rules = [] }: Article): string {
  return controls.map((control) => [control, ...rules.filter((rule) => isOf(control, rule))].join(' ')).join(', ');
}

const isOf = (control: string, rule: string): boolean =>
  CONTROLS.some(({ id, rules = [] }) => id === control && rules.some((known) => known.id === rule));
