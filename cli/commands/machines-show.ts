import { NotFound } from '../../machines/errors.ts';
import type { AgentLogLine, MachineDetail } from '../../machines/model/machine-detail.ts';
import type { MachineStatus } from '../../machines/model/machine.ts';
import type { Client } from '../../services/api/client.ts';
import { explaining, isUnknownRoute, missing } from '../asking/explaining.ts';
import { verb } from '../line/verb.ts';
import { agentLogLines, machineDetailLines, machineStatusLines } from '../output/machine-lines.ts';
import { taken } from '../asking/taken.ts';

/** `nixfleet machines show`: all that is known of a machine. */
export const machinesShow = verb({
  flags: { logs: { kind: 'count', hint: 'n', says: 'Also the last lines that the commands of its agent printed' } },
  operands: ['id'],
  completes: { id: 'machine' },
  examples: ['machines show web-01', 'machines show web-01 --logs 50', 'machines show web-01 --json'],
  async run({ flags: { logs: count }, operands: { id } }, session) {
    const client = await session.client();
    const { screen } = session;
    const machine = await machineWithHistory(client, id);
    const logs = count === undefined ? undefined : await lastLines(client, id, count);
    if (session.isJson) screen.json(logs === undefined ? machine : { ...machine, logs });
    else {
      const about = 'reports' in machine ? machineDetailLines(machine, screen) : machineStatusLines(machine, screen);
      screen.say([...about, ...(logs === undefined ? [] : agentLogLines(logs))].join('\n'));
    }
    return 0;
  },
});

/** The last line last. */
async function lastLines(client: Client, id: string, count: number): Promise<readonly AgentLogLine[]> {
  if (count === 0) return [];
  const lines = await explaining(taken(client, 'machineLogs', { limit: count, params: { id } }), {
    isNew: 'what agents print',
  });
  return lines.toReversed();
}

/** Of a v0.1.1 control plane only what its list says. */
async function machineWithHistory(client: Client, id: string): Promise<MachineDetail | MachineStatus> {
  const absent = missing('machine', id);
  try {
    return await client.getMachine({ params: { id } });
  } catch (error) {
    if (!isUnknownRoute(error)) return explaining(Promise.reject(error), { missing: absent });
    const machines = await client.listMachines();
    const machine = machines.find(({ machine_id: known }) => known === id);
    if (machine === undefined) throw new NotFound(absent);
    return machine;
  }
}
