import type { Engine } from '../../actors/engine.ts';
import type { KnownKey } from '../../store/read/keys.ts';
import type { Log } from '../log.ts';
import { Seldom } from './seldom.ts';

/** What a witness is made of. */
export interface WitnessParts {
  readonly engine: Pick<Engine, 'request'>;
  readonly log: Log;
  /** How often the same is written down again, ms. */
  readonly restMs: number;
}

/** Somebody who was turned away: who, from what, and why. */
export interface Denial {
  readonly actor: string;
  readonly target: string;
  readonly detail: string;
  /** An attack is worth a warning, a mistake is not. */
  readonly level: 'info' | 'warn';
}

/** Keys whose use, and denials that are written down in one interval. */
const KEYS = 1_000;
const DENIALS = 100;

/**
 * Writes down who used a key and who was turned away, after the fact: no request waits for it, and none fails when the
 * disk does.
 */
export class Witness {
  readonly #parts: WitnessParts;
  readonly #uses: Seldom;
  readonly #denials: Seldom;

  constructor(parts: WitnessParts) {
    this.#parts = parts;
    this.#uses = new Seldom({ intervalMs: parts.restMs, names: KEYS });
    this.#denials = new Seldom({ intervalMs: parts.restMs, names: DENIALS });
  }

  /** A key was used. What its row says counts too: it may have been another process that wrote it. */
  keyUsed({ id, lastUsedAt }: Pick<KnownKey, 'id' | 'lastUsedAt'>, now: number): void {
    if (lastUsedAt !== null && lastUsedAt <= now && lastUsedAt + this.#parts.restMs > now) return;
    if (!this.#uses.lets(String(id), now)) return;
    const failed = 'it could not be written down when an API key was last used';
    this.#parts.engine.request('noteKeyUse', { id, at: now }).catch(this.#reported(failed));
  }

  /** Somebody was turned away. */
  denied({ actor, target, detail, level }: Denial, now: number): void {
    if (!this.#denials.lets(`${actor}\n${target}`, now)) return;
    this.#parts.log(level, `${actor} was denied ${target}: ${detail}`);
    const failed = 'it could not be written into the audit who was turned away';
    this.#parts.engine.request('noteDenial', { actor, target, detail }).catch(this.#reported(failed));
  }

  #reported(what: string) {
    return (error: unknown) => this.#parts.log('warn', what, { error });
  }
}
