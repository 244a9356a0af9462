/**
 * A flag. `text`, `list` and `count` take a value, `list` splits it at commas and may be repeated, `level` counts.
 * A default that the parser does not set, because the configuration may say it, stands in `says`: `…; default: 300`.
 */
export type Flag =
  | { readonly kind: 'switch'; readonly says: string; readonly short?: string; readonly isHidden?: true }
  | { readonly kind: 'level'; readonly says: string; readonly short?: string }
  | ({ readonly kind: 'text'; readonly says: string; readonly hint: string; readonly default?: string } & Suggested)
  | ({ readonly kind: 'list'; readonly says: string; readonly hint: string } & Suggested)
  | {
      readonly kind: 'count';
      readonly says: string;
      readonly hint: string;
      readonly default?: number;
      /** The smallest that is taken; 0 unless told. */
      readonly least?: number;
      /** The largest that is taken; all safe integers unless told. */
      readonly most?: number;
    };

/** What a shell can offer for a value: nothing is refused for not being offered. */
export interface Suggested {
  readonly completes?: Completion;
  /** The environment variable that says it when the line does not. */
  readonly env?: string;
}

/** Words that are always the same, or the kind of what the control plane, the flake or the disk knows. */
export type Completion =
  | readonly string[]
  | 'host'
  | 'machine'
  | 'release'
  | 'rollout'
  | 'tag'
  | 'key'
  | 'actor'
  | 'chart'
  | 'log'
  | 'file'
  | 'folder';

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
