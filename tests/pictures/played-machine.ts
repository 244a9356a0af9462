import { once } from 'node:events';
import { WebSocket } from 'ws';
import type { AgentState } from '../../machines/model/machine.ts';
import type { HealthCheckResult } from '../../machines/model/health.ts';
import type { Condition } from '../../machines/model/condition.ts';
import type { Outcome } from '../../machines/model/report.ts';
import { type CastMachine, systemOf } from './fleet-cast.ts';
import type { PastPlane } from './past-plane.ts';

/** What a machine reports beside what it is. */
export interface Said {
  readonly version: string;
  readonly message?: string;
  readonly assignment?: string;
  readonly outcome?: Outcome;
  /** Why its web server does not answer; absent: all its checks pass. */
  readonly ill?: string;
  readonly condition?: Partial<Condition>;
  /** Differs from report to report, so that a plot has something to show. */
  readonly beat?: number;
}

const DAY_SECONDS = 86_400;

/** Sends a report as a machine's agent does. */
export async function says({ client }: Pick<PastPlane, 'client'>, machine: CastMachine, said: Said): Promise<void> {
  const { version, ill, outcome, assignment, condition, beat = 0 } = said;
  const results = checks(machine, ill, beat);
  await client.report({
    params: { id: machine.id },
    body: {
      machine_id: machine.id,
      current_generation: systemOf(machine, version),
      success: ill === undefined,
      message: said.message ?? 'up-to-date',
      timestamp: new Date().toISOString(),
      tags: [...machine.tags],
      health: { results, all_passed: ill === undefined, timestamp: new Date().toISOString() },
      agent_version: '0.2.0',
      uptime_seconds: (machine.id.length % 7) * 6 * DAY_SECONDS + 40_000,
      condition: {
        reboot_required: false,
        drift_since: null,
        free_bytes: 61_000_000_000,
        clock_skew_ms: 8,
        ...condition,
      },
      ...(assignment !== undefined && { assignment }),
      ...(outcome !== undefined && { outcome }),
    },
  });
}

function checks({ tags }: CastMachine, ill: string | undefined, beat: number): HealthCheckResult[] {
  const front = tags.includes('db') ? 'postgresql' : 'nginx';
  const duration = (middle: number, span: number) => middle + ((beat * 37) % span);
  return [
    { status: 'pass', check_name: 'systemd', duration_ms: duration(9, 4) },
    { status: 'pass', check_name: 'sshd', duration_ms: duration(3, 3) },
    ill === undefined
      ? { status: 'pass', check_name: front, duration_ms: duration(21, 17) }
      : { status: 'fail', check_name: front, duration_ms: duration(40, 17), message: ill },
  ];
}

/** An agent's link, on which it says what it does. */
export class PlayedLink {
  readonly #socket: WebSocket;
  #seq = 1;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
  }

  /** Opens the link of a machine, and waits until it is welcome. */
  static async open({ url }: Pick<PastPlane, 'url'>, { id }: Pick<CastMachine, 'id'>): Promise<PlayedLink> {
    const socket = new WebSocket(`${url.replace(/^http/, 'ws')}/api/v1/machines/${encodeURIComponent(id)}/link`);
    await once(socket, 'open');
    const welcome = once(socket, 'message');
    socket.send(
      JSON.stringify({ type: 'hello', version: '0.2.0', epoch: `e-${id}`.slice(0, 16), last_seq: 1, boot_id: 'b-1' }),
    );
    await welcome;
    return new PlayedLink(socket);
  }

  state(state: AgentState, agoMs: number): void {
    this.#say({ type: 'state', seq: (this.#seq += 1), state, since: new Date(Date.now() - agoMs).toISOString() });
  }

  log(attempt: string, lines: readonly string[]): void {
    this.#say({ type: 'log', attempt, n: 0, lines });
  }

  close(): void {
    this.#socket.terminate();
  }

  #say(frame: object): void {
    this.#socket.send(JSON.stringify(frame));
  }
}
