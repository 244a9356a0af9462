/** An event that an actor has heard, and how it was then; JSON, told after the commit. */
export interface Inspected {
  readonly address: string;
  /** Who told it; null: somebody outside, or an effect of its own. */
  readonly source: string | null;
  readonly event: { readonly type: string; readonly [field: string]: unknown };
  /** ms since the epoch. */
  readonly at: number;
  readonly snapshot: { readonly status: string; readonly value: unknown; readonly context: unknown };
}
