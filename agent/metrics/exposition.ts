import type { Summary } from './summary.ts';

/** A family of Prometheus' text format, without the prefix of its name. */
export interface Family {
  readonly name: string;
  readonly type: 'counter' | 'gauge' | 'summary';
  readonly samples: readonly string[];
}

type Labels = Readonly<Record<string, string>>;

const PREFIX = 'nixfleet_agent_';

/** The families that have samples, as text: `# TYPE` without `# HELP` and a blank line after each, as v0.1.1 has it. */
export const exposition = (families: readonly Family[]): string =>
  families
    .filter(({ samples }) => samples.length > 0)
    .map(({ name, type, samples }) => `# TYPE ${PREFIX}${name} ${type}\n${samples.join('\n')}\n\n`)
    .join('');

/** One value. */
export function sample(name: string, labels: Labels, value: number): string {
  const pairs = Object.entries(labels).map(([key, text]) => `${key}="${escaped(text)}"`);
  return `${PREFIX}${name}${pairs.length > 0 ? `{${pairs.join(',')}}` : ''} ${value}`;
}

/** The quantiles of a summary, its sum and its count. */
export function summarySamples(name: string, labels: Labels, figures: ReturnType<Summary['at']>): string[] {
  const parts = figures.quantiles.map(([quantile, value]) => sample(name, { ...labels, quantile }, value));
  return [...parts, sample(`${name}_sum`, labels, figures.sum), sample(`${name}_count`, labels, figures.count)];
}

/** A gauge or counter without labels; none while the value is not known. */
export const single = (name: string, type: 'counter' | 'gauge', value: number | null | undefined): Family => ({
  name,
  type,
  samples: value === null || value === undefined ? [] : [sample(name, {}, value)],
});

const escaped = (text: string): string => text.replace(/\\/g, '\\\\').replace(/"/g, '\\"').replace(/\n/g, '\\n');
