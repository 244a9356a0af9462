import { counted } from '../../machines/policy/counted.ts';
import { logSummary } from '../log/log-summary.ts';
import { logsIn, ownLogFolder } from '../log/read-log.ts';
import { verb } from '../line/verb.ts';
import { clock, second } from '../output/moment.ts';
import { cutting, table } from '../output/table.ts';

/** `nixfleet logs list`: the operations of this user, newest first. */
export const logsList = verb({
  flags: {
    limit: { kind: 'count', hint: 'n', default: 20, least: 1, says: 'How many' },
  },
  operands: [],
  examples: ['logs list', 'logs list --limit 100 --json'],
  async run({ flags }, { screen, isJson }) {
    const folder = ownLogFolder(process.env);
    const logs = logsIn(folder);
    const shown = logs.slice(0, flags.limit).flatMap((log) => logSummary(folder, log) ?? []);
    if (isJson) {
      screen.json(shown);
      return 0;
    }
    const rows = shown.map(({ log, operation, started_at: at, result, duration_ms: ms, about }) => [
      second(at),
      operation,
      result,
      ms === null ? '-' : clock(ms),
      about,
      log,
    ]);
    for (const line of table(['when', 'operation', 'result', 'took', cutting('about'), 'log'], rows, screen))
      screen.say(line);
    const more = logs.length - shown.length;
    if (shown.length === 0) screen.say('No operation logs yet.');
    else
      screen.note(
        `${counted(shown.length, 'operation')}${more > 0 ? ` of ${logs.length}; --limit shows more` : ''} in ${folder}`,
      );
    return 0;
  },
});
