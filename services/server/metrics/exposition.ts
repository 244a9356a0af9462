import type { Distribution } from '../../actors/histogram.ts';

/** Labels of a series, in the order in which they are written. */
export type Labels = Readonly<Record<string, string>>;

/** One series of a family and its value. */
export interface Sample {
  readonly labels?: Labels;
  readonly value: number;
}

/** A series of a histogram. */
export interface Spread {
  readonly labels?: Labels;
  readonly distribution: Distribution;
}

/** A metric with all its series. */
export interface Family {
  readonly name: string;
  readonly help: string;
  readonly type: 'gauge' | 'counter' | 'histogram';
  readonly samples: readonly Sample[] | readonly Spread[];
}

/** Families as Prometheus reads them: what it is, its series, a blank line. One without series is left out. */
export const exposition = (families: readonly Family[]): string =>
  families
    .filter(({ samples }) => samples.length > 0)
    .map(({ name, help, type, samples }) => {
      const lines = samples.flatMap((sample) =>
        'distribution' in sample ? spreadLines(name, sample) : line(name, sample.labels, sample.value),
      );
      return `# HELP ${name} ${escapedHelp(help)}\n# TYPE ${name} ${type}\n${lines.join('\n')}\n`;
    })
    .join('\n');

/** Buckets count everything up to their bound, so each contains those before it. */
function spreadLines(name: string, { labels = {}, distribution: { bounds, counts, sum } }: Spread): string[] {
  let below = 0;
  const buckets = counts.map((count, index) => {
    below += count;
    return line(`${name}_bucket`, { ...labels, le: String(bounds[index] ?? '+Inf') }, below);
  });
  return [...buckets, line(`${name}_sum`, labels, sum), line(`${name}_count`, labels, below)];
}

function line(name: string, labels: Labels | undefined, value: number): string {
  let pairs = '';
  for (const label in labels) pairs += `${pairs === '' ? '' : ','}${label}="${escaped(labels[label] ?? '')}"`;
  return pairs === '' ? `${name} ${value}` : `${name}{${pairs}} ${value}`;
}

const escaped = (text: string): string =>
  /[\\"\n]/.test(text) ? text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n') : text;

const escapedHelp = (text: string): string => text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
