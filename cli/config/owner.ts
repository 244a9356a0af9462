import { userInfo } from 'node:os';

/** Who runs the program. */
export interface User {
  /** Absent where files have no owners. */
  readonly uid: number | undefined;
  /** Who has become root by `sudo`. */
  readonly sudoUid: number | undefined;
}

/** The user of this process. */
export function userOf(env: Readonly<Record<string, string | undefined>>): User {
  const sudo = env['SUDO_UID'] ?? '';
  return { uid: process.geteuid?.(), sudoUid: /^\d{1,10}$/.test(sudo) ? Number(sudo) : undefined };
}

/** The user's folder as the system knows it; undefined for a user that it does not know. */
export function systemHome(): string | undefined {
  try {
    return userInfo().homedir || undefined;
  } catch {
    // Containers run programs as users that nobody has entered anywhere.
    return undefined;
  }
}

/** The user's folder as the environment says, or else the system; undefined: there is none. */
export const userHome = (env: Readonly<Record<string, string | undefined>>): string | undefined =>
  env['HOME'] || systemHome();

/** Whether what belongs to `owner` may be believed: it is this user's, root's, or that of who has called `sudo`. */
export const isTrustedOwner = (owner: number, { uid, sudoUid }: User): boolean =>
  uid === undefined || owner === 0 || owner === uid || (uid === 0 && owner === sudoUid);
