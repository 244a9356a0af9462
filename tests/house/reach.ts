import { importsOf, packageOf, targetOf } from './imports.ts';
import { isOf } from './owners.ts';
import type { SourceFile } from './source-file.ts';

/** What a program must not load, not even through others: it costs start-up time or memory. */
export interface Diet {
  /** The program's folder. */
  readonly program: string;
  readonly without: readonly string[];
}

/** Ways from a program's files to a package it must not load, one for each package. */
export function loadedAgainstDiet(files: readonly SourceFile[], { program, without }: Diet): string[] {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const seen = new Set<string>();
  const ways = new Map<string, string>();
  const follow = (file: SourceFile, trail: readonly string[]): void => {
    if (seen.has(file.path)) return;
    seen.add(file.path);
    for (const found of importsOf(file).filter(({ isTypeOnly }) => !isTypeOnly)) {
      const way = [...trail, file.path];
      const forbidden = without.find((name) => isOf(packageOf(found), name));
      if (forbidden !== undefined && !ways.has(forbidden))
        ways.set(forbidden, `${way.join(' -> ')} -> ${found.specifier}: ${program} must not load it; cut this way`);
      const target = byPath.get(targetOf(file, found) ?? '');
      if (target) follow(target, way);
    }
  };
  for (const file of files) if (file.path.startsWith(`${program}/`)) follow(file, []);
  return [...ways.values()];
}
