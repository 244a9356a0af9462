import type { Engine } from '../../actors/engine.ts';
import type { Log } from '../log.ts';

/** Addresses of quarantined actors, and why. */
export type Quarantined = ReadonlyMap<string, string>;

/** The engine answers within this, or is busy or being restarted: what it said last has to do. */
const PATIENCE_MS = 1_000;

/** Knows which actors are quarantined; only the shard does. */
export class Quarantine {
  readonly #engine: Pick<Engine, 'request'>;
  readonly #log: Log;
  #known: Quarantined = new Map();

  constructor(engine: Pick<Engine, 'request'>, log: Log) {
    this.#engine = engine;
    this.#log = log;
  }

  /** As it is now; while the actors do not answer, as it was when they last did: who looks for the reason is to see the rest. */
  async now(): Promise<Quarantined> {
    let late: NodeJS.Timeout | undefined;
    const patience = new Promise<Quarantined>((resolve) => {
      late = setTimeout(() => resolve(this.#known), PATIENCE_MS);
    });
    try {
      return await Promise.race([this.#ask(), patience]);
    } finally {
      clearTimeout(late);
    }
  }

  async #ask(): Promise<Quarantined> {
    try {
      const actors = await this.#engine.request('listQuarantined', {});
      this.#known = new Map(actors.map(({ address, problem }) => [address, problem]));
    } catch (error) {
      this.#log('warn', 'the actors do not say which of them are quarantined', { error });
    }
    return this.#known;
  }
}
