import type { Condition } from '../../machines/model/condition.ts';
import type {
  AgentLogLine,
  MachineAssignment,
  MachineDetail,
  MeasuredHealth,
} from '../../machines/model/machine-detail.ts';
import type { MachineStatus } from '../../machines/model/machine.ts';
import { span } from '../../machines/policy/span.ts';
import { conditionWords } from './condition-words.ts';
import { second } from './moment.ts';
import type { Paint } from './paint.ts';
import { printable } from '../../services/host/printable.ts';
import { compactPath } from './store-path.ts';
import { cutting, details, table, type TableLook } from './table.ts';

type Pair = readonly [label: string, value: string];

const SHOWN = 10;
const CHECKS = [cutting('check'), 'result', 'took', cutting('message')];
const REPORTS = ['received', 'result', 'outcome', { head: 'generation', shrink: compactPath }, cutting('message')];
const ROLLOUTS = ['rollout', 'status', 'batch', 'verdict', { head: 'wanted', shrink: compactPath }, cutting('reason')];

/** All that a v0.1.1 control plane knows of a machine. */
export const machineStatusLines = (machine: MachineStatus, { paint }: TableLook): string[] =>
  details([...identity(machine, paint), ...generations(machine), ...agent(machine), ['Tags', listOf(machine.tags)]]);

/** All that is known of a machine: how it stands, what it reported, its checks, its parts in rollouts. */
export function machineDetailLines(machine: MachineDetail, look: TableLook): string[] {
  const { paint } = look;
  const about = details([
    ...identity(machine, paint),
    ['Deployment', paint(printable(machine.deployment))],
    ...generations(machine),
    ...deployment(machine),
    ...agent(machine),
    ...(machine.agent_state === null ? [] : [agentState(machine)]),
    ...(machine.last_seen === null ? [] : [['Last seen', second(machine.last_seen)] as const]),
    ['Registered', second(machine.registered_at)],
    ...(machine.boot_id === null ? [] : [['Boot', printable(machine.boot_id)] as const]),
    ['Tags', listOf(machine.tags)],
    ['Declared tags', listOf(machine.declared_tags)],
    ['Pinned tags', listOf(machine.pinned_tags)],
    ...condition(machine.condition, paint),
  ]);
  return [
    ...about,
    ...healthLines(machine.health, look),
    ...reportLines(machine.reports, look),
    ...rolloutLines(machine.assignments, look),
  ];
}

/** What the commands of its agent printed, a blank line between two attempts. */
export function agentLogLines(lines: readonly AgentLogLine[]): string[] {
  if (lines.length === 0) return ['', 'Its agent printed nothing that is kept.'];
  const shown = lines.flatMap(({ attempt, line }, index) => [
    ...(index > 0 && lines[index - 1]?.attempt !== attempt ? [''] : []),
    `  ${printable(line)}`,
  ]);
  return ['', 'Its agent printed:', ...shown];
}

function identity(machine: MachineStatus, paint: Paint): Pair[] {
  return [
    ['Machine', printable(machine.machine_id)],
    ['Lifecycle', paint(printable(machine.lifecycle))],
    ['State', paint(printable(machine.system_state))],
  ];
}

const generations = ({ current_generation: current, desired_generation: desired }: MachineStatus): Pair[] => [
  ['Current', printable(current) || '-'],
  ['Desired', desired === null ? '(none)' : desired === current ? 'the same' : printable(desired)],
];

function deployment({ desired, active_rollout: rollout, open_assignment: assignment }: MachineDetail): Pair[] {
  return [
    ...(desired === null ? [] : [['Desired since', second(desired.set_at)] as const]),
    ...(desired?.cache_url ? [['Cache URL', printable(desired.cache_url)] as const] : []),
    ...(rollout === null ? [] : [['In rollout', printable(rollout)] as const]),
    ...(assignment === null ? [] : [['Waits for', `the verdict on ${printable(assignment)}`] as const]),
  ];
}

function agent(machine: MachineStatus): Pair[] {
  const { last_report: at, seconds_since_last_report: silentFor, uptime_seconds: uptime } = machine;
  const ago = typeof silentFor === 'number' ? `, ${span(silentFor * 1000)} ago` : '';
  return [
    ['Agent version', printable(machine.agent_version) || '-'],
    ['Last report', at === null ? 'never' : `${second(at)}${ago}`],
    ['Uptime', at === null ? '-' : span(uptime * 1000)],
  ];
}

const agentState = ({ agent_state: state, agent_state_since: since }: MachineDetail): Pair => [
  'Agent is',
  `${printable(state ?? '-')}${since === null ? '' : ` since ${second(since)}`}`,
];

function condition(seen: Condition | null, paint: Paint): Pair[] {
  if (seen === null) return [];
  const words = conditionWords(seen);
  const { free_bytes: free } = seen;
  return [
    ['Attention', words.length === 0 ? 'nothing' : words.map(paint).join(', ')],
    ...(free === null ? [] : [['Free disk', `${(free / 1024 ** 3).toFixed(1)} GiB`] as const]),
  ];
}

function healthLines(health: MeasuredHealth | null, look: TableLook): string[] {
  if (health === null) return ['', 'Health: no checks were reported.'];
  const rows = health.results.map((result) => [
    result.check_name,
    result.status === 'pass' ? 'ok' : 'failed',
    `${result.duration_ms} ms`,
    result.status === 'fail' ? result.message : '',
  ]);
  const word = look.paint(health.all_passed ? 'healthy' : 'unhealthy');
  return ['', `Health: ${word}, ${second(health.received_at)}`, ...table(CHECKS, rows, look)];
}

function reportLines(reports: MachineDetail['reports'], look: TableLook): string[] {
  if (reports.length === 0) return ['', 'Reports: none.'];
  const rows = reports
    .slice(0, SHOWN)
    .map(({ received_at: at, success, outcome, generation, message }) => [
      second(at).replace(' UTC', ''),
      success ? 'ok' : 'failed',
      outcome ?? '-',
      compactPath(generation, 50) || '-',
      message,
    ]);
  const which = reports.length > SHOWN ? `, the newest ${SHOWN}` : '';
  return ['', `Reports (UTC${which}):`, ...table(REPORTS, rows, look)];
}

function rolloutLines(assignments: readonly MachineAssignment[], look: TableLook): string[] {
  if (assignments.length === 0) return ['', 'Rollouts: none.'];
  const rows = assignments
    .slice(0, SHOWN)
    .map((part) => [
      part.rollout_id,
      part.rollout_status,
      String(part.batch_index + 1),
      part.verdict,
      compactPath(part.wanted, 50),
      part.reason ?? '',
    ]);
  const which = assignments.length > SHOWN ? ` (the newest ${SHOWN})` : '';
  return ['', `Rollouts${which}:`, ...table(ROLLOUTS, rows, look)];
}

const listOf = (tags: readonly string[]): string => printable(tags.join(', ')) || '(none)';
