/** What hears the lines of an attempt's commands. */
export type LineListener = (attemptId: string, line: string) => void;

/** Lines of activations on their way to whoever is there to hear them: the machine is made ready before its link. */
export class SaidLines {
  #listener: LineListener = () => undefined;

  /** Hears every line from now on. */
  heardBy(listener: LineListener): void {
    this.#listener = listener;
  }

  /** A line was said. */
  say(attemptId: string, line: string): void {
    this.#listener(attemptId, line);
  }
}
