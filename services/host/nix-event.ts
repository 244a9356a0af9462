import { plainText } from './plain-text.ts';

/**
 * What Nix is at: `build` a derivation, `builds` of all of them together, `copy` a path, `copies` of all of them together,
 * `download` a file, or anything else.
 */
export type NixWork = 'build' | 'builds' | 'copy' | 'copies' | 'download' | 'other';

/** What Nix says of its work, one line of `--log-format internal-json`. */
export type NixEvent =
  /** `subject` is a derivation, a path, or a URL, "" for what has none; `text` is for people, "" when it is only a detail. */
  | {
      readonly type: 'started';
      readonly id: number;
      readonly work: NixWork;
      readonly subject: string;
      readonly text: string;
    }
  | { readonly type: 'ended'; readonly id: number }
  /** How far it is: bytes of a copy or of a download, paths of copies, derivations of builds. */
  | { readonly type: 'progressed'; readonly id: number; readonly done: number; readonly expected: number }
  /** A line of the log of what has this id. */
  | { readonly type: 'logged'; readonly id: number; readonly line: string }
  /** A remark or a warning. */
  | { readonly type: 'said'; readonly line: string }
  | { readonly type: 'failed'; readonly message: string };

const WORKS = new Map<unknown, NixWork>([
  [100, 'copy'],
  [101, 'download'],
  [103, 'copies'],
  [104, 'builds'],
  [105, 'build'],
]);
const BUILD_LOG_LINE = 101;
const PROGRESS = 105;
/** The most detailed of what Nix shows to people who do not ask for more. */
const INFO = 3;

/** The event in a line of Nix's error stream; undefined when it says nothing of use. */
export function nixEvent(line: string): NixEvent | undefined {
  const json = /^@nix (\{.*\})\s*$/.exec(line)?.[1];
  if (json === undefined) return line.startsWith('@nix ') ? undefined : textEvent(line);
  const said = parsed(json);
  const { action, id, type, level, msg, raw_msg: raw } = said;
  const fields: readonly unknown[] = Array.isArray(said.fields) ? said.fields : [];
  if (action === 'msg') return messageEvent(level, raw ?? msg);
  if (typeof id !== 'number') return undefined;
  if (action === 'stop') return { type: 'ended', id };
  if (action === 'start') return startEvent(id, said, fields);
  const [first, second] = fields;
  if (action !== 'result') return undefined;
  if (type === BUILD_LOG_LINE && typeof first === 'string') return { type: 'logged', id, line: plainText(first) };
  if (type === PROGRESS && isCount(first) && isCount(second))
    return { type: 'progressed', id, done: first, expected: second };
  return undefined;
}

function startEvent(id: number, said: Record<string, unknown>, fields: readonly unknown[]): NixEvent {
  const { type, level, text } = said;
  const [subject] = fields;
  return {
    type: 'started',
    id,
    work: WORKS.get(type) ?? 'other',
    subject: typeof subject === 'string' ? subject : '',
    text: typeof text === 'string' && isForPeople(level) ? plainText(text) : '',
  };
}

function messageEvent(level: unknown, text: unknown): NixEvent | undefined {
  if (typeof text !== 'string' || !isForPeople(level)) return undefined;
  return level === 0 ? { type: 'failed', message: plainText(text) } : { type: 'said', line: plainText(text) };
}

/** Not every line obeys the format: errors in the arguments, and other programs, do not. */
function textEvent(line: string): NixEvent | undefined {
  const text = plainText(line);
  if (text === '') return undefined;
  return text.startsWith('error:') ? { type: 'failed', message: text } : { type: 'said', line: text };
}

const isForPeople = (level: unknown): boolean => typeof level === 'number' && level <= INFO;

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;

function parsed(json: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    // A build may print a line that looks like ours: it is no event.
    return {};
  }
}
