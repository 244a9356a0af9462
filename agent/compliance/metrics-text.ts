import type { Evidence } from '../../machines/model/evidence.ts';

/** Evidence for Prometheus, as node_exporter's textfile collector reads it. */
export function metricsText({ controls, timestamp }: Evidence): string {
  const standings = controls.map(
    ({ control, status, required }) =>
      `nixfleet_compliance_control{control=${label(control)},status="${status}",required="${required}"} 1`,
  );
  return [
    '# HELP nixfleet_compliance_control How each control came out, and whether a machine needs it to be healthy.',
    '# TYPE nixfleet_compliance_control gauge',
    ...standings,
    '# HELP nixfleet_compliance_collected_timestamp_seconds When the evidence was collected.',
    '# TYPE nixfleet_compliance_collected_timestamp_seconds gauge',
    `nixfleet_compliance_collected_timestamp_seconds ${Date.parse(timestamp) / 1000}`,
    '',
  ].join('\n');
}

const label = (text: string): string =>
  `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`;
