import type { MachineStatus } from '../../machines/model/machine.ts';
import { verb } from '../line/verb.ts';
import { machineCount, machineTable, sortedById } from '../output/fleet-status.ts';
import { shownOrWatched } from '../output/shown-or-watched.ts';
import { assertWatchable, WATCH_FLAGS, WATCH_NEEDS } from '../output/watch-flags.ts';

/** `nixfleet machines list`. */
export const machinesList = verb({
  flags: {
    tags: { kind: 'list', hint: 'tag', says: 'Only machines with any of these tags', completes: 'tag' },
    ...WATCH_FLAGS,
  },
  needs: WATCH_NEEDS,
  operands: [],
  examples: ['machines list', 'machines list --tags web,db --json', 'machines list --watch'],
  async run({ flags }, session) {
    assertWatchable(flags, session);
    const { tags } = flags;
    const client = await session.client();
    // The API's own filter wants all tags; here any will do.
    const look = async (signal?: AbortSignal) =>
      sortedById(await client.listMachines(signal && { signal })).filter(
        (machine) => !tags || machine.tags.some((tag) => tags.includes(tag)),
      );
    const { screen } = session;
    const sightOf = (seen: readonly MachineStatus[]) => ({
      lines: (width: number | null) => machineTable(seen, { paint: screen.paint, width }),
      summary: machineCount(seen),
    });
    return shownOrWatched({ look, sightOf }, flags, session);
  },
});
