import { assign, emit, setup } from 'xstate';
import type { AgentEmission } from './agent-emissions.ts';
import {
  activationVerdict,
  failureFound,
  permanenceProblem,
  returnProblem,
  stillFailed,
} from './policy/agent-attempt.ts';
import {
  type AgentContext,
  type AgentSettings,
  awaitsReboot,
  hasDrifted,
  hasNothingToDo,
  isHeldUp,
  newContext,
  runsNewAssignment,
  startOf,
  wouldBootAnother,
} from './policy/agent-cycle.ts';
import { jittered, nextOnGrid, pollPause, retryPause } from './policy/agent-pace.ts';
import { proofProblem } from './policy/agent-proof.ts';
import { logged } from './policy/agent-report.ts';
import { resumption, type Resumption } from './policy/agent-resumption.ts';
import { type Activated, type Ports, ports } from './ports.ts';

/** What a new agent begins with; `now` is when. */
export interface AgentInput {
  readonly settings: AgentSettings;
  readonly now: number;
}

/** What an agent hears. */
export type AgentEvent =
  /** Its program was started, for the first time or again. */
  | ({ readonly type: 'started' } & AgentInput)
  /** The control plane has said over the link what it wants; it is to be asked for. */
  | { readonly type: 'wanted.changed'; readonly now: number }
  /** This closure will be wanted soon. */
  | { readonly type: 'prefetch'; readonly path: string; readonly cacheUrl: string | null; readonly now: number }
  /** Somebody asks that this path be tried again although it has failed, or although the machine has drifted from it. */
  | { readonly type: 'retry'; readonly path: string; readonly now: number };

/** What an effect answers. */
export type Output<Name extends keyof Ports> = Ports[Name]['output'];

/** Why something failed. */
export interface Reason {
  readonly reason: string;
}

/** What the agent's chart may invoke and ask, and what it knows of its cycles. */
export const agentBase = setup({
  types: {
    input: {} as AgentInput,
    context: {} as AgentContext,
    events: {} as AgentEvent,
    emitted: {} as AgentEmission,
  },
  actors: ports(
    'sleepUntil',
    'readClock',
    'takeStock',
    'askWanted',
    'fetchClosure',
    'rememberSystem',
    'armDeadMan',
    'hurryDeadMan',
    'callOffDeadMan',
    'setProfile',
    'activate',
    'goBack',
    'probe',
    'prove',
    'deliverReports',
  ),
  guards: {
    isHealthDue: ({ context }) => context.nextHealthAt <= context.nextPollAt,
    shouldContinue: (_, { stock, step }: { stock: Output<'takeStock'>; step: Resumption['step'] }) =>
      resumption(stock).step === step,
    hasNothingToDo: ({ context }) => hasNothingToDo(context),
    awaitsReboot: ({ context }) => awaitsReboot(context),
    awaitsRebootAnew: ({ context }) =>
      awaitsReboot(context) && context.attempt?.assignment !== context.wanted?.assignment,
    wouldBootAnother: ({ context }) => wouldBootAnother(context),
    isHeldUp: ({ context }) => isHeldUp(context),
    runsWanted: ({ context }) => context.running === context.wanted?.path,
    runsNewAssignment: ({ context }) => runsNewAssignment(context),
    stillRunsWanted: ({ context }, { running }: { running: string }) => running === context.wanted?.path,
    hasDrifted: ({ context }) => hasDrifted(context),
    isDryRun: ({ context }) => context.settings.isDryRun,
    isTaken: ({ context }, { isBusy, running }: Output<'rememberSystem'>) => isBusy || running !== context.running,
    setsProfileFirst: ({ context }) => context.attempt?.mode === 'switch',
    isAhead: ({ context }) => context.ahead !== null,
    isOtherAhead: ({ context }, { path }: { path: string }) => context.ahead?.path !== path,
    concernsFailure: ({ context: { failed, wanted } }, { path }: { path: string }) =>
      failed?.path === path || wanted?.path === path,
    hasProblem: ({ context }) => context.attempt !== null && context.attempt.problem !== null,
    isActivated: ({ context }, activated: Activated) =>
      activationVerdict(activated, context.attempt?.wanted ?? '').is === 'activated',
    needsReboot: ({ context }, activated: Activated) =>
      activationVerdict(activated, context.attempt?.wanted ?? '').is === 'reboot_required',
    // In the mode `switch` the profile has changed by now: that takes the way back.
    isLockedOut: ({ context: { attempt } }, activated: Activated) =>
      attempt?.mode === 'test-then-boot' && activationVerdict(activated, attempt.wanted).is === 'locked_out',
    isRetrying: ({ context }) => context.isRetrying,
    isPermanent: (_, activated: Activated) => permanenceProblem(activated) === null,
    isProven: ({ context }, proof: Output<'prove'>) => proofProblem(proof, context.attempt?.wanted ?? '') === null,
    hasFired: (_, { hasFired }: { hasFired: boolean }) => hasFired,
    hasNoWayBack: ({ context }) => context.attempt?.previous === '',
    hasTriedEnough: ({ context }) => context.returns >= RETURNS,
    isBack: ({ context }, returned: Output<'goBack'>) =>
      context.attempt !== null && returnProblem(returned, context.attempt) === null,
  },
  actions: {
    takeSettings: assign(({ event }) => (event.type === 'started' ? startOf(event.settings, event.now) : {})),
    takeStock: assign(({ context }, stock: Output<'takeStock'>) => ({
      now: stock.now,
      running: stock.running,
      profile: stock.profile,
      attempt: stock.attempt,
      returns: 0,
      hasMemory: true,
      failed: context.hasMemory ? context.failed : failureFound(stock),
    })),
    noteNudge: assign({ isNudged: true }),
    notePrefetch: assign(({ event }) =>
      event.type === 'prefetch' ? { ahead: { path: event.path, cacheUrl: event.cacheUrl } } : {},
    ),
    forgetPrefetch: assign({ ahead: null }),
    forgive: assign({ failed: null, reached: null }),
    schedulePoll: assign(({ context }, { now, chance }: Output<'readClock'>) => ({
      now,
      // A nudge is used up by this: a control plane that does not answer is not asked at once again and again.
      nextPollAt: context.isNudged ? now : now + jittered(context.pauseSeconds, chance),
      isNudged: false,
      nextHealthAt: Math.min(context.nextHealthAt, now + context.settings.healthSeconds * 1000),
      failures: context.isRetrying ? context.failures : 0,
      isRetrying: false,
      isFirstCycle: false,
    })),
    scheduleHealth: assign(({ context: { nextHealthAt, settings, now } }) => ({
      nextHealthAt: nextOnGrid(nextHealthAt, settings.healthSeconds * 1000, now),
    })),
    skipHealth: assign({ nextHealthAt: Number.MAX_SAFE_INTEGER }),
    keepPace: assign(({ context: { nextHealthAt, nextPollAt, pauseSeconds, settings } }, { now }: { now: number }) => ({
      now,
      nextHealthAt: Math.min(nextHealthAt, now + settings.healthSeconds * 1000),
      nextPollAt: Math.min(nextPollAt, now + pauseSeconds * 1000),
    })),
    retrySoon: assign(({ context: { failures, settings } }) => ({
      failures: failures + 1,
      isRetrying: true,
      pauseSeconds: retryPause(settings, failures + 1),
    })),
    noteWanted: assign(({ context }, { pollHintSeconds, ...answer }: Output<'askWanted'>) => ({
      ...answer,
      // That nothing is wanted says nothing of what the control plane understands.
      knowsAssignments: answer.wanted === null ? context.knowsAssignments : answer.knowsAssignments,
      isNudged: false,
      isMendingPutOff: false,
      pauseSeconds: pollPause(pollHintSeconds, context.settings.pollSeconds),
      failed: stillFailed(context.failed, answer.wanted, answer.now),
      drift: hasDrifted({ ...context, ...answer }) ? context.drift : null,
      deadline: answer.now + context.settings.confirmSeconds * 1000,
    })),
    beginMending: assign((_, { now }: Output<'rememberSystem'>) => ({ now, isMending: true })),
    noteMended: assign(({ context }) => ({ profile: context.running, isMending: false })),
    putOffMending: assign({ isMendingPutOff: true }),
    noteTime: assign((_, { now }: { now: number }) => ({ now })),
    countReturn: assign({ returns: ({ context }) => context.returns + 1 }),
    noteProbed: assign(
      (_, { now, running, health }: { now: number; running: string; health: AgentContext['health'] }) => ({
        now,
        running,
        health,
      }),
    ),
    noteCondition: assign(({ context }, { condition }: Output<'probe'>) => ({
      condition: { ...condition, drift_since: context.drift && new Date(context.drift.since).toISOString() },
    })),
    noteConfirmed: assign({ confirmed: ({ context }) => context.wanted?.assignment ?? null }),
    noteReached: assign(({ context: { wanted } }) => ({
      reached: wanted && { path: wanted.path, assignment: wanted.assignment },
    })),
    noteDrift: assign({
      drift: ({ context: { drift, running, now } }) =>
        drift?.path === running ? drift : { path: running, since: now },
    }),
    logProblem: emit((_, { reason }: Reason) => logged('WARN', reason)),
    logPrefetched: emit(({ context }) => logged('INFO', `fetched ahead: ${context.ahead?.path}`)),
  },
});

/** So often the way back is tried again that could not be begun: longer than the dead man waits who is armed. */
const RETURNS = 5;

/** Where every agent's actor begins. */
export const agentBirth = ({ input }: { readonly input: AgentInput }): AgentContext =>
  newContext(input.settings, input.now);
