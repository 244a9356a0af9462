import type { SwitchEnd, SwitchOrder } from './switch-order.ts';

/** What is known of an attempt that we have to leave in the middle. */
export interface KnownOfAttempt extends Pick<SwitchOrder, 'platform'> {
  /** `confirmed` or `back`, once the machine has said it. */
  readonly claim: string | undefined;
  /** Asked to be, and nobody has heard that it is not. */
  readonly mayBeConfirmed: boolean;
}

/** It was confirmed: what is left to do there needs nobody. */
export const staysEnd = (why: string, said: string): SwitchEnd => ({
  result: 'deployed',
  says: `${why}; it was confirmed, and stays`,
  said,
});

/** What an attempt has on its machine is gone with a restart, the dead man too. */
export function restartedEnd(isInterrupted: boolean, { claim, mayBeConfirmed, platform }: KnownOfAttempt): SwitchEnd {
  const why = `${isInterrupted ? 'interrupted; ' : ''}the machine was restarted in the middle`;
  const unknown = (rest: string): SwitchEnd => ({
    result: 'unknown',
    says: `${why}${rest}: see what it runs`,
    said: '',
  });
  if (claim === 'confirmed') return unknown(', just after it was confirmed');
  if (mayBeConfirmed) return unknown(', and may have been confirmed before');
  // Its profile is set before the activation.
  if (platform === 'darwin') return unknown(', and keeps what its profile names');
  return { result: 'went_back', says: `${why}: it boots what it booted before`, said: '' };
}

/** It cannot be reached any more; `leftMs`: until its dead man acts, as far as that is known. */
export function unreachedEnd(why: string, { claim, mayBeConfirmed }: KnownOfAttempt, leftMs: number): SwitchEnd {
  if (claim === 'back') return { result: 'went_back', says: `${why}; it is being taken back`, said: '' };
  if (mayBeConfirmed) {
    return { result: 'unknown', says: `${why}; it may have been confirmed: see what it runs`, said: '' };
  }
  const left = Math.ceil(leftMs / 1000);
  const when = !Number.isFinite(left) ? 'when its time is over' : left > 0 ? `within ${left} s` : 'now';
  return { result: 'unknown', says: `${why}; its dead man takes it back ${when}`, said: '' };
}
