import { BadInput, HttpFailed } from '../../machines/errors.ts';
import { explaining, missing } from '../asking/explaining.ts';
import type { Client } from '../../services/api/client.ts';
import { taken } from '../asking/taken.ts';
import { whyDetails, whyTable } from '../output/why-lines.ts';
import { verb } from '../line/verb.ts';

/** `nixfleet rollout why`: of every machine of a rollout, or of one. */
export const rolloutWhy = verb({
  flags: {},
  operands: ['id', 'machine?'],
  completes: { id: 'rollout', machine: 'machine' },
  examples: ['rollout why r-7f3a', 'rollout why r-7f3a web-01'],
  async run({ operands: { id, machine } }, session) {
    const client = await session.client();
    const { screen } = session;
    const answer =
      machine === undefined
        ? taken(client, 'whyRollout', { params: { id } })
        : client.whyMachine({ params: { id, machine_id: machine } });
    const told = await answer.catch(async (error: unknown) => {
      throw await unlessOld(error, client, id);
    });
    if (session.isJson) screen.json(told);
    else
      for (const line of Array.isArray(told) ? whyTable(told, screen) : whyDetails(told, screen.paint))
        screen.say(line);
    return 0;
  },
});

/** A v0.1.1 control plane knows the rollout, and not why. Throws what asking for the rollout throws. */
async function unlessOld(error: unknown, client: Pick<Client, 'getRollout'>, id: string): Promise<unknown> {
  if (!(error instanceof HttpFailed) || error.status !== 404) return error;
  const { machines } = await explaining(client.getRollout({ params: { id } }), { missing: missing('rollout', id) });
  if (machines !== undefined) return error;
  return new BadInput(`this control plane is too old to say why; what it knows is in: nixfleet rollout status ${id}`);
}
