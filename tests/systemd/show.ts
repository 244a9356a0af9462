import type { Played } from './scenario.ts';

/** How a scenario went, in a line. */
export function lineOf({ name, seconds, figure, problem }: Played): string {
  const mark = problem === undefined ? '✔' : '✖';
  return `${mark} ${seconds.toFixed(1).padStart(6)} s  ${name}${figure === '' ? '' : ` — ${figure}`}`;
}

/** Does something with each, so many at a time; the results are in the order of what was given. */
export async function inParallel<T, R>(jobs: number, items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  const left = [...items.entries()];
  const worker = async () => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) results[next[0]] = await work(next[1]);
  };
  await Promise.all(Array.from({ length: Math.max(1, jobs) }, worker));
  return results;
}
