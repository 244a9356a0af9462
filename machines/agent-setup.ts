import { assign, emit, enqueueActions } from 'xstate';
import { agentBase, type Output, type Reason } from './agent-base.ts';
import type { AttemptEnd } from './model/attempt.ts';
import { failedAttempt, permanenceProblem, returnProblem, switchProblem } from './policy/agent-attempt.ts';
import { healthProblem } from './policy/agent-message.ts';
import { proofProblem } from './policy/agent-proof.ts';
import {
  attemptReportOf,
  driftSaid,
  failureSaid,
  healthReportOf,
  logged,
  noted,
  REBOOT_REQUIRED,
  reportOf,
  stuckSaid,
} from './policy/agent-report.ts';
import { NOBODY_CONFIRMED, resumption } from './policy/agent-resumption.ts';
import { begun, blamed, inPhase, type Step } from './policy/agent-step.ts';
import type { Activated } from './ports.ts';

/** The words of the agent's chart: what it does about an attempt, and what it reports. */
export const agentSetup = agentBase.extend({
  actions: {
    beginAttempt: enqueueActions(({ context, enqueue }, remembered: Output<'rememberSystem'>) => {
      const { now, running, brokenUnits } = remembered;
      const attempt = begun(context, remembered);
      enqueue.assign({ now, running, brokenUnits, health: null, attempt, begun: context.begun + 1, returns: 0 });
      enqueue.emit({ type: 'attempt', attempt, end: null });
    }),
    enterPhase: enqueueActions(({ context: { attempt }, enqueue }, step: Step) => {
      if (attempt === null) return;
      const changed = inPhase(attempt, step);
      enqueue.assign({ attempt: changed });
      enqueue.emit({ type: 'attempt', attempt: changed, end: null });
    }),
    endAttempt: enqueueActions(({ context: { attempt }, enqueue }, { end }: { end: AttemptEnd }) => {
      if (attempt !== null) enqueue.emit({ type: 'attempt', attempt, end });
      enqueue.assign({ attempt: null, brokenUnits: null });
    }),
    adoptAssignment: enqueueActions(({ context: { attempt, wanted }, enqueue }) => {
      if (attempt === null) return;
      const adopted = { ...attempt, assignment: wanted?.assignment ?? null };
      enqueue.assign({ attempt: adopted });
      enqueue.emit({ type: 'attempt', attempt: adopted, end: null });
    }),
    noteActivated: assign((_, { now, running }: Pick<Activated, 'now' | 'running'>) => ({ now, running })),
    // From now on something else may run because of us: that is no drift.
    forgetReached: assign({ reached: null, drift: null }),
    noteDeployed: assign(({ context: { attempt } }) =>
      attempt === null
        ? {}
        : {
            reached: { path: attempt.wanted, assignment: attempt.assignment },
            confirmed: attempt.assignment,
            profile: attempt.wanted,
            isMending: false,
          },
    ),
    /** v0.1.1's control plane goes on only after a health report of the new closure. */
    hastenHealth: assign(({ context: { knowsAssignments, attempt, now } }) =>
      knowsAssignments || (attempt !== null && attempt.assignment !== null) ? {} : { nextHealthAt: now },
    ),
    blame: assign(({ context: { attempt } }, { reason }: Reason) => ({
      attempt: attempt && blamed(attempt, { outcome: 'apply_failed', reason }),
    })),
    blameStock: assign(({ context: { attempt } }, stock: Output<'takeStock'>) => ({
      attempt: attempt && blamed(attempt, resumption(stock).problem ?? NOBODY_CONFIRMED),
    })),
    blameSwitch: assign(({ context: { attempt } }, activated: Activated) => ({
      attempt:
        attempt && blamed(attempt, { outcome: 'apply_failed', reason: switchProblem(activated, attempt.wanted) }),
    })),
    blamePermanence: assign(({ context: { attempt } }, activated: Activated) => {
      const reason = permanenceProblem(activated) ?? 'it could not be made the boot default';
      return { attempt: attempt && blamed(attempt, { outcome: 'apply_failed', reason }) };
    }),
    blameProof: assign(({ context: { attempt } }, proof: Output<'prove'>) => {
      const reason = proofProblem(proof, attempt?.wanted ?? '') ?? 'it did not prove itself in time';
      return { attempt: attempt && blamed(attempt, { outcome: 'unhealthy', reason }) };
    }),
    blameSilence: assign(({ context: { attempt } }) => ({ attempt: attempt && blamed(attempt, NOBODY_CONFIRMED) })),
    rememberFailure: assign({
      failed: ({ context: { attempt, now, running, failed } }) =>
        attempt === null ? failed : failedAttempt(attempt, { now, running }),
    }),
    noteFailedCheck: enqueueActions(({ context: { isFirstCycle }, enqueue }, { reason }: Reason) => {
      enqueue.emit(noted('error', `check failed: ${reason}`));
      enqueue.emit(logged('WARN', isFirstCycle ? FIRST_FAILURE : 'poll failed, scheduling retry'));
    }),
    noteFailedFetch: enqueueActions(({ context, enqueue }, { reason }: Reason) => {
      enqueue.emit(noted('error', `fetch failed: ${reason}`));
      enqueue.emit(logged('WARN', context.isFirstCycle ? FIRST_FAILURE : 'fetch failed, scheduling retry'));
      if (context.wanted?.assignment != null) enqueue.emit(reportOf(context, failureSaid('fetch-failed', reason)));
    }),
    reportHealth: enqueueActions(({ context, enqueue }) => {
      const { health } = context;
      const isWell = health === null || health.all_passed;
      enqueue.emit(
        logged(isWell ? 'INFO' : 'WARN', `health report: ${isWell ? 'all checks pass' : healthProblem(health)}`),
      );
      enqueue.emit(healthReportOf(context));
    }),
    reportUpToDate: emit(({ context }) => reportOf(context, { kind: 'up-to-date', message: 'up-to-date' })),
    reportConfirmed: emit(({ context }) => {
      const success = context.health?.all_passed ?? true;
      const outcome = success ? 'done' : 'unhealthy';
      return reportOf(context, { kind: 'up-to-date', message: 'up-to-date', success, outcome, health: context.health });
    }),
    reportDryRun: emit(({ context }) => reportOf(context, { kind: 'dry-run', message: 'dry-run: would apply' })),
    reportDrift: enqueueActions(({ context, enqueue }) => {
      const said = driftSaid(context);
      enqueue.emit(logged('WARN', said.message));
      // v0.1.1 has no such report; its control plane sees the path in the periodic ones.
      if (context.knowsAssignments) enqueue.emit(reportOf({ ...context, wanted: null }, said));
    }),
    reportApplying: emit(({ context }) =>
      reportOf(context, { kind: 'applying', message: 'applying', outcome: 'running' }),
    ),
    reportDeployed: emit(({ context }) =>
      attemptReportOf(context, { kind: 'deployed', message: 'deployed', outcome: 'done', health: context.health }),
    ),
    reportNotApplied: emit(({ context }) =>
      attemptReportOf(context, failureSaid('apply-failed', context.attempt?.problem?.reason ?? '')),
    ),
    reportRebootRequired: emit(({ context }) => attemptReportOf(context, REBOOT_REQUIRED)),
    reportRolledBack: emit(({ context }) => {
      const { attempt, health } = context;
      const after = health?.all_passed === false ? `; and there, too: ${healthProblem(health)}` : '';
      return attemptReportOf(context, failureSaid('rolled-back', `${attempt?.problem?.reason ?? ''}${after}`));
    }),
    reportNotBack: emit(({ context }, returned: Output<'goBack'>) => {
      const { attempt } = context;
      const reason = (attempt && returnProblem(returned, attempt)) ?? 'the way back failed';
      return attemptReportOf(context, stuckSaid(reason, attempt));
    }),
    reportStuck: emit(({ context }, { reason }: Reason) =>
      attemptReportOf(context, stuckSaid(reason, context.attempt)),
    ),
  },
});

/** Searched for in the journal. */
const FIRST_FAILURE = 'Initial poll failed, scheduling retry';
