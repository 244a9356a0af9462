import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { serveMetrics } from '../../../agent/metrics/metrics-listener.ts';
import { Metrics } from '../../../agent/metrics/metrics.ts';
import type { ReportEmission } from '../../../machines/agent-emissions.ts';

const NOW = 1_000_000;

/** What there is before anything happened: no outcome yet. */
const NOTHING = new Metrics().text(NOW);

const aReport = (kind: ReportEmission['kind']): ReportEmission => ({
  type: 'report',
  ...{ kind, running: '', success: true, message: '', health: null, evidence: null },
});

describe('the metrics', () => {
  test('count outcomes from nought on, so that a rate can be taken of the first', () => {
    expect(NOTHING).toMatch(
      /^# TYPE nixfleet_agent_outcomes_total counter\n(nixfleet_agent_outcomes_total\{.*\} 0\n)+\n$/,
    );
  });

  test('have one state at a time', () => {
    const metrics = new Metrics();
    metrics.entered('idle', NOW);
    metrics.entered('checking', NOW);
    expect(metrics.text(NOW)).toContain(
      '# TYPE nixfleet_agent_state gauge\nnixfleet_agent_state{state="idle"} 0\nnixfleet_agent_state{state="checking"} 1\n\n',
    );
  });

  test('add up how long and how often each state was entered', () => {
    const metrics = new Metrics();
    metrics.entered('idle', NOW);
    metrics.entered('idle', NOW + 1_000);
    metrics.entered('checking', NOW + 5_000);
    metrics.entered('idle', NOW + 7_000);
    const text = metrics.text(NOW + 8_000);
    expect(text).toContain('state_seconds_total{state="idle"} 6\n');
    expect(text).toContain('state_seconds_total{state="checking"} 2\n');
    expect(text).toContain('state_entered_total{state="idle"} 2\n');
  });

  test('never count backwards when the clock is set back', () => {
    const metrics = new Metrics();
    metrics.entered('idle', NOW);
    expect(metrics.text(NOW - 60_000)).toContain('state_seconds_total{state="idle"} 0\n');
  });

  test('sum up polls, and forget their quantiles after a minute', () => {
    const metrics = new Metrics();
    metrics.polled(12, true, NOW);
    metrics.polled(24, true, NOW);
    expect(metrics.text(NOW)).toContain('poll_duration_seconds{quantile="0.5"} 0.012\n');
    expect(metrics.text(NOW)).toContain('poll_duration_seconds{quantile="1"} 0.024\n');
    expect(metrics.text(NOW + 61_000)).toContain('poll_duration_seconds{quantile="1"} 0\n');
    expect(metrics.text(NOW + 61_000)).toContain('poll_duration_seconds_count 2\n');
    expect(metrics.text(NOW)).toContain('last_poll_timestamp_seconds 1000\n');
  });

  test('tell a poll that failed from one that was answered', () => {
    const metrics = new Metrics();
    metrics.polled(12, true, NOW);
    metrics.polled(30_000, false, NOW + 60_000);
    const text = metrics.text(NOW + 60_000);
    expect(text).toContain('last_poll_timestamp_seconds 1060\n');
    expect(text).toContain('last_successful_poll_timestamp_seconds 1000\n');
    expect(text).toContain('poll_failures_total 1\n');
  });

  test('show checks and the running generation, and no earlier one', () => {
    const metrics = new Metrics();
    metrics.checked('http', { status: 'pass', check_name: 'a"b', duration_ms: 5 }, NOW);
    metrics.runs('/nix/store/a-a');
    metrics.runs('/nix/store/a-b');
    expect(metrics.text(NOW)).toContain(
      'health_check_duration_seconds{check_name="a\\"b",check_type="http",quantile="0"} 0.005\n',
    );
    expect(metrics.text(NOW)).toContain('health_check_status{check_name="a\\"b"} 1\n');
    expect(metrics.text(NOW)).toContain('generation_info{generation="/nix/store/a-b"} 1\n');
    expect(metrics.text(NOW)).not.toContain('/nix/store/a-a');
  });

  test('count how attempts have ended', () => {
    const metrics = new Metrics();
    for (const kind of ['applying', 'rolled-back', 'up-to-date', 'rolled-back', 'deployed'] as const)
      metrics.emitted(aReport(kind));
    const text = metrics.text(NOW);
    expect(text).toContain('outcomes_total{outcome="rolled_back"} 2\n');
    expect(text).toContain('outcomes_total{outcome="deployed"} 1\n');
    expect(text).toContain('outcomes_total{outcome="fetch_failed"} 0\n');
  });

  test('show how the machine is beside its checks', () => {
    const metrics = new Metrics();
    metrics.sensed({ reboot_required: true, drift_since: null, free_bytes: 5, clock_skew_ms: -1_500 });
    metrics.watchLink(() => true);
    metrics.countWaiting(() => 3);
    const text = metrics.text(NOW);
    for (const [name, value] of [
      ['reboot_required', 1],
      ['drifted', 0],
      ['free_bytes', 5],
      ['clock_skew_seconds', -1.5],
      ['link_up', 1],
      ['reports_waiting', 3],
    ])
      expect(text).toContain(`nixfleet_agent_${name} ${value}\n`);
  });

  test('are served under any path, and OK under /health', async () => {
    const metrics = new Metrics();
    metrics.entered('idle', NOW);
    const server = await serveMetrics(metrics, { host: '127.0.0.1', port: 0 });
    onTestFinished(() => void server.close());
    const { address, port } = server.address() as AddressInfo;
    expect(address).toBe('127.0.0.1');
    const url = `http://127.0.0.1:${port}`;
    expect(await (await fetch(`${url}/metrics`)).text()).toContain('nixfleet_agent_state{state="idle"} 1');
    expect(await (await fetch(`${url}/health`)).text()).toBe('OK');
  });
});
