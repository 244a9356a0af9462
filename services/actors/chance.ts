import { randomBytes, randomInt, randomUUID } from 'node:crypto';

/** Chance as requests need it; tests and the simulator have their own. */
export interface Chance {
  /** A random UUID (version 4). */
  uuid(): string;
  /** A seed of 32 bits. */
  seed(): number;
  /** 32 random bytes, lower-case hex. */
  secret(): string;
}

/** The operating system's chance. */
export const systemChance: Chance = {
  uuid: () => randomUUID(),
  seed: () => randomInt(2 ** 32),
  secret: () => randomBytes(32).toString('hex'),
};
