import { explaining } from '../asking/explaining.ts';
import { momentOrSpan } from '../line/span-of-time.ts';
import { verb } from '../line/verb.ts';
import { auditLines } from '../output/audit-lines.ts';
import { printable } from '../../services/host/printable.ts';
import { taken } from '../asking/taken.ts';

const LIMIT = 100;

/** `nixfleet audit`: who did what. */
export const audit = verb({
  flags: {
    actor: { kind: 'text', hint: 'name', says: 'Only what this one did' },
    action: { kind: 'text', hint: 'action', says: 'Only this action' },
    target: { kind: 'text', hint: 'id', says: 'Only what was done to this', completes: 'machine' },
    since: { kind: 'text', hint: 'time', says: 'Only since then: 2h, 3d or an RFC 3339 time' },
    until: { kind: 'text', hint: 'time', says: 'Only until then: 2h, 3d or an RFC 3339 time' },
    limit: { kind: 'count', hint: 'n', least: 1, says: `How many, the newest; default: ${LIMIT}, of --csv all` },
    csv: { kind: 'switch', says: 'As CSV' },
  },
  operands: [],
  conflicts: [['csv', 'json']],
  examples: ['audit --since 2h', 'audit --target web-01', 'audit --csv > audit.csv'],
  async run({ flags }, session) {
    const { csv, limit, since, until } = flags;
    const { screen, isJson } = session;
    const now = Date.now();
    const filter = {
      ...wordsOf(flags),
      ...(since !== undefined && { since: momentOrSpan(since, '--since', now) }),
      ...(until !== undefined && { until: momentOrSpan(until, '--until', now) }),
    };
    const client = await session.client();
    if (csv) {
      const query = { ...filter, ...(limit !== undefined && { limit: String(limit) }) };
      const text = await explaining(client.exportAudit({ query }), { isNew: 'showing its audit' });
      // A file gets it as it is; nobody may command the terminal.
      screen.say(screen.width === null ? text.trimEnd() : text.trimEnd().split('\n').map(printable).join('\n'));
      return 0;
    }
    const events = await explaining(taken(client, 'listAudit', { query: filter, limit: limit ?? LIMIT }), {
      isNew: 'showing its audit',
    });
    if (isJson) screen.json(events);
    else screen.say(auditLines(events, screen).join('\n'));
    return 0;
  },
});

/** The filters that were given, of those that are words. */
const wordsOf = (flags: Readonly<Record<'actor' | 'action' | 'target', string | undefined>>): Record<string, string> =>
  Object.fromEntries(
    (['actor', 'action', 'target'] as const).flatMap((name) => {
      const word = flags[name];
      return word === undefined ? [] : [[name, word]];
    }),
  );
