import type { Program } from '../program.ts';

/** A host of a release, as it is told. */
export interface Entry {
  readonly hostname: string;
  readonly store_path: string;
}

/** A release, as it is told. */
export interface Listed {
  readonly id: string;
  readonly cache_url: string | null;
  readonly entries: readonly Entry[];
}

/** The releases that a test's control plane knows. */
export class KnownReleases {
  readonly #program: Program;

  constructor(program: Program) {
    this.#program = program;
  }

  async all(): Promise<Listed[]> {
    return JSON.parse((await this.#program.run('release', 'list', '--json')).stdout);
  }

  async newest(): Promise<Listed | undefined> {
    return (await this.all())[0];
  }

  /** Does something that no release comes of. */
  async notOneMore<T>(deed: () => Promise<T>): Promise<T> {
    const before = (await this.all()).length;
    const result = await deed();
    const after = (await this.all()).length;
    if (after !== before) throw new Error(`there were ${before} releases, and now ${after}`);
    return result;
  }
}
