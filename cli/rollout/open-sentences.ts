import type { RolloutDetail } from '../../machines/model/rollout.ts';
import type { Client } from '../../services/api/client.ts';
import { taken } from '../asking/taken.ts';
import { isOpen } from '../output/open-verdict.ts';

/** What the machines of a rollout that are not settled wait for, by machine; nothing from a v0.1.1 control plane. */
export async function openSentences(
  client: Pick<Client, 'page'>,
  { id, machines = [] }: Pick<RolloutDetail, 'id' | 'machines'>,
): Promise<Map<string, string>> {
  if (!machines.some(({ verdict }) => isOpen(verdict))) return new Map();
  const whys = await taken(client, 'whyRollout', { params: { id } });
  return new Map(whys.filter((why) => isOpen(why.verdict)).map((why) => [why.machine_id, why.sentence]));
}
