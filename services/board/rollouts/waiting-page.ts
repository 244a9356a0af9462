import type { Why } from '../../../machines/model/why.ts';
import type { Given, ListPage } from '../../api/client-call.ts';
import type { Session } from '../session.ts';

/** What is asked of a page of reasons. */
export type WhyCall = Given<'whyRollout'>;

/** Who waits on the next page on which anybody does: the list has all machines of a rollout, most of them judged. */
export async function waitingPage(
  client: Pick<Session['client'], 'page'>,
  call: WhyCall,
): Promise<ListPage<'whyRollout'>> {
  const { items, next } = await client.page('whyRollout', call);
  const waiting = items.filter(waits);
  return waiting.length === 0 && next !== undefined ? waitingPage(client, next) : { items: waiting, next };
}

const waits = ({ what }: Why): boolean => what !== null;
