import { parseArgs } from 'node:util';
import { campaign } from './campaign.ts';

/*
 * `npm run simulate -- --seeds 10000`: fleets live through what seeds decide, with all that goes wrong; every promise must
 * be kept. `--seed K` begins with another seed (alone with `--seeds 1`); `--mutation NAME` breaks the engine.
 */

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '1000' },
    seed: { type: 'string', default: '0' },
    mutation: { type: 'string' },
  },
});
const say = (line: string) => void process.stdout.write(`${line}\n`);
const wholeNumber = (name: 'seeds' | 'seed'): number => {
  const text = values[name];
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new Error(`--${name} must be a whole number, not "${text}"`);
};
const { seeds, milliseconds, seen, failures } = await campaign({
  first: wholeNumber('seed'),
  seeds: wholeNumber('seeds'),
  mutation: values.mutation,
  said: say,
});
for (const { text } of failures) say(text);
for (const [what, times] of [...seen].toSorted(([one], [other]) => (one < other ? -1 : 1))) say(`${what}: ${times}`);
const seconds = milliseconds / 1000;
say(`${seeds} seeds in ${seconds.toFixed(1)} s (${(seeds / seconds).toFixed(1)} seeds/s), ${failures.length} failed`);
process.exitCode = failures.length === 0 ? 0 : 1;
