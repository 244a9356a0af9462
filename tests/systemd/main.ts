import { parseArgs } from 'node:util';
import { played } from './scenario.ts';
import { SCENARIOS } from './scenarios/all.ts';
import { inParallel, lineOf } from './show.ts';
import { World } from './world.ts';

/*
 * `npm run e2e:systemd`: plays every scenario, or those that have one of the words in their name, each on a machine of its own
 * that systemd has booted, and prints how they went. `--jobs`: how many at a time; 2 unless told.
 */

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { jobs: { type: 'string', default: '2' } },
});
const chosen = SCENARIOS.filter(
  ({ name }) => positionals.length === 0 || positionals.some((word) => name.includes(word)),
);
let isOver = false;
const say = (line: string) => void (isOver || process.stdout.write(`${line}\n`));

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => {
    isOver = true;
    void World.removeAll().finally(() => process.exit(130));
  });
}

const startedAt = performance.now();
const all = await inParallel(Number(values.jobs), chosen, async (scenario) => {
  const one = await played(scenario);
  say(lineOf(one));
  if (one.problem !== undefined) say(one.problem);
  return one;
});
say('');
for (const one of all) say(lineOf(one));
const failed = all.filter(({ problem }) => problem !== undefined).length;
say(`${all.length - failed} passed, ${failed} failed (${((performance.now() - startedAt) / 1000).toFixed(0)} s)`);
process.exit(failed === 0 && all.length > 0 ? 0 : 1);
