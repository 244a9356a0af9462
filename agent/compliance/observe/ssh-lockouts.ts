import type { SshdView } from './sshd.ts';
import { passableWays, waysIn } from './ways-in.ts';

/** Somebody whom sshd lets in on no way at all, though it was told of some. */
export interface Lockout {
  /** Null: everybody; else the words of a `Match`. */
  readonly match: string | null;
  /** The stack of PAM refuses whatever is answered, or methods are demanded that are off. */
  readonly why: 'pam' | 'methods';
}

/**
 * Who is locked out by mistake. Whom a `Match` shuts out on purpose (without a method that is on) is none of them, and nor is
 * everybody, where a `Match` lets some in.
 */
export function lockouts(views: readonly SshdView[], doesPamLetIn: boolean): readonly Lockout[] {
  const passable = (view: SshdView) => passableWays(view.settings, doesPamLetIn).length > 0;
  const [everybody, ...matches] = views;
  if (everybody === undefined) return [];
  if (!views.some(passable)) return [{ match: null, why: waysIn(everybody.settings).length > 0 ? 'pam' : 'methods' }];
  return matches
    .filter((view) => namesMethods(view) && waysIn(view.settings).length > 0 && !passable(view))
    .map(({ criteria }) => ({ match: criteria, why: 'pam' }));
}

const namesMethods = ({ settings }: SshdView): boolean => (settings.get('authenticationmethods') ?? 'any') !== 'any';
