import { randomBytes } from 'node:crypto';
import { chmodSync, closeSync, lstatSync, openSync, readdirSync, rmSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { hasCode } from '../../services/host/error-code.ts';
import { makeFolder } from '../config/make-folder.ts';
import { expiredLogs, logFileName, logsAmong } from './log-folder.ts';

/** What is opened, and when. */
export interface LogFileOptions {
  readonly folder: string;
  readonly operation: string;
  readonly now: Date;
  /** Hears once why lines are lost. */
  readonly onTrouble: (why: string) => void;
}

/**
 * The file of one operation, for its owner only; others that are too old are removed when it is
 * opened. Lines are written at once: what is in it when the program is killed stays in it.
 */
export class LogFile {
  readonly path: string;
  readonly #file: number;
  readonly #onTrouble: (why: string) => void;
  #isTorn = false;
  #isToldOf = false;

  private constructor(path: string, file: number, onTrouble: (why: string) => void) {
    this.path = path;
    this.#file = file;
    this.#onTrouble = onTrouble;
  }

  /** Undefined, and told why, when there can be none. */
  static open({ folder, operation, now, onTrouble }: LogFileOptions): LogFile | undefined {
    try {
      makeFolder(folder);
      if (isOurs(folder))
        for (const { name } of expiredLogs(logsAmong(readdirSync(folder)), now.getTime()))
          rmSync(join(folder, `${name}.jsonl`), { force: true });
      const path = join(folder, logFileName(now, operation, randomBytes(2).toString('hex')));
      return new LogFile(path, openSync(path, 'wx', 0o600), onTrouble);
    } catch (error) {
      onTrouble(messageOf(error));
      return undefined;
    }
  }

  append(line: string): void {
    const bytes = Buffer.from(`${this.#isTorn ? '\n' : ''}${line}\n`);
    let written = 0;
    try {
      while (written < bytes.length) written += writeSync(this.#file, bytes, written);
      this.#isTorn = false;
    } catch (error) {
      // A full disk may have room again later; until then half a line may stand there.
      this.#isTorn = this.#isTorn || written > 0;
      if (!this.#isToldOf) this.#onTrouble(messageOf(error));
      this.#isToldOf = true;
    }
  }

  close(): void {
    closeSync(this.#file);
  }

  /** Closes it, and there was none. */
  discard(): void {
    this.close();
    rmSync(this.path, { force: true });
  }
}

/**
 * Whether the folder is this user's, and then for nobody else: in that of another (`sudo` with one's own home) nothing is
 * changed but what is added. A link stays as it is, and must lead to a folder of this user: who made it knows. Throws otherwise.
 */
function isOurs(folder: string): boolean {
  const user = process.geteuid?.();
  const { uid, mode } = statSync(folder);
  const isOwner = user === undefined || uid === user;
  if (lstatSync(folder).isSymbolicLink()) {
    if (!isOwner) throw new Error('it is a link to a folder of another user');
  } else if (isOwner && (mode & 0o077) !== 0) chmodSync(folder, 0o700);
  return isOwner;
}

function messageOf(error: unknown): string {
  if (hasCode(error, 'ENOSPC')) return 'the disk is full';
  return error instanceof Error ? error.message : String(error);
}
