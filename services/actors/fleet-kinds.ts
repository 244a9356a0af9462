import type { EffectHost } from '../../machines/effect.ts';
import { fromEffect } from '../../machines/effect.ts';
import { type BatchInput, batchMachine } from '../../machines/batch.ts';
import { machineMachine } from '../../machines/machine.ts';
import type { MachineInput } from '../../machines/machine-setup.ts';
import type { ActorKind } from '../../machines/model/actor.ts';
import type { BatchStatus, RolloutPhase, RolloutStatus } from '../../machines/model/rollout.ts';
import type { Lifecycle } from '../../machines/model/machine.ts';
import { assignmentOf, type Desired, type Part } from '../../machines/policy/part.ts';
import { allowedFailures, requiredHealthy, toleratesAll } from '../../machines/policy/threshold.ts';
import { rolloutMachine } from '../../machines/rollout.ts';
import type { RolloutInput } from '../../machines/rollout-setup.ts';
import { wireState } from '../../machines/wire-state.ts';
import type { Unit } from '../store/unit.ts';
import type { Clock } from './clock.ts';
import type { Change, Kind } from './kinds.ts';
import { isTerminal } from '../../machines/policy/rollout-status.ts';

/** The kinds of actors of a control plane: its machines, rollouts and batches. */
export function fleetKinds(clock: Clock): Readonly<Record<ActorKind, Kind<Unit>>> {
  const sleepUntil = (host: EffectHost) =>
    fromEffect(host, ({ until }: { until: number }, signal) => clock.sleepUntil(until, signal));
  return {
    machine: { version: 2, machine: () => machineMachine, born: machineBorn, project: showMachine },
    rollout: {
      version: 3,
      machine: (host) => rolloutMachine.provide({ actors: { sleepUntil: sleepUntil(host) } }),
      born: rolloutBorn,
      project: showRollout,
    },
    batch: {
      version: 3,
      machine: (host) => batchMachine.provide({ actors: { sleepUntil: sleepUntil(host) } }),
      born: batchBorn,
      project: showBatch,
    },
  };
}

function machineBorn({ machines }: Unit, machineId: string, now: number): MachineInput {
  const known = machines.known(machineId);
  if (known === undefined) machines.add(machineId, 'active', now);
  return {
    machineId,
    lifecycle: known?.lifecycle ?? 'active',
    running: known?.current_generation ?? null,
    desired: machines.desired(machineId) ?? null,
  };
}

function showMachine({ machines }: Unit, machineId: string, { before, after, now }: Change): void {
  const desired: Desired | null = after.context.desired;
  if (before?.context.desired !== desired) {
    if (desired !== null) machines.setDesired(machineId, desired, now);
    else machines.clearDesired(machineId);
  }
  if (before?.value === after.value && before?.context.part === after.context.part) return;
  const part: Part | null = after.context.part;
  machines.showChart(machineId, {
    lifecycle: wireState(after, 'lifecycle') as Lifecycle,
    deployment: wireState(after, 'deployment'),
    open_assignment: part?.verdict === 'open' ? assignmentOf(part) : null,
  });
}

function rolloutBorn({ rollouts }: Unit, id: string): RolloutInput | undefined {
  const row = rollouts.get(id);
  return (
    row && {
      id,
      strategy: row.strategy,
      onFailure: row.on_failure,
      failureThreshold: row.failure_threshold,
      healthTimeoutMs: row.health_timeout * 1000,
      progressMs: row.progress_deadline === null ? null : row.progress_deadline * 1000,
      sizes: rollouts.batchSizes(id),
      createdBy: row.created_by,
    }
  );
}

function showRollout({ rollouts }: Unit, id: string, { before, after, now }: Change): void {
  const [old, { phase: newPhase, reason: newReason }] = [before?.context, after.context];
  if (before?.value === after.value && old?.phase === newPhase && old?.reason === newReason) return;
  const standing = standingOf(after);
  const was = before && standingOf(before);
  const isSame = was?.status === standing.status && was.phase === standing.phase;
  // Its inner states are no change that a client could see.
  if (isSame && was.reason === standing.reason) return;
  // A paused one may get another reason, and is paused since it was.
  const since = isSame ? rollouts.get(id)?.updated_at : undefined;
  rollouts.showRollout(id, standing, since ?? now);
  if (isTerminal(standing.status)) rollouts.releaseClaims(id);
}

const standingOf = (snapshot: Change['after']): Standing => ({
  status: wireState(snapshot) as RolloutStatus,
  phase: snapshot.matches('reverting') ? 'reverting' : snapshot.context.phase,
  reason: snapshot.context.reason,
});

interface Standing {
  readonly status: RolloutStatus;
  readonly phase: RolloutPhase | null;
  readonly reason: string | null;
}

function batchBorn({ rollouts }: Unit, id: string): BatchInput | undefined {
  const { rolloutId, index } = batchId(id);
  const [rollout, batch] = [rollouts.get(rolloutId), rollouts.batch(rolloutId, index)];
  if (rollout === undefined || batch === undefined) return undefined;
  return {
    rollout: rolloutId,
    index,
    size: batch.size,
    allowed: allowedFailures(rollout.failure_threshold, batch.size),
    toleratesAll: toleratesAll(rollout.failure_threshold),
    required: rollout.success_threshold === null ? null : requiredHealthy(rollout.success_threshold, batch.size),
    soakMs: rollout.soak_seconds * 1000,
    healthTimeoutMs: rollout.health_timeout * 1000,
    cacheUrl: rollout.cache_url,
  };
}

function showBatch({ rollouts }: Unit, id: string, { before, after, now }: Change): void {
  // The wire keeps the word that it had when it was cancelled.
  if (after.matches('stopped')) return;
  const status = wireState(after) as BatchStatus;
  const wasSo = before !== undefined && wireState(before) === status;
  if (wasSo && before.context.deadline === after.context.deadline) return;
  const { rolloutId, index } = batchId(id);
  const known = rollouts.batch(rolloutId, index);
  const hasEnded = status === 'succeeded' || status === 'failed';
  const began = status === 'deploying' && before?.context.attempt !== after.context.attempt;
  rollouts.showBatch(rolloutId, index, {
    status,
    started_at: began ? now : (known?.started_at ?? null),
    completed_at: hasEnded ? now : null,
    deadline: after.context.deadline || null,
    attempt: after.context.attempt,
  });
}

function batchId(id: string): { rolloutId: string; index: number } {
  const colon = id.lastIndexOf(':');
  return { rolloutId: id.slice(0, colon), index: Number(id.slice(colon + 1)) };
}
