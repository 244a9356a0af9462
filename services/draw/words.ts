/** What an event's type means, in words: XState's own names for the ends of effects and states are spelt out. */
export function eventWords(type: string): string {
  if (type === '') return 'at once';
  if (type === 'xstate.init') return 'begins';
  if (type === '*') return 'anything else';
  const [, how, kind, name = ''] = /^xstate\.(done|error|snapshot)\.(actor|state)\.(.+)$/.exec(type) ?? [];
  if (how === undefined) return type;
  if (kind === 'state') return 'all is done';
  return `${name} ${{ done: 'is done', error: 'failed', snapshot: 'goes on' }[how]}`;
}

/** A guard as a condition that reads after "if"; undefined where there is none. */
export function guardWords(guard: unknown): string | undefined {
  if (guard === undefined) return undefined;
  if (typeof guard === 'string') return guard;
  if (typeof guard === 'function') return combinedWords(guard);
  return isNamed(guard) ? [guard.type, ...literalsIn(guard.params)].join(' ') : 'a condition';
}

/** `and`, `or` and `not` keep what they combine in `guards`. */
function combinedWords(guard: { readonly name: string; readonly guards?: unknown }): string {
  const parts = Array.isArray(guard.guards) ? guard.guards.map((part: unknown) => guardWords(part) ?? '') : [];
  if (parts.length === 0) return 'a condition';
  return guard.name === 'not' ? `not ${parts.join()}` : parts.join(` ${guard.name} `);
}

/** What a guard is asked about, where the chart says it outright: `beganAs pending`. */
function literalsIn(params: unknown): string[] {
  const values: unknown[] = typeof params === 'object' && params !== null ? Object.values(params) : [params];
  return values.flatMap((value) => (typeof value === 'string' || typeof value === 'number' ? [String(value)] : []));
}

const isNamed = (guard: unknown): guard is { readonly type: string; readonly params?: unknown } =>
  typeof guard === 'object' && guard !== null && 'type' in guard && typeof guard.type === 'string';
