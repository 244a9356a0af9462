import type { Unit } from '../../store/unit.ts';
import type { Chance } from '../chance.ts';
import type { RequestName, Requests } from '../engine.ts';
import type { Turn } from '../shard-unit.ts';
import { bootstrap } from './keys.ts';
import { clearDesired, notifyDeploy, register, report, updateLifecycle } from './machines.ts';
import { createRelease, deleteRelease } from './releases.ts';
import { deleteRollout } from './rollout-deletion.ts';
import { cancelRollout, createRollout, resumeRollout } from './rollouts.ts';

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
  register,
  updateLifecycle,
  notifyDeploy,
  clearDesired,
  createRelease,
  deleteRelease,
  createRollout,
  resumeRollout,
  cancelRollout,
  deleteRollout,
  bootstrap,
};
