import type { SettingRow } from '../config/settings.ts';
import { type Entry, GLOBAL_HEADING, type Page, type Section } from './page.ts';

/** What the generated parts of the manual are made from. */
export interface ManualSource {
  readonly pages: readonly Page[];
  readonly settings: readonly SettingRow[];
}

/**
 * The manual with its commands as they are now: what stands between `<!-- commands -->` and `<!-- end of commands -->`, and between
 * the other comments of this kind, is made here; the rest is written by hand and is left alone.
 */
export function filledManual(manual: string, { pages, settings }: ManualSource): string {
  const [program, ...commands] = pages;
  const globals = program?.sections.find(({ heading }) => heading === GLOBAL_HEADING);
  const parts: Readonly<Record<string, string>> = {
    'global flags': globals ? table(globals) : '',
    settings: settingsTable(settings),
    commands: commands.map(chapter).join('\n'),
    contents: commands.map(contentsLine).join('\n'),
  };
  return Object.entries(parts).reduce(
    (text, [name, part]) =>
      text.replace(
        new RegExp(`<!-- ${name} -->[^]*?<!-- end of ${name} -->`),
        () => `<!-- ${name} -->\n${IGNORE_START}\n\n${part}\n\n${IGNORE_END}\n<!-- end of ${name} -->`,
      ),
    manual,
  );
}

/** What the formatter must not touch, because it would format tables in another way. */
const [IGNORE_START, IGNORE_END] = ['<!-- prettier-ignore-start -->', '<!-- prettier-ignore-end -->'];

const contentsLine = ({ name, says }: Page): string =>
  `${isOneWord(name) ? '' : '  '}- [\`${name}\`](#${name.replaceAll(' ', '-')}): ${escaped(says)}`;

const isOneWord = (name: string): boolean => name.split(' ').length === 2;

function chapter({ name, says, usage, sections, examples }: Page): string {
  return [
    `${isOneWord(name) ? '##' : '###'} ${name}`,
    '',
    `${escaped(says)}.`,
    '',
    '```sh',
    usage,
    '```',
    '',
    ...sections.filter(({ heading }) => heading !== GLOBAL_HEADING).flatMap((section) => [table(section), '']),
    ...(sections.some(({ heading }) => heading === 'Commands') ? [] : ['```sh', ...examples, '```', '']),
  ].join('\n');
}

function table({ heading, entries }: Section): string {
  return [`| ${heading} | |`, '| --- | --- |', ...entries.map(row)].join('\n');
}

function settingsTable(settings: readonly SettingRow[]): string {
  const rows = settings.map(({ key, flag, variable, unless, says }) => {
    const cells = [key && `\`${key}\``, `\`--${flag}\``, variable && `\`${variable}\``, escaped(says), unless];
    return `| ${cells.map((cell) => cell ?? '').join(' | ')} |`;
  });
  return ['| In the file | Flag | Variable | What it is | Default |', '| --- | --- | --- | --- | --- |', ...rows].join(
    '\n',
  );
}

const row = ({ term, says }: Entry): string => `| \`${term.trim().replaceAll('|', '\\|')}\` | ${escaped(says)} |`;

/** As Markdown shows it: nothing in it is markup. */
const escaped = (text: string): string => text.replaceAll(/[\\|<>*_[\]]/g, (sign) => `\\${sign}`);
