import type { HostProgress } from '../../machines/policy/release-hosts.ts';
import { nixEvent } from '../host/nix-event.ts';
import { plainText } from '../host/plain-text.ts';

const TAIL_LINES = 20;

/** What one Nix command has said so far: the last lines of each build, and its errors. */
export class NixLog {
  readonly errors: string[] = [];
  readonly #subjects = new Map<number, string>();
  readonly #tails = new Map<string, string[]>();
  /** Those that count all builds, or all copies, with their counts. */
  readonly #totals = new Map<number, HostProgress>();
  readonly #onWork: (subject: string) => void;
  readonly #onProgress: (progress: HostProgress) => void;

  /** `onWork` hears of each derivation or path when Nix begins with it, `onProgress` how many of them all are done. */
  constructor(
    onWork: (subject: string) => void = () => undefined,
    onProgress: (progress: HostProgress) => void = () => undefined,
  ) {
    this.#onWork = onWork;
    this.#onProgress = onProgress;
  }

  /** Takes a line of Nix's error stream. */
  add(line: string): void {
    const event = nixEvent(line);
    switch (event?.type) {
      case 'started':
        if (event.work === 'builds' || event.work === 'copies') this.#totals.set(event.id, { done: 0, of: 0 });
        if (event.work !== 'build' && event.work !== 'copy') break;
        this.#subjects.set(event.id, event.subject);
        this.#onWork(event.subject);
        break;
      case 'ended':
        this.#subjects.delete(event.id);
        break;
      case 'logged':
        this.#keep(this.#subjects.get(event.id), event.line);
        break;
      case 'failed':
        this.errors.push(event.message);
        break;
      case 'progressed':
        this.#count(event.id, { done: event.done, of: event.expected });
        break;
      case 'said':
      case undefined:
    }
  }

  /** Why this derivation did not build, with the last lines of its log; undefined if Nix did not blame it. */
  blame(derivation: string): string | undefined {
    const error = this.errors.find(
      (message) => message.startsWith('builder for') && message.includes(`'${derivation}'`),
    );
    if (error === undefined) return undefined;
    const tail = this.#tails.get(derivation) ?? [];
    return [firstLine(error), ...tail.map((line) => `  ${line}`)].join('\n');
  }

  #count(id: number, progress: HostProgress): void {
    const before = this.#totals.get(id);
    if (!before || (before.done === progress.done && before.of === progress.of)) return;
    this.#totals.set(id, progress);
    const totals = [...this.#totals.values()];
    const sum = (key: keyof HostProgress) => totals.reduce((all, total) => all + total[key], 0);
    this.#onProgress({ done: sum('done'), of: sum('of') });
  }

  #keep(subject: string | undefined, line: string): void {
    if (subject === undefined || line === '') return;
    const tail = this.#tails.get(subject) ?? [];
    this.#tails.set(subject, [...tail, line].slice(-TAIL_LINES));
  }
}

/** The part of a failed evaluation's output that says why: its last error and the lines that follow it. */
export function evaluationError(stderr: string): string {
  const lines = plainText(stderr)
    .split('\n')
    .map((line) => line.trimEnd());
  const at = lines.findLastIndex((line) => /^\s*error:\s*\S/.test(line));
  if (at === -1) return lines.join('\n').trim() || 'nix gave no reason';
  const [first = '', ...rest] = lines.slice(at);
  const told = rest.filter((line) => line !== '' && !line.includes('--show-trace')).slice(0, 7);
  return [first.trim().replace(/^error:\s*/, ''), ...told].join('\n');
}

const firstLine = (text: string): string => text.split('\n', 1)[0] ?? '';
