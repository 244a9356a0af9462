import type { Client } from '../../services/api/client.ts';

interface Asked {
  readonly key: string;
  /** The first answer; undefined: none came. */
  answer: string | undefined;
}

/** Requests with an `Idempotency-Key`, that are asked again after the plug was pulled. */
export class Repeats {
  #asked: Asked[] = [];

  /** Asks for a release, for the first time. */
  async ask(client: Client, key: string): Promise<void> {
    const asked: Asked = { key, answer: undefined };
    this.#asked.push(asked);
    asked.answer = await answerOf(client, key);
  }

  /** Asks for all that was asked since the last time, twice; gives what was answered otherwise than at first. */
  async askAgain(client: Client): Promise<string[]> {
    const broken: string[] = [];
    for (const asked of this.#asked) {
      for (const answer of [await answerOf(client, asked.key), await answerOf(client, asked.key)]) {
        asked.answer ??= answer;
        if (answer !== asked.answer) broken.push(`${asked.key} was answered ${asked.answer}, and later ${answer}`);
      }
    }
    this.#asked = [];
    return broken;
  }
}

async function answerOf(client: Client, key: string): Promise<string> {
  const entries = [{ hostname: 'a', store_path: `/nix/store/${key}`, platform: 'none', tags: [] }];
  const answer = await client.createRelease({ body: { entries, flake_ref: key }, idempotencyKey: key });
  return JSON.stringify(answer);
}
