import type { Session } from './session.ts';

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

/** 0: done; 1: it failed, and the verb has said why; 130: interrupted. */
export type ExitCode = 0 | 1 | 130;

/** What can stand on the line after a verb's words, and what may not stand there together. */
export interface LineRules<T extends Flags = Flags, P extends readonly string[] = readonly string[]> {
  readonly flags: T;
  /** Names of what stands there without dashes; all are required, in this order. */
  readonly operands: P;
  /** The first cannot be used with the second. */
  readonly conflicts?: readonly (readonly [string, string])[];
  readonly required?: readonly string[];
}

/** A line as a verb gets it. */
export interface Line<T extends Flags = Flags, P extends readonly string[] = readonly string[]> {
  readonly flags: ValuesOf<T>;
  readonly operands: { readonly [Name in P[number]]: string };
}

/** A command of the program: what its line may say, and what it does. */
export interface Verb<T extends Flags = Flags, P extends readonly string[] = readonly string[]> extends LineRules<
  T,
  P
> {
  readonly conflicts?: readonly (readonly [keyof T & string, keyof T & string])[];
  readonly required?: readonly (keyof T & string)[];
  readonly examples: readonly string[];
  run(line: Line<T, P>, session: Session): Promise<ExitCode>;
}

/** Declares a verb and keeps the exact types of its flags. */
export const verb = <const T extends Flags, const P extends readonly string[]>(declared: Verb<T, P>): Verb<T, P> =>
  declared;
