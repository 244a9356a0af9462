import { readFile } from 'node:fs/promises';
import { wordsOf } from './probe.ts';
import { type HealthFile, healthChecksIn, unreadable } from './health-file.ts';

/** A health file at one moment. */
export interface HealthReading {
  /** Another one as soon as the file says something else. */
  readonly mark: string;
  /** None when there is no such file, or it cannot be used. */
  readonly checks: HealthFile;
  /** Why it cannot be used; `no file`: there is none, and the platform's own check is all that was asked for. */
  readonly trouble: { readonly kind: 'no file' | 'unusable'; readonly words: string } | null;
}

/** Looks what checks there are now; a file in trouble is an answer. */
export async function readHealth(path: string): Promise<HealthReading> {
  let mark = '';
  try {
    mark = await readFile(path, 'utf8').catch((cause: unknown) => {
      throw unreadable(path, cause);
    });
    return { mark, checks: healthChecksIn(mark, path), trouble: null };
  } catch (error) {
    const words = wordsOf(error);
    const kind = isNotThere(error) ? 'no file' : 'unusable';
    return { mark: mark || words, checks: {}, trouble: { kind, words } };
  }
}

const isNotThere = (error: unknown): boolean =>
  error instanceof Error && error.cause instanceof Error && 'code' in error.cause && error.cause.code === 'ENOENT';
