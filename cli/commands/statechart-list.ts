import { Unreachable } from '../../machines/errors.ts';
import type { ActorStatus, ActorSummary } from '../../machines/model/actor.ts';
import { taken } from '../asking/taken.ts';
import { suggestion } from '../line/nearest.ts';
import { verb } from '../line/verb.ts';
import { actorTable, chartTable } from '../output/actor-table.ts';
import type { Session } from '../session.ts';
import { unlessOld } from '../statechart/asked-actor.ts';
import { ownCharts } from '../statechart/own-chart.ts';

const KINDS = ['machine', 'rollout', 'batch'] as const;
const STATUSES = ['waiting', 'resting', 'quarantined'] as const satisfies readonly ActorStatus[];
const UNTOLD =
  'No control plane answers here, and none was named: with --control-plane-url, or a .nixfleet.toml, its actors are listed, too.';

/** `nixfleet statechart list`. */
export const statechartList = verb({
  flags: {
    kind: { kind: 'text', hint: 'kind', says: 'Only actors of this kind: machine, rollout or batch', completes: KINDS },
    status: {
      kind: 'text',
      hint: 'status',
      says: 'Only actors that are so: waiting for their own work, resting, or quarantined',
      completes: STATUSES,
    },
    search: { kind: 'text', hint: 'text', says: 'Only actors with this in their address or state' },
    limit: { kind: 'count', hint: 'n', default: 100, least: 1, says: 'How many actors, by address' },
  },
  operands: [],
  examples: ['statechart list', 'statechart list --kind rollout --status waiting', 'statechart list --search web-01'],
  async run({ flags: { limit, ...filters } }, session) {
    warnOfUnknown(filters, session);
    const query = Object.fromEntries(
      Object.entries(filters).flatMap(([name, word]) =>
        (name === 'kind' || name === 'status' || name === 'search') && typeof word === 'string' ? [[name, word]] : [],
      ),
    );
    const isFiltered = Object.keys(query).length > 0;
    const actors = await actorsThere({ query, limit }, session);
    const { screen, isJson } = session;
    const charts = isFiltered && !isJson ? [] : await ownCharts();
    if (isJson) {
      const statecharts = charts.map(({ name, description }) => ({ name, description }));
      screen.json({ statecharts, actors: actors ?? null });
    } else {
      const tables = [
        ...(isFiltered ? [] : [chartTable(charts, screen)]),
        ...(actors === undefined ? [] : [actorTable(actors, limit, screen)]),
      ];
      screen.say(tables.map((lines) => lines.join('\n')).join('\n\n'));
    }
    if (actors === undefined) screen.note(`${isJson ? '' : '\n'}${UNTOLD}`);
    return 0;
  },
});

/** The actors of the control plane; undefined: none was named, and none answers where one usually is. */
async function actorsThere(
  wanted: { readonly query: Readonly<Record<string, string>>; readonly limit: number },
  session: Session,
): Promise<readonly ActorSummary[] | undefined> {
  const client = await session.client();
  try {
    return await taken(client, 'listActors', wanted);
  } catch (error) {
    const isNamed = session.config.origins?.url !== undefined;
    if (error instanceof Unreachable && !isNamed && Object.keys(wanted.query).length === 0) return undefined;
    throw unlessOld(error);
  }
}

/** A control plane may be newer, and have words that are not known here. */
function warnOfUnknown(
  { kind, status }: { readonly kind: string | undefined; readonly status: string | undefined },
  { log }: Pick<Session, 'log'>,
): void {
  if (kind !== undefined && !KINDS.some((known) => known === kind))
    log.warn(`no kind of actors is known as ${kind}${suggestion(kind, KINDS)}`);
  if (status !== undefined && !STATUSES.some((known) => known === status))
    log.warn(`no status of actors is known as ${status}${suggestion(status, STATUSES)}`);
}
