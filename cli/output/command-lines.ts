import type { CommandNews } from '../../services/host/command-channel.ts';
import { printable } from '../../services/host/printable.ts';

/** So many of the last lines are shown. */
const WINDOW = 10;

/** What running commands say on their error streams, as lines for a terminal: each with its host before it. */
export class CommandLines {
  readonly #prefixes = new Map<string, string>();
  #last: readonly { readonly id: string; readonly line: string }[] = [];

  /** Takes news; gives the line if it is one. */
  hear(news: CommandNews): string | undefined {
    switch (news.type) {
      case 'begun': {
        const { host } = news.command;
        this.#prefixes.set(news.id, host === undefined ? '' : `[${printable(host)}] `);
        return undefined;
      }
      case 'said': {
        const line = `${this.#prefixes.get(news.id) ?? ''}${printable(news.line)}`;
        this.#last = [...this.#last, { id: news.id, line }].slice(-WINDOW);
        return line;
      }
      case 'ended':
        this.#prefixes.delete(news.id);
        this.#last = this.#last.filter(({ id }) => id !== news.id);
        return undefined;
    }
  }

  /** The last lines of the commands that still run. */
  get window(): string[] {
    return this.#last.map(({ line }) => line);
  }
}
