/** Which entries of the audit, as the fragment has it and as the API is asked. */
export interface AuditFilter {
  readonly actor?: string;
  readonly action?: string;
  readonly target?: string;
  /** RFC 3339. */
  readonly since?: string;
  readonly until?: string;
}

/** The names of what can be filtered by, in the order of the form. */
export const FILTERS = ['actor', 'action', 'target', 'since', 'until'] as const satisfies (keyof AuditFilter)[];

/** The filter in the query of a fragment; what is empty is not asked. */
export function auditFilter(query: URLSearchParams): AuditFilter {
  const given = FILTERS.flatMap((name) => {
    const value = query.get(name)?.trim();
    return value ? [[name, value] as const] : [];
  });
  return Object.fromEntries(given);
}

/** What a field for local time shows of an RFC 3339 time: `2026-04-20T09:15`; "" for what is none. */
export function localText(moment: string | undefined): string {
  const at = new Date(moment ?? '');
  if (Number.isNaN(at.getTime())) return '';
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

/** The RFC 3339 time that somebody chose in a field for local time; undefined: none. */
export function momentOf(local: string): string | undefined {
  const at = new Date(local);
  return Number.isNaN(at.getTime()) ? undefined : `${at.toISOString().slice(0, 19)}Z`;
}
