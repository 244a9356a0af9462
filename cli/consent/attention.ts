import type { Session } from '../session.ts';

/** What of an order decides whether somebody is shown what would change, and asked. */
export interface Attended {
  readonly isTrial: boolean;
  /** `--yes`. */
  readonly isUnasked: boolean;
}

/** Whether somebody sits before it who can be asked. */
export const isAsked = ({ isTrial, isUnasked }: Attended, { isJson }: Pick<Session, 'isJson'>): boolean =>
  !isTrial && !isUnasked && !isJson && process.stdin.isTTY && process.stderr.isTTY;

/** Whether what would change in packages is looked for: it takes seconds, which nobody waits for in a script. */
export const isShownChange = (attended: Attended, session: Pick<Session, 'isJson' | 'isVerbose'>): boolean =>
  !attended.isUnasked && !session.isJson && (attended.isTrial || session.isVerbose || isAsked(attended, session));
