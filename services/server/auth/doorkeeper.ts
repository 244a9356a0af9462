import type { FastifyRequest } from 'fastify';
import { RateLimited } from '../../../machines/errors.ts';
import { networkOf } from '../../../machines/policy/network.ts';
import type { Engine } from '../../actors/engine.ts';
import type { KnownKey } from '../../store/read/keys.ts';
import type { Log } from '../log.ts';
import { FailedAttempts } from './failed-attempts.ts';
import { Witness } from './witness.ts';

/** How strict a doorkeeper is. */
export interface DoorSettings {
  /** Failed attempts from one network that are borne in one window. */
  readonly failures: number;
  readonly windowMs: number;
  /** How many networks are remembered at once. */
  readonly networks: number;
  /** How often the use of one key, and the same denial, is written down again. */
  readonly restMs: number;
  /** Wall clock, ms since the epoch. */
  readonly now: () => number;
}

/** What a doorkeeper is made of. */
export interface DoorkeeperParts {
  readonly engine: Pick<Engine, 'request'>;
  readonly log: Log;
  readonly settings?: Partial<DoorSettings> | undefined;
}

const SETTINGS: DoorSettings = {
  failures: 60,
  windowMs: 60_000,
  networks: 10_000,
  restMs: 60_000,
  now: () => Date.now(),
};

type Visitor = Pick<FastifyRequest, 'ip' | 'method' | 'routeOptions'>;

/** Knows who tried too often, and sees to it that it is written down who came in and who did not. */
export class Doorkeeper {
  readonly #settings: DoorSettings;
  readonly #attempts: FailedAttempts;
  readonly #witness: Witness;

  constructor({ engine, log, settings = {} }: DoorkeeperParts) {
    this.#settings = { ...SETTINGS, ...settings };
    this.#attempts = new FailedAttempts(this.#settings);
    this.#witness = new Witness({ engine, log, restMs: this.#settings.restMs });
  }

  /** The time by which keys expire. */
  now(): number {
    return this.#settings.now();
  }

  /** Why nothing that this visitor shows is looked at, for now. */
  refusal(visitor: Visitor): RateLimited | undefined {
    const waitMs = this.#attempts.waitMs(addressOf(visitor), this.now());
    if (waitMs === 0) return undefined;
    return new RateLimited('too many failed attempts from your network; try again later', Math.ceil(waitMs / 1000));
  }

  /** The visitor showed a key or token that is none. */
  failed(visitor: Visitor): void {
    const address = addressOf(visitor);
    if (!this.#attempts.count(address, this.now())) return;
    const { failures, windowMs } = this.#settings;
    const actor = `address:${networkOf(address)}`;
    const detail = `${failures} failed attempts within ${windowMs / 1000} s; until those are over none is looked at`;
    this.#witness.denied({ actor, target: 'authentication', detail, level: 'warn' }, this.now());
  }

  /** A key was used. */
  entered(key: KnownKey): void {
    this.#witness.keyUsed(key, this.now());
  }

  /** Who the visitor is, is known, and that it may not do this. */
  denied({ method, routeOptions }: Visitor, actor: string, detail: string): void {
    const target = `${method} ${routeOptions.url ?? ''}`;
    this.#witness.denied({ actor, target, detail, level: 'info' }, this.now());
  }
}

/** Node knows no address any more, which its types do not say, once the client has hung up. */
const addressOf = ({ ip }: { readonly ip: string | undefined }): string => ip ?? '';
