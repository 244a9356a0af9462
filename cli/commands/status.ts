import type { MachineStatus } from '../../machines/model/machine.ts';
import { connectionWarnings } from '../config/connection.ts';
import { verb } from '../line/verb.ts';
import { fleetSummary, fleetTable, sortedById } from '../output/fleet-status.ts';
import { sightLines } from '../output/sight.ts';
import { assertWatchable, WATCH_FLAGS, WATCH_NEEDS } from '../output/watch-flags.ts';
import { plainTextWarning } from '../plain-text-warning.ts';

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
    const machines = async (signal?: AbortSignal) => sortedById(await client.listMachines(signal && { signal }));
    const sight = (seen: readonly MachineStatus[]) => ({
      lines: (width: number | null) => fleetTable(seen, flags['stale-threshold'], { paint: screen.paint, width }),
      summary: fleetSummary(seen),
    });
    if (flags.watch) {
      const look = async (signal: AbortSignal) => sight(await machines(signal));
      const { watched } = await import('../output/watch.ts');
      return watched({ look, intervalSeconds: flags.interval }, session);
    }
    if (session.isJson) screen.json(await machines());
    else screen.say(sightLines(sight(await machines()), screen.width).join('\n'));
    return 0;
  },
});
