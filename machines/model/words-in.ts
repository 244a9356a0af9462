/** A schema whose values are words. */
export interface Words<Word extends string> {
  readonly anyOf: readonly { readonly const: Word }[];
}

/** The words of a union of literals, in its order. */
export const wordsIn = <Word extends string>({ anyOf }: Words<Word>): readonly Word[] =>
  anyOf.map(({ const: word }) => word);
