import { AGENT_VERSION } from '../../machines/agent.ts';
import type { AgentContext } from '../../machines/policy/agent-cycle.ts';
import { awaitsReboot, hasDrifted } from '../../machines/policy/agent-cycle.ts';
import { isRefused } from '../../machines/policy/agent-attempt.ts';
import { span } from '../../machines/policy/span.ts';
import { sqliteText } from '../../machines/policy/timestamp.ts';
import type { ActorDetail } from '../../machines/model/actor.ts';
import type { Statechart } from '../../machines/model/statechart.ts';
import { actorLines } from '../../services/draw/actor-lines.ts';
import { printable } from '../../services/host/printable.ts';
import type { AgentEventRow, AgentSight } from '../../services/store/agent-sight.ts';

/** What `--status` shows: what the agent has stored, and what the machine says now. */
export interface StatusFacts {
  readonly sight: AgentSight;
  readonly running: string;
  readonly profile: string | null;
  readonly needsReboot: boolean;
  /** The agent's actor and its chart; undefined: it was never stored. */
  readonly inside: { readonly actor: ActorDetail; readonly chart: Statechart } | undefined;
  readonly now: number;
}

/** The status of an agent for people, line by line. */
export function statusText(facts: StatusFacts): string {
  const { sight, running, profile, needsReboot, now } = facts;
  const { isRunning, state, waiting } = sight;
  const context = contextIn(state);
  const wanted = context?.wanted;
  const assignment = wanted?.assignment == null ? '' : ` (${wanted.assignment})`;
  const fields: readonly (readonly [string, string | undefined])[] = [
    [
      'agent',
      isRunning
        ? 'running'
        : 'not running: its log says why (`journalctl -u nixfleet-agent`, /var/log/nixfleet-agent.log on macOS)',
    ],
    ['state', stateText(sight)],
    ['why', context && whyText(context, now)],
    [
      'running',
      `${running || 'nothing'}${needsReboot ? ' (another kernel or initrd than the booted one: reboot)' : ''}`,
    ],
    ['profile', profile === running ? undefined : (profile ?? 'none')],
    ['wanted', context && (wanted ? `${wanted.path}${assignment}` : 'nothing, or not asked yet')],
    [
      'reports',
      waiting.oldestAt === null
        ? undefined
        : `${waiting.count} wait for the control plane, since ${ago(waiting.oldestAt, now)}`,
    ],
  ];
  return [
    ...fields.flatMap(([name, text]) => (text === undefined ? [] : [`${`${name}:`.padEnd(10)}${printable(text)}`])),
    ...section('last attempts', sight.attempts.map(attemptLine)),
    ...section('last cycles', cycles(sight.events)),
    ...insideLines(facts),
    '',
  ].join('\n');
}

/** Where it is in its chart, what it waits for, and its last steps. */
const insideLines = ({ inside, now }: StatusFacts): string[] =>
  inside === undefined ? [] : ['', ...actorLines(inside.actor, { chart: inside.chart, now, printable })];

function stateText({ state }: AgentSight): string {
  if (state === null) return 'it has never stored one';
  if (state.version !== AGENT_VERSION) return `${valueText(state.value)} (stored by an agent of another version)`;
  return valueText(state.value);
}

/** `applying.activating`. */
function valueText(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  return Object.entries(value)
    .map(([name, inner]) => `${name}.${valueText(inner)}`)
    .join(', ');
}

/** What an agent of this version knew when it last stored its state. */
const contextIn = (state: AgentSight['state']): AgentContext | undefined =>
  state?.version === AGENT_VERSION ? (state.context as AgentContext) : undefined;

/** Why nothing happens, or what is being done. */
function whyText(context: AgentContext, now: number): string {
  const { attempt, failed, wanted, drift, failures, nextPollAt } = context;
  if (attempt !== null && awaitsReboot(context)) return `${attempt.wanted} comes with the next reboot`;
  if (attempt !== null) return attemptWhy(attempt.phase, attempt.deadline, now);
  const next = nextPollAt > now ? `; asks again in ${span(nextPollAt - now)}` : '';
  if (failures > 0) return `${failures === 1 ? 'the last cycle' : `the last ${failures} cycles`} failed${next}`;
  if (wanted === null) return `the control plane wants nothing of it${next}`;
  if (failed !== null && isRefused(failed, wanted, now)) {
    const until =
      failed.retryAt === null
        ? 'until something else is wanted, or somebody asks'
        : `for ${span(failed.retryAt - now)}`;
    return `the wanted path has failed here and is not tried again ${until}${next}`;
  }
  if (hasDrifted(context)) return `runs what nobody told it to run, since ${ago(drift?.since ?? now, now)}${next}`;
  return `up to date${next}`;
}

const PHASES = {
  preparing: 'is about to switch',
  switching: 'switches',
  confirming: 'the machine has to prove that it is well',
  settling: 'makes the new system the boot default',
  postponing: 'makes a system that needs a reboot the boot default',
  awaiting_reboot: 'waits for a reboot',
  returning: 'goes back to what ran before',
} as const;

const attemptWhy = (phase: keyof typeof PHASES, deadline: number, now: number): string =>
  phase === 'confirming' && deadline > now ? `${PHASES[phase]}, within ${span(deadline - now)}` : PHASES[phase];

function attemptLine({ attempt, end }: AgentSight['attempts'][number]): string {
  const [, ms] = /^(\d{12,14})(?:-\d+)?$/.exec(attempt.id) ?? [];
  const startedAt = ms === undefined ? attempt.id : sqliteText(Number(ms));
  const reason = attempt.problem === null ? '' : `: ${attempt.problem.reason}`;
  return `${startedAt}  ${(end ?? 'goes on').padEnd(16)} ${attempt.wanted}${reason}`;
}

const CYCLES = 10;

/** The newest events, repetitions in one line. */
function cycles(events: readonly AgentEventRow[]): string[] {
  const lines: { timestamp: string; text: string; times: number }[] = [];
  for (const { timestamp, kind, hash, message } of events) {
    const text = `${kind.padEnd(9)} ${message ?? ''}${hash === null ? '' : ` ${hash}`}`;
    const last = lines.at(-1);
    if (last?.text === text) last.times += 1;
    else lines.push({ timestamp, text, times: 1 });
  }
  return lines
    .slice(0, CYCLES)
    .map(({ timestamp, text, times }) => `${timestamp}  ${text}${times > 1 ? ` (${times} times)` : ''}`);
}

const section = (title: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : ['', `${title} (UTC):`, ...lines.map((line) => `  ${printable(line)}`)];

const ago = (at: number, now: number): string => `${span(now - at)} ago`;
