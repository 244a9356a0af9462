import { withConditions } from '../output/condition-words.ts';
import { table } from '../output/table.ts';
import { verb } from '../line/verb.ts';

/** `nixfleet machines list`. */
export const machinesList = verb({
  flags: { tags: { kind: 'list', hint: 'tag', says: 'Only machines with any of these tags' } },
  operands: [],
  examples: ['machines list', 'machines list --tags web,db --json'],
  async run({ flags: { tags } }, session) {
    const client = await session.client();
    // The API's own filter wants all tags; here any will do.
    const machines = (await client.listMachines())
      .filter((machine) => !tags || machine.tags.some((tag) => tags.includes(tag)))
      .toSorted((a, b) => (a.machine_id < b.machine_id ? -1 : 1));
    const { screen } = session;
    if (session.isJson) {
      screen.json(machines);
      return 0;
    }
    const rows = machines.map((machine) => [
      machine.machine_id,
      machine.lifecycle,
      machine.system_state,
      machine.tags.join(', ') || '(none)',
    ]);
    const shown = withConditions(['id', 'lifecycle', 'state', 'tags'], machines, rows);
    const lines = table(shown.heads, shown.rows, screen.paint);
    for (const line of rows.length === 0 ? ['No machines.'] : [...lines, '', `${rows.length} machine(s)`])
      screen.say(line);
    return 0;
  },
});
