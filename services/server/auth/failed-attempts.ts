import { networkOf } from '../../../machines/policy/network.ts';

/** How many failures are borne, and of how many networks they are counted. */
export interface AttemptLimits {
  readonly failures: number;
  readonly windowMs: number;
  /** Beyond this the one that began first is forgotten. */
  readonly networks: number;
}

interface Window {
  readonly since: number;
  count: number;
}

/**
 * Counts failed authentication by network: from the first failure on, for a window. Synchronous on purpose: with
 * `@fastify/rate-limit`, which answers by promise, all requests of one packet look before the first has counted.
 */
export class FailedAttempts {
  readonly #limits: AttemptLimits;
  /** The oldest first. */
  readonly #windows = new Map<string, Window>();

  constructor(limits: AttemptLimits) {
    this.#limits = limits;
  }

  /** Counts a failure; true: it was the last that is borne. */
  count(address: string, now: number): boolean {
    const network = networkOf(address);
    const window = this.#current(network, now) ?? this.#begin(network, now);
    window.count += 1;
    return window.count === this.#limits.failures;
  }

  /** For how long nothing from this address is looked at; 0: it may try. */
  waitMs(address: string, now: number): number {
    // Nearly always: valid keys pay nothing.
    if (this.#windows.size === 0) return 0;
    const window = this.#current(networkOf(address), now);
    if (window === undefined || window.count < this.#limits.failures) return 0;
    return window.since + this.#limits.windowMs - now;
  }

  #current(network: string, now: number): Window | undefined {
    const window = this.#windows.get(network);
    if (window === undefined || isIn(window, now, this.#limits.windowMs)) return window;
    this.#windows.delete(network);
    return undefined;
  }

  #begin(network: string, now: number): Window {
    for (const [oldest, window] of this.#windows) {
      if (this.#windows.size < this.#limits.networks && isIn(window, now, this.#limits.windowMs)) break;
      this.#windows.delete(oldest);
    }
    const window = { since: now, count: 0 };
    this.#windows.set(network, window);
    return window;
  }
}

/** A clock that was set back would otherwise lock people out for as long. */
const isIn = ({ since }: Window, now: number, windowMs: number): boolean => since <= now && since + windowMs > now;
