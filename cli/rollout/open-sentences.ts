import type { RolloutDetail } from '../../machines/model/rollout.ts';
import type { Client } from '../../services/api/client.ts';
import { all } from '../../services/api/pages.ts';
import { isOpen } from '../output/open-verdict.ts';

/** What the machines of a rollout that are not settled wait for, by machine; nothing from a v0.1.1 control plane. */
export async function openSentences(
  client: Pick<Client, 'page'>,
  { id, machines = [] }: Pick<RolloutDetail, 'id' | 'machines'>,
): Promise<Map<string, string>> {
  const sentences = new Map<string, string>();
  if (!machines.some(({ verdict }) => isOpen(verdict))) return sentences;
  for await (const why of all(client, 'whyRollout', { params: { id } }))
    if (isOpen(why.verdict)) sentences.set(why.machine_id, why.sentence);
  return sentences;
}
