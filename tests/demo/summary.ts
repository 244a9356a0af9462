/** A step that was played. */
export interface Played {
  readonly title: string;
  readonly shows: string;
  readonly ms: number;
}

/** The closing table: each step, how long it took, what it showed. */
export function summaryLines(steps: readonly Played[]): string[] {
  const width = Math.max(...steps.map(({ title }) => title.length));
  const total = steps.reduce((sum, { ms }) => sum + ms, 0);
  return [
    `   ${'STEP'.padEnd(width + 3)}  SECONDS  SHOWN`,
    ...steps.map(({ title, shows, ms }, index) => `   ${index + 1}  ${title.padEnd(width)}  ${seconds(ms)}  ${shows}`),
    `   ${'all of it'.padEnd(width + 3)}  ${seconds(total)}`,
  ];
}

const seconds = (ms: number): string => (ms / 1000).toFixed(1).padStart(7);
