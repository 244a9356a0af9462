import { constants } from 'node:fs';
import { type FileHandle, lstat, open, readdir, readlink, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { CommandFailed } from '../../machines/errors.ts';
import { hasCode } from '../../services/host/error-code.ts';
import { finish, type Finished } from '../../services/host/process.ts';
import { insideRoot } from './inside-root.ts';

/** What a probe may see of a machine: files below a folder, and what a program says. Nothing here changes anything. */
export interface Machine {
  /** `/`, or a folder that stands for it. */
  readonly root: string;
  /** ms since the epoch. */
  readonly now: number;
  /** Where a file of it is for us, to be named to a program. */
  path(file: string): string;
  /** The text of a file; undefined: there is none. Throws when it is there and cannot be read, or is no file, or has more bytes than `longest` (8 MiB). */
  text(file: string, longest?: number): Promise<string | undefined>;
  /** The first bytes of a file, fewer when it is shorter; undefined: there is none. */
  head(file: string, length: number): Promise<Uint8Array | undefined>;
  /** Where a link leads, as it is written; undefined: there is none. */
  link(file: string): Promise<string | undefined>;
  /** When a link itself was made (ms since the epoch); undefined: there is none, or it is no link. */
  linkMadeAt(file: string): Promise<number | undefined>;
  /** What is in a directory, sorted; undefined: there is none. */
  names(directory: string): Promise<readonly string[] | undefined>;
  /** When a file was last changed (ms since the epoch), and whether it is a directory; follows links. */
  facts(file: string): Promise<FileFacts | undefined>;
  /** What a program says; undefined: it is not installed. Throws when it takes too long or says very much. */
  ask(argv: readonly [string, ...string[]], input?: string, limits?: AnswerLimits): Promise<Finished | undefined>;
}

/** How long a program may take (10 s unless told), and how much it may say (8 MiB). */
export interface AnswerLimits {
  readonly timeoutMs?: number;
  readonly maxOutput?: number;
}

/** What is known of a file without reading it. */
export interface FileFacts {
  readonly changedAt: number;
  readonly isDirectory: boolean;
  readonly isFile: boolean;
  readonly bytes: number;
  /** The bits of its mode, as `0o600`. */
  readonly mode: number;
}

const ANSWER_MS = 10_000;
/** Of a file as of an answer: what a machine says is not trusted to be small. */
const LONGEST = 8 * 1024 * 1024;
/** Where NixOS and others have the programs that only root needs; a unit's own PATH names neither. */
const SYSTEM_PATH = '/run/current-system/sw/bin:/run/current-system/sw/sbin:/usr/sbin:/usr/bin:/sbin:/bin';

/** The machine below a folder. `programs`: where those are that it asks, as PATH says it; else those of the running system. */
export function createMachine(root: string, now: number, programs = systemPath()): Machine {
  const inside = (file: string) => insideRoot(root, file, linkAt);
  const insideLink = async (file: string) => join(await inside(dirname(file)), basename(file));
  return {
    root,
    now,
    path: (file) => join(root, file),
    text: (file, longest = LONGEST) => unlessAbsent(inside(file).then((path) => textOf(path, longest))),
    head: (file, length) => unlessAbsent(inside(file).then((path) => headOf(path, length))),
    link: (file) =>
      unlessAbsent(
        insideLink(file).then((path) => readlink(path)),
        'EINVAL',
      ),
    linkMadeAt: async (file) => {
      const found = await unlessAbsent(insideLink(file).then((path) => lstat(path)));
      return found?.isSymbolicLink() ? found.mtimeMs : undefined;
    },
    names: async (directory) => (await unlessAbsent(inside(directory).then((path) => readdir(path))))?.toSorted(),
    facts: async (file) => {
      const found = await unlessAbsent(inside(file).then((path) => stat(path)));
      if (found === undefined) return undefined;
      return {
        changedAt: found.mtimeMs,
        isDirectory: found.isDirectory(),
        isFile: found.isFile(),
        bytes: found.size,
        mode: found.mode & 0o7777,
      };
    },
    ask: (argv, input, limits) => asked(argv, programs, { ...limits, ...(input !== undefined && { input }) }),
  };
}

const systemPath = () => [process.env['PATH'], SYSTEM_PATH].filter(Boolean).join(':');

async function linkAt(path: string): Promise<string | undefined> {
  if (!(await lstat(path)).isSymbolicLink()) return undefined;
  return await readlink(path);
}

async function textOf(path: string, longest: number): Promise<string> {
  const file = await opened(path);
  try {
    const buffer = Buffer.alloc(64 * 1024);
    const parts: Buffer[] = [];
    // By its end and not by its size: what is below /proc and /sys says that it has none.
    for (let length = 0; ;) {
      const { bytesRead } = await file.read(buffer, 0, buffer.length, null);
      if (bytesRead === 0) return Buffer.concat(parts).toString('utf8');
      length += bytesRead;
      if (length > longest) throw new Error(`${path} is longer than ${longest} bytes`);
      parts.push(Buffer.from(buffer.subarray(0, bytesRead)));
    }
  } finally {
    await file.close();
  }
}

/** Opens what is a file before and after: whoever owns its folder may put a pipe there in between, on which we would wait for ever. */
async function opened(path: string): Promise<FileHandle> {
  if (!(await stat(path)).isFile()) throw new Error(`${path} is no file`);
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  if ((await file.stat()).isFile()) return file;
  await file.close();
  throw new Error(`${path} is no file`);
}

async function headOf(path: string, length: number): Promise<Uint8Array> {
  const file = await opened(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

async function unlessAbsent<T>(reading: Promise<T>, ...also: readonly string[]): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', ...also].some((code) => hasCode(error, code))) return undefined;
    throw error;
  }
}

async function asked(
  argv: readonly [string, ...string[]],
  path: string,
  given: AnswerLimits & { readonly input?: string },
): Promise<Finished | undefined> {
  try {
    const env = { LC_ALL: 'C', TZ: 'UTC', PATH: path };
    return await finish({ argv, timeoutMs: ANSWER_MS, maxOutput: LONGEST, env, ...given });
  } catch (error) {
    if (error instanceof CommandFailed && error.detail['why'] === 'start') return undefined;
    throw error;
  }
}
