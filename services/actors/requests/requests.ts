import type { Unit } from '../../store/unit.ts';
import type { Chance } from '../chance.ts';
import type { RequestName, Requests } from '../engine.ts';
import type { Turn } from '../shard-unit.ts';
import { keepEvidence, pinEvidenceKey } from './evidence.ts';
import { bootstrap, createKey, noteDenial, noteKeyUse, revokeKey } from './keys.ts';
import { keepAgentLog, noteAgentStates, rewindReports } from './links.ts';
import { deleteMachine } from './machine-deletion.ts';
import { clearDesired, notifyDeploy, register, report, updateLifecycle } from './machines.ts';
import { answeredOnce } from './once.ts';
import { pinTags } from './pinned-tags.ts';
import { listQuarantined } from './quarantined.ts';
import { createRelease, deleteRelease } from './releases.ts';
import { trim } from './retention.ts';
import { retry } from './retry.ts';
import { deleteRollout } from './rollout-deletion.ts';
import { planRollout } from './rollout-plan.ts';
import { cancelRollout, createRollout, pauseRollout, resumeRollout } from './rollouts.ts';

/** What answers each request, inside the unit of work of its turn. */
export type Handlers = {
  readonly [Name in RequestName]: (
    turn: Turn<Unit>,
    input: Requests[Name]['input'],
    chance: Chance,
  ) => Requests[Name]['output'];
};

/** All of them. */
export const handlers: Handlers = {
  report,
  noteAgentStates,
  keepAgentLog,
  rewindReports,
  register,
  pinTags,
  deleteMachine,
  updateLifecycle,
  notifyDeploy,
  clearDesired,
  retry,
  createRelease,
  deleteRelease,
  planRollout,
  createRollout,
  pauseRollout,
  resumeRollout,
  cancelRollout,
  deleteRollout,
  keepEvidence,
  pinEvidenceKey,
  once: answeredOnce({
    register,
    notifyDeploy,
    createRelease,
    createRollout,
    pauseRollout,
    resumeRollout,
    cancelRollout,
  }),
  trim,
  listQuarantined,
  bootstrap,
  createKey,
  revokeKey,
  noteKeyUse,
  noteDenial,
};
