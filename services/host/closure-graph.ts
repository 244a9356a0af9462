import { type Closure, type ClosurePath, closurePath } from '../../machines/policy/closure-diff.ts';
import { fullPath, type SaidPath, saidPaths } from './path-infos.ts';

/** A closure, and what of it only the store knows. */
export interface KnownClosure extends Closure {
  /** What the path itself refers to. */
  readonly references: readonly string[];
  /** The derivation that it was made by, if the store remembers. */
  readonly deriver: string | null;
}

interface Node {
  readonly self: ClosurePath;
  readonly references: readonly string[];
  readonly deriver: string | null;
}

/**
 * The closures of `roots` in what `nix path-info --json --recursive` says; a path that several have is one object. A root
 * of which it does not say everything is left out, for a closure with holes would look as if packages had gone.
 */
export function closuresIn(json: string, roots: readonly string[]): Map<string, KnownClosure> {
  const graph = new Map((saidPaths(json) ?? []).map((said) => [said.path, nodeOf(said)]));
  const found = new Map<string, KnownClosure>();
  for (const root of roots) {
    const node = graph.get(root);
    const paths = reachable(root, graph);
    if (node && paths) found.set(root, { root, paths, references: node.references, deriver: node.deriver });
  }
  return found;
}

function reachable(root: string, graph: ReadonlyMap<string, Node>): ClosurePath[] | undefined {
  const paths: ClosurePath[] = [];
  const seen = new Set([root]);
  const left = [root];
  for (let path = left.pop(); path !== undefined; path = left.pop()) {
    const node = graph.get(path);
    if (node === undefined) return undefined;
    paths.push(node.self);
    for (const next of node.references) {
      if (seen.has(next)) continue;
      seen.add(next);
      left.push(next);
    }
  }
  return paths;
}

const nodeOf = ({ path, narBytes, facts: { references, deriver } }: SaidPath): Node => ({
  self: closurePath(path, narBytes),
  references: Array.isArray(references)
    ? references.filter((reference) => typeof reference === 'string').map(fullPath)
    : [],
  deriver: typeof deriver === 'string' && deriver.endsWith('.drv') ? fullPath(deriver) : null,
});
