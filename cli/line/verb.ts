import type { Completion, Flags, ValuesOf } from './flags.ts';
import type { GLOBALS } from './globals.ts';
import type { Session } from '../session.ts';

/** 0: done; 1: it failed, and the verb has said why; 130: interrupted. */
export type ExitCode = 0 | 1 | 130;

/** What can stand on the line after a verb's words, and what may not stand there together. */
export interface LineRules<T extends Flags = Flags, P extends readonly string[] = readonly string[]> {
  readonly flags: T;
  /** Names of what stands there without dashes, in this order; a name that ends with `?`, after all others, may be left out. */
  readonly operands: P;
  /** The first cannot be used with the second. */
  readonly conflicts?: readonly (readonly [string, string])[];
  /** The first means nothing without the second. */
  readonly needs?: readonly (readonly [string, string])[];
  readonly required?: readonly string[];
}

/** What the pages about a verb say beside its flags. */
export interface Explained {
  /** What an operand is, by its name without `?`; not needed where `completes` tells. */
  readonly explains?: Readonly<Record<string, string>>;
  /** Headings of a long list of flags, with their flags; a flag that is under none comes before them. */
  readonly sections?: Readonly<Record<string, readonly string[]>>;
  /** Exit codes that say more than whether it worked. */
  readonly exits?: Readonly<Record<string, string>>;
}

/** A line as a verb gets it. */
export interface Line<T extends Flags = Flags, P extends readonly string[] = readonly string[]> {
  readonly flags: ValuesOf<T>;
  readonly operands: OperandsOf<P>;
}

/** The words of operands by name. */
export type OperandsOf<P extends readonly string[]> = {
  readonly [Name in P[number] as Name extends `${infer Bare}?` ? Bare : Name]: Name extends `${string}?`
    ? string | undefined
    : string extends Name
      ? string | undefined
      : string;
};

/** A command of the program: what its line may say, and what it does. */
export interface Verb<T extends Flags = Flags, P extends readonly string[] = readonly string[]>
  extends LineRules<T, P>, Explained {
  /** The second may be a flag that every verb takes. */
  readonly conflicts?: readonly (readonly [keyof T & string, (keyof T | keyof typeof GLOBALS) & string])[];
  readonly needs?: readonly (readonly [keyof T & string, keyof T & string])[];
  readonly required?: readonly (keyof T & string)[];
  /** What a shell can offer for an operand, by its name without `?`. */
  readonly completes?: Readonly<Record<string, Completion>>;
  /** The name under which the operation is logged; absent: a verb that only looks is not. */
  readonly operation?: string;
  readonly examples: readonly string[];
  run(line: Line<T, P>, session: Session): Promise<ExitCode>;
}

/** Declares a verb and keeps the exact types of its flags. */
export const verb = <const T extends Flags, const P extends readonly string[]>(declared: Verb<T, P>): Verb<T, P> =>
  declared;
