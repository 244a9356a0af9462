import type { BatchStatus } from '../../../machines/model/rollout.ts';
import { why } from '../../../machines/policy/why.ts';
import type {
  BatchStanding,
  LastReport,
  MachineStanding,
  PartStanding,
  RolloutStanding,
  WhyFacts,
} from '../../../machines/policy/why-facts.ts';

/** What a machine ran before, and what the rollout wants of it. */
export const [OLD, NEW] = ['/nix/store/a-web', '/nix/store/b-web'];
/** When the second batch was started. */
export const STARTED = 100_000;
const NOW = 112_000;

/** What differs from that. */
export interface Changes {
  readonly rollout?: Partial<RolloutStanding>;
  readonly batches?: readonly Partial<BatchStanding>[];
  readonly part?: Partial<PartStanding>;
  readonly machine?: Partial<MachineStanding> | null;
  readonly report?: Partial<LastReport> | null;
  readonly now?: number;
}

/** A machine of the second of three batches that was told what to run 12 s ago; it last reported before that. */
export function someFacts({ rollout, batches = [], part, machine, report, now = NOW }: Changes = {}): WhyFacts {
  const lastReport: LastReport | null =
    report === null ? null : { at: 90_000, path: OLD, outcome: null, message: '', ...report };
  const batch = (index: number, status: BatchStatus, startedAt: number | null): BatchStanding => ({
    ...{ index, status, startedAt, size: 4, open: 2, healthy: 2, unhealthy: 0, soaking: 0 },
    attempt: startedAt === null ? 0 : 2,
    deadline: startedAt === null ? null : startedAt + 300_000,
    ...batches[index],
  });
  return {
    now,
    rollout: {
      ...{ status: 'running', phase: null, reason: null, failureThreshold: '0', healthTimeoutMs: 300_000 },
      ...{ successThreshold: null, soakMs: 0, deadline: null, supersededBy: null, stepBack: null },
      ...{ createdAt: 1000, updatedAt: 1000, ...rollout },
    },
    batches: [batch(0, 'succeeded', 10_000), batch(1, 'waiting_health', STARTED), batch(2, 'pending', null)],
    part: {
      ...{ machineId: 'web-01', batchIndex: 1, wanted: NEW, previous: OLD, verdict: 'pending', reason: null },
      attempt: 2,
      ...{ startedAt: STARTED, settledAt: null, revertedAt: null, ...part },
    },
    machine:
      machine === null
        ? undefined
        : {
            ...{ lifecycle: 'active', running: lastReport?.path ?? null, desired: NEW },
            ...{ agentState: null, agentStateSince: null, lastReport, ...machine },
          },
  };
}

/** The code and the sentence. */
export const said = (changes: Changes) => {
  const { code, sentence } = why(someFacts(changes));
  return [code, sentence];
};
