import { assign, emit, setup } from 'xstate';
import type { AgentEmission, NoteEmission, ReportEmission } from './agent-emissions.ts';
import type { Failure } from './errors.ts';
import type { HealthReport } from './model/health.ts';
import type { Outcome } from './model/report.ts';
import { activationProblem, type FailedAttempt, failedAttempt, isRefused, nextOnGrid, pollPause } from './policy/agent-attempt.ts';
import { healthProblem } from './policy/agent-message.ts';
import { type Activated, type Ports, ports, type Wanted } from './ports.ts';

/** How an agent was started. */
export interface AgentSettings {
  readonly pollSeconds: number;
  readonly retrySeconds: number;
  readonly healthSeconds: number;
  /** How long probes may take to pass after an activation. */
  readonly verifySeconds: number;
  readonly isDryRun: boolean;
}

/** What a new agent begins with; `now` is when. */
export interface AgentInput {
  readonly settings: AgentSettings;
  readonly now: number;
}

/** What an agent hears: that its program was started, at first or again. */
export interface AgentEvent extends AgentInput {
  readonly type: 'started';
}

interface AgentContext {
  readonly settings: AgentSettings;
  /** The newest time that an effect told. */
  readonly now: number;
  /** The cycle that began with the program's start. */
  readonly isFirstCycle: boolean;
  readonly knowsAssignments: boolean;
  readonly running: string;
  readonly wanted: Wanted | null;
  readonly unsent: number;
  /** From the end of this cycle to the next poll. */
  readonly pauseSeconds: number;
  readonly nextPollAt: number;
  readonly nextHealthAt: number;
  /** What ran before the attempt at hand: where a rollback goes. */
  readonly previous: string;
  /** Names the attempt at hand. */
  readonly attempt: string;
  /** When probes have to pass. */
  readonly deadline: number;
  readonly health: HealthReport | null;
  /** Why the attempt at hand failed. */
  readonly problem: { readonly outcome: Outcome; readonly reason: string } | null;
  readonly failed: FailedAttempt | null;
  /** The assignment whose path was found running, and reported so. */
  readonly confirmed: string | null;
}

type Said = Pick<ReportEmission, 'kind' | 'message'> & { readonly success?: boolean; readonly outcome?: Outcome; readonly health?: HealthReport | null };

/** The agent: brings its machine to what is wanted, proves that it is well, or takes it back. */
export const agentMachine = setup({
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
    hasNothingToDo: ({ context }) => isIdle(context),
    hasOnlyReportsToSend: ({ context }) => isIdle(context) && context.unsent > 0,
    runsWanted: ({ context }) => context.running === context.wanted?.path,
    runsNewAssignment: ({ context: { running, wanted, confirmed } }) =>
      running === wanted?.path && wanted.assignment !== null && wanted.assignment !== confirmed,
    isDryRun: ({ context }) => context.settings.isDryRun,
    tellsAssignment: ({ context }) => context.knowsAssignments && context.wanted?.assignment != null,
    isBusy: (_, system: Ports['rememberSystem']['output']) => system.isBusy,
    isActivated: ({ context }, activated: Activated) => activationProblem(activated, context.wanted?.path ?? '') === null,
    isWell: ({ context }, probed: Ports['probe']['output']) => probed.health.all_passed && probed.running === context.wanted?.path,
    hasNoPrevious: ({ context }) => context.previous === '',
    runsPrevious: ({ context }, activated: Activated) => activated.running === context.previous,
  },
  actions: {
    takeSettings: assign(({ event: { settings, now } }) => begin(settings, now)),
    noteTime: assign((_, { now }: { now: number }) => ({ now })),
    schedulePoll: assign(({ context }, { now }: { now: number }) => ({
      now,
      nextPollAt: now + context.pauseSeconds * 1000,
      isFirstCycle: false,
    })),
    scheduleHealth: assign({
      nextHealthAt: ({ context }) => nextOnGrid(context.nextHealthAt, context.settings.healthSeconds * 1000, context.now),
    }),
    skipHealth: assign({ nextHealthAt: ({ context }) => context.nextHealthAt + context.settings.healthSeconds * 1000 }),
    noteWanted: assign(({ context }, { pollHintSeconds, ...answer }: Ports['askWanted']['output']) => ({
      ...answer,
      pauseSeconds: pollPause(pollHintSeconds, context.settings.pollSeconds),
      failed: isRefused(context.failed, answer.wanted, answer.now) ? context.failed : null,
    })),
    retrySoon: assign({ pauseSeconds: ({ context }) => context.settings.retrySeconds }),
    noteProbed: assign((_, { now, running, health }: Ports['probe']['output']) => ({ now, running, health })),
    confirmAssignment: assign({ confirmed: ({ context }) => context.wanted?.assignment ?? null }),
    beginAttempt: assign((_, { now, running }: Ports['rememberSystem']['output']) => ({
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
    blame: assign({ problem: (_, problem: { outcome: Outcome; reason: string }) => problem }),
    blameSwitch: assign({
      problem: ({ context }, activated: Activated) => ({
        outcome: 'apply_failed',
        reason: activationProblem(activated, context.wanted?.path ?? '') ?? '',
      }),
    }),
    blameHealth: assign({
      problem: ({ context }, { health, running }: Ports['probe']['output']) => ({
        outcome: 'unhealthy',
        reason: health.all_passed ? `${running || 'nothing'} runs instead of ${context.wanted?.path}` : healthProblem(health),
      }),
    }),
    rememberFailure: assign({ failed: ({ context: { wanted, now } }) => wanted && failedAttempt(wanted, now) }),
    logFirstFailure: emit(({ context }, { reason }: { reason: string }) => ({
      type: 'log',
      level: 'WARN',
      message: context.isFirstCycle ? `Initial poll failed, scheduling retry: ${reason}` : `poll failed, scheduling retry: ${reason}`,
    })),
    logHealth: emit(({ context: { health } }) => ({
      type: 'log',
      level: health?.all_passed ? 'INFO' : 'WARN',
      message: health?.all_passed ? 'health report: all checks pass' : `health report: ${health && healthProblem(health)}`,
    })),
    note: emit(({ context }, { kind, message }: Pick<NoteEmission, 'kind' | 'message'>) => ({
      type: 'note',
      kind,
      hash: kind === 'check' || kind === 'deploy' ? (context.wanted?.path ?? null) : null,
      message,
    })),
    report: emit(({ context }, said: Said) => reportOf(context, said)),
    reportHealth: emit(({ context }) => healthReportOf(context)),
    reportRollback: emit(({ context: { problem, ...context } }) =>
      reportOf(context, {
        kind: 'rolled-back',
        success: false,
        message: `rolled back: ${problem?.reason}`,
        outcome: 'rolled_back',
      }),
    ),
    noteRollback: emit(({ context }) => ({ type: 'note', kind: 'rollback', hash: null, message: context.problem?.reason ?? '' })),
    reportStuck: emit(({ context }, { reason }: { reason: string }) =>
      reportOf(context, {
        kind: 'rollback-failed',
        success: false,
        message: `rollback failed: ${reason}; it was needed because: ${context.problem?.reason}`,
        outcome: context.problem?.outcome ?? 'apply_failed',
      }),
    ),
  },
}).createMachine({
