import { Value } from 'typebox/value';
import { BadShape, HttpFailed } from '../../machines/errors.ts';
import { DesiredGeneration } from '../../machines/model/machine.ts';
import type { Report } from '../../machines/model/report.ts';
import type { Client } from '../../services/api/client.ts';

/** The control plane as one machine's agent uses it. */
export interface ControlPlane {
  /** What this machine should run; null: nothing. */
  desiredGeneration(signal?: AbortSignal): Promise<DesiredGeneration | null>;
  report(report: Report, signal?: AbortSignal): Promise<void>;
}

/** The control plane for one machine. */
export function createControlPlane(client: Pick<Client, 'desiredGeneration' | 'report'>, id: string): ControlPlane {
  return {
    async desiredGeneration(signal) {
      try {
        return desiredIn(await client.desiredGeneration({ params: { id }, ...(signal && { signal }) }));
      } catch (error) {
        if (error instanceof HttpFailed && error.status === 404) return null;
        if (error instanceof HttpFailed && error.status < 300) throw notUnderstood('it is no JSON', error);
        throw error;
      }
    },
    report: (report, signal) => client.report({ params: { id }, body: report, ...(signal && { signal }) }),
  };
}

/** An answer counts by its content: a v0.1.1 control plane behind a proxy may lose the content type. */
function desiredIn(answer: unknown): DesiredGeneration {
  const desired = typeof answer === 'string' ? parsed(answer) : answer;
  if (Value.Check(DesiredGeneration, desired)) return desired;
  const [first] = Value.Errors(DesiredGeneration, desired);
  throw notUnderstood(`${first?.instancePath ?? ''} ${first?.message ?? ''}`.trim());
}

function parsed(answer: string): unknown {
  try {
    return JSON.parse(answer);
  } catch (cause) {
    throw notUnderstood('it is no JSON', cause);
  }
}

const notUnderstood = (problem: string, cause?: unknown): BadShape =>
  new BadShape(
    `the control plane's answer is not understood: ${problem}; check --control-plane-url, and what is in between`,
    {},
    { cause },
  );
