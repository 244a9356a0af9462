import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { HealthCheckResult } from '../machines/model/health.ts';
import type { AgentState } from '../machines/model/machine.ts';
import { Summary } from './summary.ts';

/** The agent's figures under v0.1.1's names. */
export class Metrics {
  readonly #states = new Set<AgentState>();
  readonly #checks = new Map<string, { kind: string; status: number; seconds: Summary }>();
  readonly #polls = new Summary();
  #state: AgentState | undefined;
  #lastPoll: number | undefined;
  #running: string | undefined;

  /** The agent is in this state, and in no other. */
  entered(state: AgentState): void {
    this.#state = state;
    this.#states.add(state);
  }

  /** A question to the control plane has ended. */
  polled(durationMs: number, now: number): void {
    this.#polls.add(durationMs / 1000, now);
    this.#lastPoll = now / 1000;
  }

  /** A health check has run. */
  checked(kind: string, { check_name: name, status, duration_ms: durationMs }: HealthCheckResult, now: number): void {
    const check = this.#checks.get(name) ?? { kind, status: 0, seconds: new Summary() };
    check.status = status === 'pass' ? 1 : 0;
    check.seconds.add(durationMs / 1000, now);
    this.#checks.set(name, check);
  }

  /** This is the running generation. */
  runs(generation: string): void {
    this.#running = generation;
  }

  /** Prometheus text. */
  text(now: number): string {
    const checks = [...this.#checks];
    const families: readonly Family[] = [
      ['state', 'gauge', [...this.#states].map((state) => line('state', { state }, state === this.#state ? 1 : 0))],
      [
        'poll_duration_seconds',
        'summary',
        this.#lastPoll === undefined ? [] : summary('poll_duration_seconds', {}, this.#polls.at(now)),
      ],
      [
        'last_poll_timestamp_seconds',
        'gauge',
        this.#lastPoll === undefined ? [] : [line('last_poll_timestamp_seconds', {}, this.#lastPoll)],
      ],
      [
        'health_check_duration_seconds',
        'summary',
        checks.flatMap(([name, { kind, seconds }]) =>
          summary('health_check_duration_seconds', { check_name: name, check_type: kind }, seconds.at(now)),
        ),
      ],
      [
        'health_check_status',
        'gauge',
        checks.map(([name, { status }]) => line('health_check_status', { check_name: name }, status)),
      ],
      [
        'generation_info',
        'gauge',
        this.#running === undefined ? [] : [line('generation_info', { generation: this.#running }, 1)],
      ],
    ];
    return families
      .filter(([, , lines]) => lines.length > 0)
      .map(([name, type, lines]) => `# TYPE ${PREFIX}${name} ${type}\n${lines.join('\n')}\n\n`)
      .join('');
  }
}

/** Serves metrics on all IPv4 addresses of the machine; any path gives them, `/health` says OK. */
export async function serveMetrics(metrics: Metrics, port: number): Promise<Server> {
  const server = createServer((request, response) => {
    response.setHeader('content-type', 'text/plain');
    response.end(request.url === '/health' ? 'OK' : metrics.text(Date.now()));
  });
  server.listen(port, '0.0.0.0');
  await once(server, 'listening');
  return server;
}

type Family = readonly [name: string, type: 'gauge' | 'summary', lines: readonly string[]];
type Labels = Readonly<Record<string, string>>;

const PREFIX = 'nixfleet_agent_';

function summary(name: string, labels: Labels, { quantiles, sum, count }: ReturnType<Summary['at']>): string[] {
  const parts = quantiles.map(([quantile, value]) => line(name, { ...labels, quantile }, value));
  return [...parts, line(`${name}_sum`, labels, sum), line(`${name}_count`, labels, count)];
}

function line(name: string, labels: Labels, value: number): string {
  const pairs = Object.entries(labels).map(([key, text]) => `${key}="${escaped(text)}"`);
  return `${PREFIX}${name}${pairs.length > 0 ? `{${pairs.join(',')}}` : ''} ${value}`;
}

const escaped = (text: string): string => text.replace(/\\/g, '\\\\').replace(/"/g, '\\"').replace(/\n/g, '\\n');
