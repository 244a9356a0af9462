import { cutText } from '../../../machines/policy/agent-message.ts';
import type { Unit } from '../../store/unit.ts';
import type { Requests } from '../engine.ts';
import type { Turn } from '../shard-unit.ts';

/** The longest line that is kept, in UTF-8 bytes. */
const LINE_BYTES = 4096;

/** Notes what agents are doing. A clock that is ahead of ours is not believed. */
export function noteAgentStates({ unit, now }: Turn<Unit>, { states }: Requests['noteAgentStates']['input']): void {
  for (const { machineId, state, since } of states) unit.agents.state(machineId, state, Math.min(since, now));
}

/** Keeps lines of an agent's log; of a machine that is unknown nothing is kept, for nothing would remove it. */
export function keepAgentLog(
  { unit, now }: Turn<Unit>,
  { machineId, attempt, n, lines }: Requests['keepAgentLog']['input'],
): void {
  if (unit.machines.known(machineId) === undefined) return;
  unit.agents.log(machineId, { attempt, n, lines: lines.map((line) => cutText(line, LINE_BYTES)) }, now);
}

/** Takes an agent's reports beyond `seq` again: its database of that epoch went back in time. */
export function rewindReports(
  { unit, now }: Turn<Unit>,
  { machineId, epoch, seq }: Requests['rewindReports']['input'],
): void {
  const known = unit.machines.known(machineId);
  if (known?.report_epoch !== epoch || (known.report_seq ?? 0) <= seq) return;
  unit.agents.rewind(machineId, seq);
  const detail = `its agent's database went back from report ${known.report_seq} to ${seq}`;
  unit.journal.audit({ actor: `machine:${machineId}`, action: 'rewind_reports', target: machineId, detail }, now);
}
