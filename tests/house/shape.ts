import { basename } from 'node:path';
import { importsOf } from './imports.ts';
import type { SourceFile } from './source-file.ts';

const LONGEST = 300;
const NAMELESS = new Set(['utils', 'util', 'helpers', 'helper', 'common', 'types', 'misc', 'shared']);

/** Files past the limit of lines. */
export function longFiles(files: readonly SourceFile[]): string[] {
  return files.flatMap(({ path, text }) => {
    const lines = text.trimEnd().split('\n').length;
    return lines > LONGEST
      ? [`${path} has ${lines} lines, ${LONGEST} is the limit: look for the second noun in it`]
      : [];
  });
}

/** Files and folders whose name says nothing. */
export function namelessFiles(files: readonly SourceFile[]): string[] {
  return files.flatMap(({ path }) => {
    const vague = path
      .replace(/(\.test)?\.\w+$/, '')
      .split('/')
      .find((part) => NAMELESS.has(part));
    return vague === undefined ? [] : [`${path}: "${vague}" names nothing; name the thing that is in it`];
  });
}

/** What the package exports has one name for who imports it; inside of the house nobody may use that. */
const PUBLISHED = 'services/api/published.ts';

/** Files that pass on what other files export. */
export function barrels(files: readonly SourceFile[]): string[] {
  return files.flatMap((file) => {
    if (basename(file.path) === 'index.ts')
      return [`${file.path} is a barrel: name the thing, and import the file that has it`];
    if (file.path === PUBLISHED) return [];
    const passedOn = importsOf(file).filter(({ isReexport }) => isReexport);
    return passedOn.map(
      ({ line, specifier }) => `${file.path}:${line} passes on ${specifier}: import the file that has the thing`,
    );
  });
}
