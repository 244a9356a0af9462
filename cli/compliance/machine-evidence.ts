import { HttpFailed, NotFound } from '../../machines/errors.ts';
import type { EvidenceKey, StoredEvidence } from '../../machines/model/compliance.ts';
import type { Client } from '../../services/api/client.ts';
import { explaining, missing } from '../asking/explaining.ts';
import { taken } from '../asking/taken.ts';

/** What a control plane from before compliance does not have. */
export const IS_NEW = 'compliance evidence';

/** The newest evidence of a machine, the newest first; nothing: it sent none. Throws `NotFound` where there is no such machine. */
export const evidenceOf = async (client: Client, id: string, count = 1): Promise<readonly StoredEvidence[]> =>
  explaining(taken(client, 'getEvidence', { params: { id }, limit: count }), {
    missing: missing('machine', id),
    isNew: IS_NEW,
  });

/** The same, where there must be some. Throws `NotFound` with what to do. */
export async function someEvidenceOf(
  client: Client,
  id: string,
  count = 1,
): Promise<readonly [StoredEvidence, ...StoredEvidence[]]> {
  const [newest, ...others] = await evidenceOf(client, id, count);
  if (newest !== undefined) return [newest, ...others];
  throw new NotFound(
    `machine ${id} has sent no evidence. There: systemctl status compliance-evidence-collector; ` +
      'in its configuration: a framework (compliance.frameworks.nis2.enable) or compliance.evidence.collector.enable, ' +
      'and compliance.evidence.collector.signingKey (taken from services.openssh by itself), without which nothing is sent',
  );
}

/** The key that is believed of a machine; undefined: none yet, the first that it uses will be. */
export async function pinnedKey(client: Client, id: string): Promise<EvidenceKey | undefined> {
  try {
    return await client.getEvidenceKey({ params: { id } });
  } catch (error) {
    if (error instanceof HttpFailed && error.status === 404) return undefined;
    throw error;
  }
}
