import { parseArgs } from 'node:util';
import { type Bench, type Figure, tableOf } from './figure.ts';
import { board } from './board.ts';
import { boardFeed } from './board-feed.ts';
import { compliance } from './compliance.ts';
import { dispatchLatency } from './dispatch-latency.ts';
import { idleAgent } from './idle-agent.ts';
import { idleLinks, linkFanOut, linkReports } from './links.ts';
import { longList } from './long-list.ts';
import { releaseCreate } from './release-create.ts';
import { reportCost } from './report-cost.ts';
import { reports } from './reports.ts';
import { restart } from './restart.ts';
import { retention } from './retention.ts';
import { stagedRollout } from './staged-rollout.ts';
import { startUp } from './start-up.ts';
import { Workshop } from './workshop.ts';

const BENCHES: readonly Bench[] = [
  reports,
  reportCost,
  linkReports,
  linkFanOut,
  stagedRollout,
  dispatchLatency,
  idleLinks,
  restart,
  retention,
  startUp,
  longList,
  compliance,
  boardFeed,
  board,
  idleAgent,
  releaseCreate,
];

/** A bench that takes longer hangs. */
const LIMIT_MS = 180_000;

const USAGE = `npm run bench -- [--only NAME]...

${BENCHES.map(({ name, says }) => `  ${name.padEnd(18)}${says}`).join('\n')}
`;

// Benches own processes that an unfinished one would leave behind; the loop is over when we are here.
process.exit(await main());

async function main(): Promise<number> {
  const chosen = chosenBenches();
  if (typeof chosen === 'number') return chosen;
  if (process.platform !== 'linux') {
    process.stderr.write('The bench reads /proc and needs Linux.\n');
    return 1;
  }
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stop.abort());
  const figures: Figure[] = [];
  let failed = 0;
  for (const bench of chosen) {
    process.stdout.write(`${bench.name}: ${bench.says} …\n`);
    const measured = await figuresOf(bench, stop.signal);
    if (stop.signal.aborted) return 130;
    if (measured === undefined) failed += 1;
    else figures.push(...measured);
  }
  process.stdout.write(`\n${tableOf(figures).join('\n')}\n`);
  return failed > 0 ? 1 : 0;
}

/** A bench that fails has no figures, and is no reason to keep the others from being measured. */
async function figuresOf(bench: Bench, signal: AbortSignal): Promise<Figure[] | undefined> {
  const workshop = new Workshop(AbortSignal.any([signal, AbortSignal.timeout(LIMIT_MS)]));
  try {
    return await bench.measure(workshop);
  } catch (error) {
    if (signal.aborted) return undefined;
    const problem = error instanceof Error ? (error.stack ?? error.message) : String(error);
    process.stderr.write(`${bench.name} could not be measured: ${problem}\n`);
    return undefined;
  } finally {
    await workshop.close();
  }
}

function chosenBenches(): readonly Bench[] | 0 | 2 {
  try {
    const options = { only: { type: 'string', multiple: true }, help: { type: 'boolean', short: 'h' } } as const;
    const { values } = parseArgs({ options });
    if (values.help) {
      process.stdout.write(USAGE);
      return 0;
    }
    const unknown = values.only?.find((name) => BENCHES.every((bench) => bench.name !== name));
    if (unknown !== undefined) throw new Error(`there is no bench ${unknown}`);
    return BENCHES.filter(({ name }) => values.only?.includes(name) ?? true);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
    return 2;
  }
}
