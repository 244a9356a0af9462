/** A question that a test answers when it likes to. */
export interface Question<Answer> {
  readonly answer: Promise<Answer>;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
}

/** A question that waits for its answer. */
export function aQuestion<Answer>(): Question<Answer> {
  let [resolve, reject] = [(_answer: Answer) => {}, (_error: unknown) => {}];
  const answer = new Promise<Answer>((...ways) => ([resolve, reject] = ways));
  return { answer, resolve, reject };
}
