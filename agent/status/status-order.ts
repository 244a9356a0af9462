import { BadUsage } from '../../machines/errors.ts';
import { CHART_FORMATS, type ChartFormat } from '../../services/draw/chart-formats.ts';

/** What of the agent is looked at. */
export type StatusOrder =
  | { readonly shows: 'status' }
  | { readonly shows: 'watch' }
  | { readonly shows: 'replay' }
  | { readonly shows: 'chart'; readonly format: ChartFormat };

/** What `--status` was asked for, and the rest of the command line. */
export interface AskedStatus {
  readonly order: StatusOrder;
  readonly rest: readonly string[];
}

/** Reads `--status` and what belongs to it; undefined: nobody wants to look. Throws `BadUsage`. */
export function statusOrder(argv: readonly string[]): AskedStatus | undefined {
  const asked = argv.filter((word) => WORDS.test(word));
  if (asked.length === 0) return undefined;
  const names = asked.map((word) => word.split('=')[0] ?? '');
  const ways = names.filter((name) => name !== '--status');
  if (ways.length === names.length)
    throw new BadUsage(`${ways[0]} belongs to --status: nixfleet-agent --status ${ways[0]}`);
  const [way, other] = ways;
  if (other !== undefined)
    throw new BadUsage(
      way === other ? `${way} is given twice` : `${way} and ${other} show different things: ask for one`,
    );
  const valued = asked.find((word) => word.includes('=') && !word.startsWith('--chart='));
  if (valued !== undefined) throw new BadUsage(`${valued.split('=')[0]} takes no value`);
  if (way === '--chart') return chartOrder(argv);
  const rest = argv.filter((word) => !WORDS.test(word));
  if (way === '--watch') return { order: { shows: 'watch' }, rest };
  return { order: { shows: way === '--replay' ? 'replay' : 'status' }, rest };
}

const WORDS = /^--(status|chart|watch|replay)(=|$)/;

function chartOrder(argv: readonly string[]): AskedStatus {
  const place = argv.findIndex((word) => /^--chart(=|$)/.test(word));
  const isAttached = argv[place] !== '--chart';
  const given = isAttached ? argv[place]?.slice('--chart='.length) : argv[place + 1];
  const format = CHART_FORMATS.find((known) => known === given);
  if (format === undefined) {
    const isMissing = given === undefined || given === '' || given.startsWith('-');
    throw new BadUsage(`--chart ${isMissing ? 'needs a format' : `knows no ${given}`}: ${CHART_FORMATS.join(', ')}`);
  }
  const used = isAttached ? [place] : [place, place + 1];
  return {
    order: { shows: 'chart', format },
    rest: argv.filter((word, at) => !used.includes(at) && word !== '--status'),
  };
}
