import type { RetryAnswer } from '../model/machine.ts';
import type { Desired } from './part.ts';

/** What is answered to who asks that a machine try again what is desired of it; `wasTold`: it has a link. */
export function retryAnswer(machineId: string, { path, assignment }: Desired, wasTold: boolean): RetryAnswer {
  if (wasTold) return { told: true, message: `${machineId} was told to try ${path} again` };
  const otherwise =
    assignment === null
      ? 'its agent tries again by itself an hour after a failure'
      : 'its agent tries again when a rollout sends it there with `retry` (nixfleet deploy --retry)';
  return { told: false, message: `${machineId} has no link, so that it could not be told: ${otherwise}` };
}
