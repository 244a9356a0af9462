import type { SourceFile } from './source-file.ts';

/** Something that no file of the repository may contain. */
export interface Banned {
  readonly what: string;
  /** Written so that it does not match its own source. */
  readonly pattern: RegExp;
  readonly remedy: string;
}

/** Lines that contain something banned. */
export function bannedWords(files: readonly SourceFile[], banned: readonly Banned[]): string[] {
  return files.flatMap(({ path, text }) =>
    banned.flatMap(({ what, pattern, remedy }) => {
      const lines = text.split('\n').flatMap((line, index) => (pattern.test(line) ? [index + 1] : []));
      return lines.map((line) => `${path}:${line} has ${what}: ${remedy}`);
    }),
  );
}
