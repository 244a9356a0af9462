import { logLines } from '../log/log-lines.ts';
import { logCalled, logsIn, ownLogFolder, readLog } from '../log/read-log.ts';
import { verb } from '../line/verb.ts';

/** `nixfleet logs show`: what an operation did. */
export const logsShow = verb({
  flags: {
    output: { kind: 'switch', says: 'With what its commands printed' },
  },
  operands: ['log?'],
  completes: { log: 'log' },
  examples: ['logs show', 'logs show 20260418T163900Z_deploy --output'],
  async run({ flags, operands: { log } }, { screen, isJson }) {
    const folder = ownLogFolder(process.env);
    const { path, events } = readLog(folder, logCalled(logsIn(folder), log));
    if (isJson) screen.json(events);
    else for (const line of logLines(path, events, { paint: screen.paint, hasOutput: flags.output })) screen.say(line);
    return 0;
  },
});
