import { withConditions } from '../output/condition-words.ts';
import { isInSync, statusRow } from '../output/fleet-status.ts';
import { table } from '../output/table.ts';
import { verb } from '../line/verb.ts';

const HEADS = ['host', 'state', 'lifecycle', 'sync', 'current', 'desired', 'last seen'];

/** `nixfleet status`. */
export const status = verb({
  flags: {
    'stale-threshold': {
      kind: 'count',
      hint: 'seconds',
      default: 600,
      says: 'Without a report for longer, a machine is stale',
    },
  },
  operands: [],
  examples: ['status', 'status --stale-threshold 120'],
  async run({ flags }, session) {
    const client = await session.client();
    const machines = (await client.listMachines()).toSorted((a, b) => (a.machine_id < b.machine_id ? -1 : 1));
    const { screen } = session;
    if (session.isJson) {
      screen.json(machines);
      return 0;
    }
    const rows = machines.map((machine) => statusRow(machine, flags['stale-threshold']));
    const shown = withConditions(HEADS, machines, rows);
    const lines = table(shown.heads, shown.rows, screen.paint);
    const summary = `${machines.filter(isInSync).length}/${machines.length} hosts in sync`;
    for (const line of machines.length === 0 ? ['No machines.'] : [...lines, '', summary]) screen.say(line);
    return 0;
  },
});
