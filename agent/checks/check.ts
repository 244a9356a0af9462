/** Something that has to be in order before an agent can do its work. */
export interface Check {
  /** What is looked at, in a word or two. */
  readonly name: string;
  /** Looks; gives what is good about it, in a few words. */
  look(): Promise<Finding>;
}

/** What was found. */
export type Finding =
  | { readonly is: 'good'; readonly what: string }
  /** An agent could run, but somebody should know. */
  | { readonly is: 'doubtful'; readonly what: string }
  /** An agent could not do its work; `what` says what to do. */
  | { readonly is: 'bad'; readonly what: string };

/** It is in order. */
export const good = (what: string): Finding => ({ is: 'good', what });
/** It may become a problem. */
export const doubtful = (what: string): Finding => ({ is: 'doubtful', what });
/** It is a problem. */
export const bad = (what: string): Finding => ({ is: 'bad', what });
