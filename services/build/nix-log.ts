import { stripVTControlCharacters } from 'node:util';

/** What Nix says of its work, one line of `--log-format internal-json`. */
export type NixEvent =
  /** `subject` is a derivation that is built, or a path that is copied. */
  | { readonly type: 'started'; readonly id: number; readonly work: 'build' | 'copy'; readonly subject: string }
  | { readonly type: 'ended'; readonly id: number }
  /** A line of the log of what has this id. */
  | { readonly type: 'logged'; readonly id: number; readonly line: string }
  | { readonly type: 'failed'; readonly message: string };

const BUILD = 105;
const COPY = 100;
const BUILD_LOG_LINE = 101;
const TAIL_LINES = 20;

/** The event in a line of Nix's error stream; undefined when it says nothing of use. */
export function nixEvent(line: string): NixEvent | undefined {
  const json = /^@nix (\{.*\})\s*$/.exec(line)?.[1];
  if (json === undefined) return line.startsWith('error:') ? { type: 'failed', message: plain(line) } : undefined;
  const said = parsed(json);
  const { action, id, type, fields, level, msg, raw_msg: raw } = said;
  const [first] = Array.isArray(fields) ? fields : [];
  if (action === 'start' && typeof id === 'number' && typeof first === 'string') {
    if (type === BUILD) return { type: 'started', id, work: 'build', subject: first };
    if (type === COPY) return { type: 'started', id, work: 'copy', subject: first };
  }
  if (action === 'stop' && typeof id === 'number') return { type: 'ended', id };
  if (action === 'result' && type === BUILD_LOG_LINE && typeof id === 'number' && typeof first === 'string') {
    return { type: 'logged', id, line: plain(first) };
  }
  const text = raw ?? msg;
  if (action === 'msg' && level === 0 && typeof text === 'string') return { type: 'failed', message: plain(text) };
  return undefined;
}

/** What one Nix command has said so far: the last lines of each build, and its errors. */
export class NixLog {
  readonly errors: string[] = [];
  readonly #subjects = new Map<number, string>();
  readonly #tails = new Map<string, string[]>();
  readonly #onWork: (subject: string) => void;

  /** `onWork` hears of each derivation or path when Nix begins with it. */
  constructor(onWork: (subject: string) => void = () => undefined) {
    this.#onWork = onWork;
  }

  /** Takes a line of Nix's error stream. */
  add(line: string): void {
    const event = nixEvent(line);
    switch (event?.type) {
      case 'started':
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

  #keep(subject: string | undefined, line: string): void {
    if (subject === undefined || line === '') return;
    const tail = this.#tails.get(subject) ?? [];
    this.#tails.set(subject, [...tail, line].slice(-TAIL_LINES));
  }
}

/** The part of a failed evaluation's output that says why: its last error and the lines that follow it. */
export function evaluationError(stderr: string): string {
  const lines = plain(stderr)
    .split('\n')
    .map((line) => line.trimEnd());
  const at = lines.findLastIndex((line) => /^\s*error:\s*\S/.test(line));
  if (at === -1) return lines.join('\n').trim() || 'nix gave no reason';
  const [first = '', ...rest] = lines.slice(at);
  const told = rest.filter((line) => line !== '' && !line.includes('--show-trace')).slice(0, 7);
  return [first.trim().replace(/^error:\s*/, ''), ...told].join('\n');
}

const firstLine = (text: string): string => text.split('\n', 1)[0] ?? '';

/** Without colours and without what a terminal would obey. */
const plain = (text: string): string =>
  stripVTControlCharacters(text)
    .replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, ' ')
    .trimEnd();

function parsed(json: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    // A build may print a line that looks like ours: it is no event.
    return {};
  }
}
