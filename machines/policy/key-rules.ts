import { BadInput } from '../errors.ts';
import type { Role } from '../model/key.ts';

/** What decides whether a key may be used, and whether it can be spared. */
export interface KeyStanding {
  readonly role: Role;
  /** ms since the epoch; null: never. */
  readonly expiresAt: number | null;
}

/** A key that has expired is as good as unknown. */
export const isExpired = ({ expiresAt }: Pick<KeyStanding, 'expiresAt'>, now: number): boolean =>
  expiresAt !== null && expiresAt <= now;

/** Without `key` nobody could make keys any more, at once or once those that are left have expired. */
export function isLastAdmin(key: KeyStanding, others: readonly KeyStanding[], now: number): boolean {
  if (key.role !== 'admin' || isExpired(key, now)) return false;
  const left = others.filter((other) => other.role === 'admin' && !isExpired(other, now));
  return key.expiresAt === null ? left.every(({ expiresAt }) => expiresAt !== null) : left.length === 0;
}

/** When a new key expires, ms since the epoch, from RFC 3339; null: never. Throws `BadInput` for what is over. */
export function expiryOf(text: string | null, now: number): number | null {
  if (text === null) return null;
  const at = Date.parse(text);
  if (Number.isNaN(at)) throw new BadInput(`\`expires_at\` is no time that there is: ${text}`);
  if (at > now) return at;
  throw new BadInput(`\`expires_at\` is over: the key would never hold; it is ${new Date(now).toISOString()} here`);
}

/** Refuses a name that would make a mess of a log or a terminal. Throws `BadInput`. */
export function refuseControlCharacters(name: string): void {
  if (/\p{Cc}/u.test(name)) throw new BadInput('`name` has a control character (a line break, a tab): leave it out');
}
