import { importsOf, packageOf } from './imports.ts';
import type { SourceFile } from './source-file.ts';

/** A package that only one place of the house may import. */
export interface Owner {
  /** A package's name; one that ends with `/` means a whole scope. */
  readonly package: string;
  /** The folder or file. */
  readonly place: string;
  readonly remedy: string;
}

/** Imports of an owned package from anywhere else. */
export function strayPackages(files: readonly SourceFile[], owners: readonly Owner[]): string[] {
  return files.flatMap((file) =>
    importsOf(file).flatMap((found) => {
      const owner = owners.find((each) => isOf(packageOf(found), each.package));
      if (!owner || file.path === owner.place || file.path.startsWith(`${owner.place}/`)) return [];
      return [
        `${file.path}:${found.line} imports ${found.specifier}, which belongs to ${owner.place}: ${owner.remedy}`,
      ];
    }),
  );
}

/** Whether a package is `name`, or in it where `name` is a scope (`@fastify/`). */
export const isOf = (found: string | undefined, name: string): boolean =>
  found !== undefined &&
  (name.endsWith('/') ? found.startsWith(name) : found === name || found === name.replace(/^node:/, ''));
