import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { Metrics, serveMetrics } from '../../agent/metrics.ts';

const NOW = 1_000_000;

describe('the metrics', () => {
  test('say nothing before anything happened', () => expect(new Metrics().text(NOW)).toBe(''));

  test('have one state at a time', () => {
    const metrics = new Metrics();
    metrics.entered('idle');
    metrics.entered('checking');
    expect(metrics.text(NOW)).toBe(
      '# TYPE nixfleet_agent_state gauge\nnixfleet_agent_state{state="idle"} 0\nnixfleet_agent_state{state="checking"} 1\n\n',
    );
  });

  test('sum up polls, and forget their quantiles after a minute', () => {
    const metrics = new Metrics();
    metrics.polled(12, NOW);
    metrics.polled(24, NOW);
    expect(metrics.text(NOW)).toContain('poll_duration_seconds{quantile="0.5"} 0.012\n');
    expect(metrics.text(NOW)).toContain('poll_duration_seconds{quantile="1"} 0.024\n');
    expect(metrics.text(NOW + 61_000)).toContain('poll_duration_seconds{quantile="1"} 0\n');
    expect(metrics.text(NOW + 61_000)).toContain('poll_duration_seconds_count 2\n');
    expect(metrics.text(NOW)).toContain('last_poll_timestamp_seconds 1000\n');
  });

  test('show checks and the running generation', () => {
    const metrics = new Metrics();
    metrics.checked('http', { status: 'pass', check_name: 'a"b', duration_ms: 5 }, NOW);
    metrics.runs('/nix/store/a-b');
    expect(metrics.text(NOW)).toContain(
      'health_check_duration_seconds{check_name="a\\"b",check_type="http",quantile="0"} 0.005\n',
    );
    expect(metrics.text(NOW)).toContain('health_check_status{check_name="a\\"b"} 1\n');
    expect(metrics.text(NOW)).toContain('generation_info{generation="/nix/store/a-b"} 1\n');
  });

  test('are served under any path, and OK under /health', async () => {
    const metrics = new Metrics();
    metrics.entered('idle');
    const server = await serveMetrics(metrics, 0);
    onTestFinished(() => void server.close());
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    expect(await (await fetch(`${url}/metrics`)).text()).toContain('nixfleet_agent_state{state="idle"} 1');
    expect(await (await fetch(`${url}/health`)).text()).toBe('OK');
  });
});
