import { BadInput, HttpFailed, NotFound } from '../../machines/errors.ts';
import type { ActorDetail } from '../../machines/model/actor.ts';
import type { Statechart } from '../../machines/model/statechart.ts';
import type { Client } from '../../services/api/client.ts';
import { isUnknownRoute } from '../asking/explaining.ts';
import { suggestion } from '../line/nearest.ts';

/** What is asked about actors. */
export type ActorSource = Pick<Client, 'getActor' | 'listActors' | 'getStatechart'>;

/** An actor with the statechart that it runs, as its control plane has it. */
export interface AskedActor {
  readonly actor: ActorDetail;
  readonly chart: Statechart;
}

/** The actor at an address with its statechart. Throws `NotFound` with the nearest address that there is, `BadInput`. */
export async function askedActor(client: ActorSource, address: string, signal?: AbortSignal): Promise<AskedActor> {
  const until = signal && { signal };
  const actor = await client.getActor({ params: { address }, ...until }).catch(async (error: unknown) => {
    throw await actorProblem(error, client, address);
  });
  const chart = await client.getStatechart({ params: { name: actor.chart }, ...until }).catch((error: unknown) => {
    throw unlessOld(error);
  });
  return { actor, chart };
}

/** What it means that a question about actors was refused; what else went wrong is left as it is. */
export async function actorProblem(
  error: unknown,
  client: Pick<Client, 'listActors'>,
  address: string,
): Promise<unknown> {
  if (!(error instanceof HttpFailed) || error.status !== 404) return unlessOld(error);
  if (isUnknownRoute(error)) return unlessOld(error);
  try {
    if (address.startsWith('agent:'))
      return new NotFound('an agent is no actor of the control plane: nixfleet-agent --status shows it on its machine');
    const near = await addressesLike(client, address);
    const said = String(error.detail['body']);
    // Of a machine that is known it says why it has none.
    if (said.startsWith(address)) return new NotFound(said);
    return new NotFound(
      `actor ${address} was not found; nixfleet statechart list shows which there are${suggestion(address, near)}`,
    );
  } catch (unlisted) {
    return unlessOld(unlisted);
  }
}

/** The same error; of a control plane that has no actors to show, that it is too old. */
export function unlessOld(error: unknown): unknown {
  if (isUnknownRoute(error))
    return new BadInput('this control plane has no statecharts; it is of v0.1.1 or older', {}, { cause: error });
  if (error instanceof HttpFailed && error.status === 404)
    return new BadInput('this control plane has no statecharts; it is older than this nixfleet', {}, { cause: error });
  return error;
}

/** As many as one answer has, of its kind if there are any. */
async function addressesLike(client: Pick<Client, 'listActors'>, address: string): Promise<string[]> {
  const [kind = ''] = address.split(':');
  const ofKind = await client.listActors({ query: { kind, limit: '500' } }).catch((error: unknown) => {
    // It knows no such kind.
    if (error instanceof HttpFailed && error.status === 400) return [];
    throw error;
  });
  const found = ofKind.length > 0 ? ofKind : await client.listActors({ query: { limit: '500' } });
  return found.map(({ address: known }) => known);
}
