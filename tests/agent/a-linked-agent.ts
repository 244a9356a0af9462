import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { Contact } from '../../agent/contact/contact.ts';
import { deliver } from '../../agent/contact/delivery.ts';
import { Identity } from '../../agent/contact/identity.ts';
import { LinkAdvice, type Nudge } from '../../agent/link/link-advice.ts';
import { Link, type LinkParts } from '../../agent/link/link.ts';
import type { Log } from '../../agent/log.ts';
import type { TlsFiles } from '../../agent/contact/tls.ts';
import { NO_ROOTS } from '../../agent/contact/trusted-roots.ts';
import type { ReportEmission } from '../../machines/agent-emissions.ts';
import type { Reporter } from '../../machines/policy/agent-report.ts';
import { openAgentUnit } from '../../services/store/agent-unit.ts';
import { tempFolder } from '../support/temp.ts';

/** What a link and its agent are told, where it is not the usual. */
export interface LinkedOptions {
  readonly url: string;
  readonly machineId?: string;
  readonly files?: TlsFiles;
  readonly timing?: LinkParts['timing'];
  /** Where its database is; a new one unless told. */
  readonly dbPath?: string;
}

const NO_FILES: TlsFiles = { caCert: undefined, clientCert: undefined, clientKey: undefined };

/** A report as the chart decides it, of a control plane of which it knows nothing. */
export const aQueuedReport = (message: string, fields: Partial<ReportEmission> = {}): ReportEmission => ({
  type: 'report',
  kind: 'up-to-date',
  running: '/nix/store/a-b',
  success: true,
  message,
  health: null,
  evidence: null,
  ...fields,
});

/** What an agent has to talk to its control plane: its database, its contact, its link; the chart is the test. */
export async function aLinkedAgent(options: LinkedOptions) {
  const { url, machineId = 'web-01', files = NO_FILES, timing = {}, dbPath = join(tempFolder(), 'state.db') } = options;
  const said: string[] = [];
  const log: Log = (level, message) => void said.push(`${level} ${message}`);
  const unit = openAgentUnit({ path: dbPath, newEpoch: 'e-test' });
  const identity = await Identity.open({ files, roots: NO_ROOTS, log });
  const contact = new Contact({ url, machineId, identity, log, now: () => Date.now() });
  const nudges: Nudge[] = [];
  const advice = new LinkAdvice({
    ask: (signal) => contact.desiredGeneration(signal),
    look: () => contact.look(),
    stands: () => link.stands,
    nudge: (nudge) => void nudges.push(nudge),
  });
  const reporter = async (): Promise<Reporter> => ({
    ...{ machineId, tags: [], version: '0.2.0', uptimeSeconds: 1, bootId: 'b-1', epoch: unit.epoch },
  });
  const link: Link = new Link({
    open: (signal) => contact.openLink(signal),
    hello: async () => ({ version: '0.2.0', epoch: unit.epoch, boot_id: 'b-1' }),
    outbox: unit.outbox,
    reporter,
    listener: advice,
    log,
    chance: () => 0,
    now: () => Date.now(),
    timing: { leastMs: 20, mostMs: 40, ...timing },
  });
  contact.onRenewed(() => link.renew());
  let isStopped = false;
  const stop = () => {
    if (isStopped) return;
    isStopped = true;
    link.stop();
    contact.close();
    unit.close();
  };
  onTestFinished(stop);
  return {
    ...{ link, contact, advice, unit, said, nudges, stop },
    /** Puts reports into the outbox, as the chart's commit does. */
    decides: (...reports: readonly ReportEmission[]) =>
      unit.transaction(() => {
        for (const report of reports) unit.record('agent:self', report, Date.now());
      }),
    deliver: (signal: AbortSignal = new AbortController().signal) =>
      deliver({ outbox: unit.outbox, controlPlane: contact, link, reporter, log }, signal),
  };
}
