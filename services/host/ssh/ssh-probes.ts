import { BadInput, failureOf } from '../../../machines/errors.ts';
import type { CommandCheck, HealthFile, HttpCheck } from '../probes/health-file.ts';
import { intervalMs, limitMs, type Probe, USUAL_INTERVAL_MS } from '../probes/probe.ts';
import type { Finished } from '../process.ts';
import type { SshTarget } from './ssh-target.ts';

/** How the connection may take, beside what is looked at. */
const SLACK_MS = 20_000;
const SERVICE_SECONDS = 10;
/** What works in a shell of the machine works in its checks. A check that hangs is ended there too, where that is possible. */
const CHECK = `PATH=/run/current-system/sw/bin:$PATH; export PATH
if command -v timeout >/dev/null 2>&1; then exec timeout "$1" /bin/sh -c "$2"; else exec /bin/sh -c "$2"; fi`;
/** What `timeout` exits with when the time was over. */
const TIMED_OUT = 124;
const NOT_FOUND = 127;

type Words = readonly [string, ...string[]];
type Target = Pick<SshTarget, 'finish'>;

/** The probes that a health file asks for, looked at over SSH; none without any. */
export function sshProbes(target: Target, checks: HealthFile, platform: 'linux' | 'darwin'): readonly Probe[] {
  const services =
    platform === 'darwin'
      ? (checks.launchd ?? []).flatMap(({ labels }) => labels.map((label) => serviceProbe(target, label)))
      : (checks.systemd ?? []).flatMap(({ units }) => units.map((unit) => unitProbe(target, unit)));
  return [
    ...services,
    ...(checks.http ?? []).map((check) => httpProbe(target, check)),
    ...(checks.command ?? []).map((check) => commandProbe(target, check)),
  ];
}

const unitProbe = (target: Target, unit: string): Probe => ({
  name: unit,
  kind: 'systemd',
  intervalMs: USUAL_INTERVAL_MS,
  look: looking(target, ['systemctl', 'is-active', '--', unit], SERVICE_SECONDS, ({ stdout, stderr }) => {
    const state = stdout.trim();
    return state === 'active' ? undefined : `unit state: ${state || firstLine(stderr)}`;
  }),
});

const serviceProbe = (target: Target, label: string): Probe => ({
  name: label,
  kind: 'launchd',
  intervalMs: USUAL_INTERVAL_MS,
  look: looking(target, ['launchctl', 'list', label], SERVICE_SECONDS, ({ exitCode, stdout }) => {
    if (exitCode !== 0) return 'service not loaded';
    return /^\s*"?PID/m.test(stdout) ? undefined : 'service loaded but not running (no PID)';
  }),
});

const commandProbe = (target: Target, { name, command, timeout = 5, interval }: CommandCheck): Probe => {
  const seconds = limitMs(timeout) / 1000;
  const words: Words = ['/bin/sh', '-c', CHECK, 'sh', String(seconds), command];
  return {
    name,
    kind: 'command',
    intervalMs: intervalMs(interval),
    look: looking(target, words, seconds, ({ exitCode, stderr }) => {
      if (exitCode === 0) return undefined;
      return exitCode === TIMED_OUT ? 'timed out' : `exit code ${exitCode}: ${stderr.trim()}`;
    }),
  };
};

/** Asked by curl on the machine itself: what it offers to nobody else is seen there too. NixOS and macOS have it. */
const httpProbe = (target: Target, check: HttpCheck): Probe => {
  const expected = check.expectedStatus ?? check.expected_status ?? 200;
  const seconds = limitMs(check.timeout ?? 3) / 1000;
  return {
    name: check.url,
    kind: 'http',
    intervalMs: intervalMs(check.interval),
    look: looking(target, curlWords(check.url, expected, seconds), seconds, ({ exitCode, stdout, stderr }) => {
      if (exitCode === NOT_FOUND) return 'there is no curl on the machine to ask it with';
      if (exitCode !== 0) return `HTTP request failed: ${stderr.trim() || `curl ended with exit code ${exitCode}`}`;
      const status = Number(stdout.trim());
      return status === expected ? undefined : `expected status ${expected}, got ${status}`;
    }),
  };
};

/** A GET whose status is all that is printed; who expects a redirect wants to see it. */
function curlWords(url: string, expected: number, seconds: number): Words {
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) throw new BadInput(`not an HTTP check: ${url}`);
  const follow = expected >= 300 && expected <= 399 ? [] : ['--location', '--max-redirs', '10'];
  const rest = ['--silent', '--show-error', '--output', '/dev/null', '--write-out', '%{http_code}', '--globoff'];
  const path = 'PATH=$PATH:/run/current-system/sw/bin; export PATH; exec curl "$@"';
  return ['/bin/sh', '-c', path, 'sh', ...rest, '--max-time', String(seconds), ...follow, '--url', url];
}

const firstLine = (text: string): string => text.trim().split('\n')[0] ?? '';

function looking(
  target: Target,
  words: Words,
  seconds: number,
  problemIn: (finished: Finished) => string | undefined,
): Probe['look'] {
  const limit = seconds * 1000 + SLACK_MS;
  return async (signal) => {
    try {
      return problemIn(await target.finish(words, { signal, limitMs: limit, says: `health check ${words[0]}` }));
    } catch (error) {
      return failureOf(error).message;
    }
  };
}
