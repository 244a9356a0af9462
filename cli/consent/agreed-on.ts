import type { Selection } from '../rollout/rollout-target.ts';
import type { Session } from '../session.ts';
import { type Agreement, answerTo } from './answer-to.ts';
import { type Attended, isAsked } from './attention.ts';

/** A rollout to all is soon begun by a forgotten flag: from here on the question says how many that are. */
const MANY = 10;

/** Asks whether to roll out to so many machines, if somebody is there to be asked; where nobody is, they have agreed. */
export async function agreedOn(
  machines: number,
  order: Attended & { readonly selection: Selection },
  session: Pick<Session, 'isJson' | 'interruption'>,
): Promise<Agreement> {
  if (!isAsked(order, session)) return 'yes';
  return answerTo(question(machines, order.selection), session.interruption());
}

/** The question, with the number of machines where nobody has said which. */
export function question(machines: number, { hosts, tags }: Selection): string {
  const isAll = tags === undefined && (hosts === undefined || hosts.includes('*'));
  return isAll && machines > MANY ? `Roll out to all ${machines} machines? [y/N] ` : 'Roll out? [y/N] ';
}
