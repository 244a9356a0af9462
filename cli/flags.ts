/** A flag. `text` and `list` take a value, `list` splits it at commas and may be repeated, `level` counts. */
export type Flag =
  | { readonly kind: 'switch'; readonly says: string; readonly short?: string }
  | { readonly kind: 'level'; readonly says: string; readonly short?: string }
  | { readonly kind: 'text'; readonly says: string; readonly hint: string; readonly default?: string }
  | { readonly kind: 'list'; readonly says: string; readonly hint: string }
  | { readonly kind: 'count'; readonly says: string; readonly hint: string; readonly default?: number };

/** Flags by name, without their dashes. */
export type Flags = Readonly<Record<string, Flag>>;

/** What a flag is worth to a verb: undefined when it was not given and has no default. */
type ValueOf<F extends Flag> = F extends { kind: 'switch' }
  ? boolean
  : F extends { kind: 'level' }
    ? number
    : F extends { kind: 'list' }
      ? readonly string[] | undefined
      : F extends { kind: 'count' }
        ? F extends { default: number }
          ? number
          : number | undefined
        : F extends { default: string }
          ? string
          : string | undefined;

/** The values of flags by name. */
export type ValuesOf<T extends Flags> = { readonly [Name in keyof T]: ValueOf<T[Name]> };
