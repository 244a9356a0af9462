import { assign, emit, enqueueActions, setup } from 'xstate';
import type { AgentEmission } from './agent-emissions.ts';
import { activationProblem, failedAttempt, nextOnGrid, pollPause, stillFailed } from './policy/agent-attempt.ts';
import { type AgentContext, type AgentSettings, hasNothingToDo, newContext, startOf } from './policy/agent-cycle.ts';
import { healthProblem } from './policy/agent-message.ts';
import { failureSaid, healthReportOf, logged, noted, reportOf } from './policy/agent-report.ts';
import { type Activated, type Ports, ports } from './ports.ts';

/** What a new agent begins with; `now` is when. */
export interface AgentInput {
  readonly settings: AgentSettings;
  readonly now: number;
}

/** What an agent hears: that its program was started, for the first time or again. */
export interface AgentEvent extends AgentInput {
  readonly type: 'started';
}

type Output<Name extends keyof Ports> = Ports[Name]['output'];

/** The words of the agent's chart: what it may invoke, ask and do. */
export const agentSetup = setup({
  types: {
    input: {} as AgentInput,
    context: {} as AgentContext,
    events: {} as AgentEvent,
    emitted: {} as AgentEmission,
  },
  actors: ports(
    'sleepUntil',
    'readClock',
    'askWanted',
    'fetchClosure',
    'rememberSystem',
    'setProfile',
    'activate',
    'probe',
    'deliverReports',
  ),
  guards: {
    isHealthDue: ({ context }) => context.nextHealthAt <= context.nextPollAt,
    hasNothingToDo: ({ context }) => hasNothingToDo(context),
    runsWanted: ({ context }) => context.running === context.wanted?.path,
    runsNewAssignment: ({ context: { running, wanted, confirmed } }) =>
      running === wanted?.path && wanted.assignment !== null && wanted.assignment !== confirmed,
    isDryRun: ({ context }) => context.settings.isDryRun,
    isBusy: (_, { isBusy }: Output<'rememberSystem'>) => isBusy,
    isActivated: ({ context }, activated: Activated) => activationProblem(activated, context.wanted?.path) === null,
    isWell: ({ context }, { health, running }: Output<'probe'>) =>
      health.all_passed && running === context.wanted?.path,
    runsPrevious: ({ context }, { running }: Activated) => running === context.previous,
  },
  actions: {
    takeSettings: assign(({ event: { settings, now } }) => startOf(settings, now)),
    schedulePoll: assign(({ context }, { now }: Output<'readClock'>) => ({
      now,
      nextPollAt: now + context.pauseSeconds * 1000,
      nextHealthAt: Math.min(context.nextHealthAt, now + context.settings.healthSeconds * 1000),
      isFirstCycle: false,
    })),
    // The clock may have been set back: neither waits longer than usual.
    scheduleHealth: assign(({ context: { nextHealthAt, nextPollAt, pauseSeconds, settings, now } }) => ({
      nextHealthAt: nextOnGrid(nextHealthAt, settings.healthSeconds * 1000, now),
      nextPollAt: Math.min(nextPollAt, now + pauseSeconds * 1000),
    })),
    skipHealth: assign({ nextHealthAt: ({ context }) => context.nextHealthAt + context.settings.healthSeconds * 1000 }),
    retrySoon: assign({ pauseSeconds: ({ context }) => context.settings.retrySeconds }),
    noteWanted: assign(({ context }, { pollHintSeconds, ...answer }: Output<'askWanted'>) => ({
      ...answer,
      pauseSeconds: pollPause(pollHintSeconds, context.settings.pollSeconds),
      failed: stillFailed(context.failed, answer.wanted, answer.now),
      deadline: answer.now + context.settings.verifySeconds * 1000,
    })),
    noteProbed: assign((_, probed: Output<'probe'>) => probed),
    noteConfirmed: assign({ confirmed: ({ context }) => context.wanted?.assignment ?? null }),
    beginAttempt: assign((_, { now, running }: Output<'rememberSystem'>) => ({
      now,
      running,
      previous: running,
      attempt: `${now}`,
      health: null,
      problem: null,
    })),
    noteActivated: assign(({ context }, { now, running }: Activated) => ({
      now,
      running,
      deadline: now + context.settings.verifySeconds * 1000,
    })),
    blameStart: assign((_, { reason }: { reason: string }) => ({
      problem: { outcome: 'apply_failed' as const, reason },
    })),
    blameSwitch: assign(({ context }, activated: Activated) => {
      const reason = activationProblem(activated, context.wanted?.path) ?? 'the switch failed';
      return { problem: { outcome: 'apply_failed' as const, reason } };
    }),
    blameHealth: assign(({ context: { health, running } }) => {
      const reason = health?.all_passed === false ? healthProblem(health) : `${running || 'nothing'} runs instead`;
      return { problem: { outcome: 'unhealthy' as const, reason } };
    }),
    blameProbe: assign((_, { reason }: { reason: string }) => ({ problem: { outcome: 'unhealthy' as const, reason } })),
    rememberFailure: assign({ failed: ({ context: { wanted, now } }) => wanted && failedAttempt(wanted, now) }),
    noteFailedCheck: enqueueActions(({ context: { isFirstCycle }, enqueue }, { reason }: { reason: string }) => {
      enqueue.emit(noted('error', `check failed: ${reason}`));
      enqueue.emit(logged('WARN', isFirstCycle ? FIRST_FAILURE : 'poll failed, scheduling retry'));
    }),
    noteFailedFetch: enqueueActions(({ context, enqueue }, { reason }: { reason: string }) => {
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
    reportApplying: emit(({ context }) =>
      reportOf(context, { kind: 'applying', message: 'applying', outcome: 'running' }),
    ),
    reportDeployed: emit(({ context }) =>
      reportOf(context, { kind: 'deployed', message: 'deployed', outcome: 'done', health: context.health }),
    ),
    reportNotApplied: emit(({ context }, { reason }: { reason: string }) =>
      reportOf(context, failureSaid('apply-failed', reason)),
    ),
    reportRolledBack: emit(({ context }) =>
      reportOf(context, failureSaid('rolled-back', context.problem?.reason ?? '')),
    ),
    reportStuck: emit(({ context }, { reason }: { reason: string }) =>
      reportOf(context, failureSaid('rollback-failed', `${reason}; tried because: ${context.problem?.reason}`)),
    ),
  },
});

/** Where every agent's actor begins. */
export const agentBirth = ({ input }: { readonly input: AgentInput }): AgentContext =>
  newContext(input.settings, input.now);

/** Searched for in the journal. */
const FIRST_FAILURE = 'Initial poll failed, scheduling retry';
