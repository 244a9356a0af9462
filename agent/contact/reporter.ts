import type { Reporter } from '../../machines/policy/agent-report.ts';
import type { System } from '../../services/host/system.ts';

/** Who reports, as far as that does not change while the agent runs. */
export interface ReporterParts {
  readonly machineId: string;
  readonly tags: readonly string[];
  readonly version: string;
  readonly system: Pick<System, 'uptimeSeconds' | 'bootId'>;
}

/** Says who reports, at the moment of the report. */
export const createReporter =
  ({ machineId, tags, version, system }: ReporterParts, epoch: string) =>
  async (): Promise<Reporter> => ({
    machineId,
    tags,
    version,
    uptimeSeconds: await system.uptimeSeconds(),
    bootId: await system.bootId(),
    epoch,
  });
