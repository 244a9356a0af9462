import type { MachineStatus } from '../../machines/model/machine.ts';
import { connectionWarnings, plainTextWarning } from '../config/connection.ts';
import { verb } from '../line/verb.ts';
import { fleetSummary, fleetTable, sortedById } from '../output/fleet-status.ts';
import { shownOrWatched } from '../output/shown-or-watched.ts';
import { assertWatchable, WATCH_FLAGS, WATCH_NEEDS } from '../output/watch-flags.ts';

/** `nixfleet status`. */
export const status = verb({
  flags: {
    'stale-threshold': {
      kind: 'count',
      hint: 'seconds',
      default: 600,
      says: 'Without a report for longer, a machine is stale',
    },
    ...WATCH_FLAGS,
  },
  needs: WATCH_NEEDS,
  operands: [],
  examples: ['status', 'status --stale-threshold 120', 'status --watch --interval 5'],
  async run({ flags }, session) {
    assertWatchable(flags, session);
    const { screen, config } = session;
    // What is sent over it is warned of wherever it is sent.
    const warning = connectionWarnings(config).length === 0 ? plainTextWarning(config.url) : undefined;
    if (warning !== undefined) session.log.warn(warning);
    const client = await session.client();
    const look = async (signal?: AbortSignal) => sortedById(await client.listMachines(signal && { signal }));
    const sightOf = (seen: readonly MachineStatus[]) => ({
      lines: (width: number | null) => fleetTable(seen, flags['stale-threshold'], { paint: screen.paint, width }),
      summary: fleetSummary(seen),
    });
    return shownOrWatched({ look, sightOf }, flags, session);
  },
});
