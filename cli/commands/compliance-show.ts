import type { MachineDetail } from '../../machines/model/machine-detail.ts';
import { HttpFailed } from '../../machines/errors.ts';
import type { Client } from '../../services/api/client.ts';
import { CONTROL_WORDS, FRAMEWORK_WORDS } from '../compliance/catalogue-words.ts';
import { FORMAT_FLAG, formatOf, write } from '../compliance/format.ts';
import { someEvidenceOf } from '../compliance/machine-evidence.ts';
import { tooOld } from '../compliance/old-evidence.ts';
import type { Trust } from '../compliance/trust-in.ts';
import { verb } from '../line/verb.ts';

/** `nixfleet compliance show`: the newest evidence of a machine. */
export const complianceShow = verb({
  flags: {
    framework: {
      kind: 'list',
      hint: 'framework',
      says: 'Only controls that speak for one of these frameworks',
      completes: FRAMEWORK_WORDS,
    },
    control: { kind: 'list', hint: 'control', says: 'Only these controls', completes: CONTROL_WORDS },
    ...FORMAT_FLAG,
  },
  operands: ['machine'],
  completes: { machine: 'machine' },
  conflicts: [['format', 'json']],
  exits: {
    '0': 'Every control is compliant or exempt, and the evidence is trusted',
    '1': 'One is not, or could not be told; or the evidence is not trusted, is older than 2 days, of another system than runs, or not there',
  },
  examples: ['compliance show web-01', 'compliance show web-01 --control access-control -v'],
  async run({ flags: { framework = [], control = [], format: word }, operands: { machine: id } }, session) {
    const format = formatOf(word, session);
    const client = await session.client();
    const [stored] = await someEvidenceOf(client, id);
    const running = await runningSystem(client, id);
    const { evidenceDocument, shownEvidence } = await import('../compliance/shown-evidence.ts');
    const { trustIn } = await import('../compliance/trust-in.ts');
    const { narrowedEvidence } = await import('../../services/compliance/narrowed-evidence.ts');
    const { readEvidence } = await import('../../services/compliance/verified-evidence.ts');
    const { isMet } = await import('../../services/compliance/tally.ts');
    const trust = trustIn(stored);
    const evidence = narrowedEvidence(readEvidence(stored.document), { frameworks: framework, controls: control });
    const now = Date.now();
    const shown = { evidence, trust, running, now, isVerbose: session.isVerbose };
    const written = {
      table: () => shownEvidence(shown, session.screen),
      markdown: () => evidenceDocument(shown),
      json: { machine_id: id, received_at: stored.received_at, ...trustJson(trust), evidence },
    };
    write(format, written, session);
    const { excusedNoLonger } = await import('../../services/compliance/excused-no-longer.ts');
    const isOfThis = running === undefined || running === '' || running === evidence.generation;
    const isOfNow = isOfThis && tooOld(Date.parse(evidence.timestamp), now) === undefined;
    const isMetYet = evidence.controls.every(isMet) && excusedNoLonger(evidence, now) === undefined;
    return trust.word === 'verified' && isOfNow && isMetYet ? 0 : 1;
  },
});

const trustJson = ({ word, fingerprint, remark }: Trust) => ({ trust: word, fingerprint, remark: remark ?? null });

/** Evidence is kept longer than machines are: of one that was deleted nobody knows what it runs. */
async function runningSystem(client: Client, id: string): Promise<MachineDetail['current_generation'] | undefined> {
  try {
    return (await client.getMachine({ params: { id } })).current_generation;
  } catch (error) {
    if (error instanceof HttpFailed && error.status === 404) return undefined;
    throw error;
  }
}
