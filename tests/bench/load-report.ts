/**
 * Which reports are sent: `routine` as a v0.1.1 agent at rest does (a health check and an answer to a poll by turns),
 * `changing` with other tags each time, `applying` as during a deployment.
 */
export type ReportKind = 'routine' | 'changing' | 'applying';

/** The tag that all machines of the load have. */
export const LOAD_TAG = 'bench';

/** The name of a machine. */
export const machineName = (index: number): string => `m${String(index).padStart(5, '0')}`;

/** The names of the first machines. */
export const machineNames = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => machineName(index));

/** What it runs. */
export const runningPath = (name: string): string => `/nix/store/00000000000000000000000000000000-nixos-system-${name}`;

/** The two requests that a machine sends by turns, as bytes. */
export function requestsOf(kind: ReportKind, index: number): [Buffer, Buffer] {
  const name = machineName(index);
  const path = `/api/v1/machines/${name}/report`;
  return [requestBytes(path, reportOf(kind, name, 0)), requestBytes(path, reportOf(kind, name, 1))];
}

/** A request as it goes over the network. */
export function requestBytes(path: string, content: object): Buffer {
  const body = JSON.stringify(content);
  const head = [
    `POST ${path} HTTP/1.1`,
    'host: 127.0.0.1',
    'accept: */*',
    'content-type: application/json',
    `content-length: ${Buffer.byteLength(body)}`,
  ];
  return Buffer.from(`${head.join('\r\n')}\r\n\r\n${body}`);
}

/** One of the two reports that a machine sends by turns. */
export function reportOf(kind: ReportKind, name: string, turn: 0 | 1) {
  const timestamp = '2026-05-02T08:15:30.123456789Z';
  const withHealth = kind === 'routine' && turn === 0;
  return {
    machine_id: name,
    current_generation: runningPath(name),
    success: true,
    message: messageOf(kind, withHealth),
    timestamp,
    tags: kind === 'changing' ? [LOAD_TAG, `turn-${turn}`] : [LOAD_TAG],
    health: withHealth ? { results: RESULTS, all_passed: true, timestamp } : null,
    agent_version: '0.1.0',
    uptime_seconds: 86_412,
  };
}

const RESULTS = [
  { status: 'pass', check_name: 'nginx.service', duration_ms: 6 },
  { status: 'pass', check_name: 'http://localhost:80/health', duration_ms: 3 },
];

function messageOf(kind: ReportKind, withHealth: boolean): string {
  if (kind === 'applying') return 'applying';
  return withHealth ? 'health-check' : 'up-to-date';
}
