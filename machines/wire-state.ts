import type { AnyMachineSnapshot, StateValue } from 'xstate';

/**
 * The word that the wire has for a chart's state: `meta.wire` of the outermost state that has one, otherwise the name of
 * the innermost state. Not for parallel charts; `region` names one of theirs.
 */
export function wireState(snapshot: AnyMachineSnapshot, region?: string): string {
  const value: StateValue | undefined = region === undefined ? snapshot.value : snapshot.value[region];
  const path = pathTo(value ?? '');
  const meta: Record<string, { wire?: string } | undefined> = snapshot.getMeta();
  for (const [depth] of path.entries()) {
    const id = [snapshot.machine.id, ...(region === undefined ? [] : [region]), ...path.slice(0, depth + 1)].join('.');
    const wire = meta[id]?.wire;
    if (wire !== undefined) return wire;
  }
  return path.at(-1) ?? '';
}

function pathTo(value: StateValue): string[] {
  if (typeof value === 'string') return [value];
  const [entry] = Object.entries(value);
  return entry === undefined ? [] : [entry[0], ...(entry[1] === undefined ? [] : pathTo(entry[1]))];
}
