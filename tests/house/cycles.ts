import { importsOf, targetOf } from './imports.ts';
import type { SourceFile } from './source-file.ts';

/** Files that import each other in a circle, each circle told once. */
export function importCycles(files: readonly SourceFile[]): string[] {
  const targets = new Map(
    files.map((file) => [file.path, importsOf(file).flatMap((found) => targetOf(file, found) ?? [])]),
  );
  const told = new Map<string, string>();
  const finished = new Set<string>();
  const visit = (path: string, trail: readonly string[]): void => {
    if (trail.includes(path)) {
      const circle = trail.slice(trail.indexOf(path));
      told.set(
        circle.toSorted().join(' '),
        `${[...circle, path].join(' -> ')}: move what they share into a third file`,
      );
      return;
    }
    if (finished.has(path)) return;
    for (const target of targets.get(path) ?? []) visit(target, [...trail, path]);
    finished.add(path);
  };
  for (const path of targets.keys()) visit(path, []);
  return [...told.values()];
}
