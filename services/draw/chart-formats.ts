/** Every format that a statechart can be had in. */
export const CHART_FORMATS = ['ascii', 'mermaid', 'dot', 'svg', 'json'] as const;
export type ChartFormat = (typeof CHART_FORMATS)[number];
