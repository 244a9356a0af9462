import { counted } from '../../machines/policy/counted.ts';
import type { SwitchResult } from './switch-order.ts';

/** What came of one host. */
export interface HostOutcome {
  readonly host: string;
  /** As Nix names it; null when it could not be evaluated. */
  readonly platform: string | null;
  readonly path: string | null;
  readonly destination: string | null;
  /** `built`: a dry run; `unbuilt`: there was nothing to bring. */
  readonly result: SwitchResult | 'built' | 'unbuilt';
  readonly says: string;
}

const WORDS: Readonly<Record<HostOutcome['result'], string>> = {
  deployed: 'deployed',
  went_back: 'went back',
  failed: 'failed',
  unknown: 'unknown',
  not_begun: 'not begun',
  built: 'built',
  unbuilt: 'build failed',
};

/** Whether a host is where it was to be. */
export const hasSucceeded = ({ result }: HostOutcome): boolean => result === 'deployed' || result === 'built';

/** The rows of a table: host, result, what. */
export const outcomeRows = (outcomes: readonly HostOutcome[]): string[][] =>
  outcomes.map(({ host, result, says }) => [host, WORDS[result], says]);

/** The line that scripts look for. */
export function outcomeLine(outcomes: readonly HostOutcome[]): string {
  const succeeded = outcomes.filter(hasSucceeded).length;
  return `${succeeded} succeeded, ${outcomes.length - succeeded} failed`;
}

/** All of it, for `--json`. */
export function outcomeJson(outcomes: readonly HostOutcome[], isTrial: boolean): object {
  const succeeded = outcomes.filter(hasSucceeded).length;
  const hosts = outcomes.map(({ host, platform, path, destination, result, says }) => ({
    host,
    platform,
    store_path: path,
    destination,
    result,
    message: says,
  }));
  return { dry_run: isTrial, succeeded, failed: outcomes.length - succeeded, hosts };
}

/** How far all hosts are. */
export const outcomeStatus = (over: number, all: number): string => `${over} of ${counted(all, 'host')} done`;
