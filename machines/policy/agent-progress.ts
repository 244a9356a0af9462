import { cutText } from './agent-message.ts';
import { span } from './span.ts';
import type { Because, LastReport, MachineStanding } from './why-facts.ts';

/** An order that a machine was given: what it should run, and since when. */
export interface Order {
  readonly machineId: string;
  readonly path: string;
  readonly leaves: Former;
  readonly toldAt: number;
  readonly now: number;
  readonly until: number | null;
}

/** The path that a machine comes from, and what a sentence calls it. */
export interface Former {
  readonly path: string | null;
  readonly called: string;
}

const MESSAGE_BYTES = 240;

/** How far a machine has come with its order, by the last that was heard of it. */
export function agentProgress(machine: MachineStanding | undefined, order: Order): Because {
  const because = progress(machine, order);
  if (machine === undefined || machine.lifecycle === 'active') return because;
  return { ...because, sentence: `${because.sentence}; the machine is in lifecycle state ${machine.lifecycle}` };
}

function progress(machine: MachineStanding | undefined, order: Order): Because {
  if (machine === undefined)
    return { code: 'deleted', sentence: 'the machine was deleted after it was told what to run' };
  if (machine.desired !== order.path) return changed(machine, order);
  const report = reportSince(machine, order.toldAt);
  const waits = { whom: `machine:${order.machineId}`, until: order.until } as const;
  const busy = busyWith(machine, order, report);
  if (busy !== undefined) return { ...busy, what: 'report', ...waits };
  if (report === undefined) return { ...silent(machine, order), what: 'report', ...waits };
  if (report.path === order.path) return { ...arrived(report), what: 'health', ...waits };
  return { ...elsewhere(report, order), what: 'report', ...waits };
}

/** The newest report, if it came after the order. */
export const reportSince = ({ lastReport }: MachineStanding, toldAt: number): LastReport | undefined =>
  lastReport !== null && lastReport.at >= toldAt ? lastReport : undefined;

/** Where a machine is that is not where it should be. */
export function whereabouts({ path }: LastReport, leaves: Former): string {
  if (path === '') return 'no path at all';
  return path === leaves.path ? leaves.called : `another path (${path})`;
}

const changed = ({ desired }: MachineStanding, { path }: Order): Because => ({
  code: 'desired_changed',
  sentence: `was told to run ${path}, but ${desired === null ? 'nothing' : desired} is wanted of it by now`,
  whom: 'operator',
});

const BUSY = ['fetching', 'applying', 'verifying', 'rolling_back'] as const;
const WORDS = {
  fetching: 'fetching',
  applying: 'applying',
  verifying: 'checking its health',
  rolling_back: 'rolling back',
} as const;

/** What its agent says over its link that it is doing, unless a report tells of something later. */
function busyWith(machine: MachineStanding, order: Order, report: LastReport | undefined): Because | undefined {
  const state = BUSY.find((word) => word === machine.agentState);
  const since = machine.agentStateSince;
  if (state === undefined || since === null || since < order.toldAt) return undefined;
  const isOver = report !== undefined && report.at > since && hasEnded(report, order);
  return isOver ? undefined : { code: state, sentence: `${WORDS[state]} for ${span(order.now - since)}`, since };
}

/** A report after which its agent is not where the last state that we know says: states may be lost, reports never. */
const hasEnded = ({ outcome, path }: LastReport, order: Order): boolean =>
  path === order.path || (outcome !== null && outcome !== 'running');

function silent({ lastReport }: MachineStanding, { path, toldAt, now }: Order): Because {
  const told = `told to run ${path} ${span(now - toldAt)} ago`;
  const before = lastReport === null ? 'has never reported' : 'has not reported since';
  return { code: 'no_report', sentence: `${told}, ${before}`, since: toldAt };
}

const arrived = ({ at }: LastReport): Because => ({
  code: 'waiting_health',
  sentence: 'runs the wanted path; waiting for a passing health check',
  since: at,
});

function elsewhere(report: LastReport, { leaves, path, now }: Order): Because {
  const [since, ago] = [report.at, `${span(now - report.at)} ago`];
  const message = cutText(report.message, MESSAGE_BYTES);
  if (report.outcome === 'fetch_failed') {
    return { code: 'fetch_failed', since, sentence: `could not fetch ${path} ${ago}${message && `: ${message}`}` };
  }
  const said = message && ` ("${message}")`;
  return { code: 'other_path', since, sentence: `reported ${whereabouts(report, leaves)} ${ago}${said}` };
}
