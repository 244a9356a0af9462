import { type FSWatcher, watch } from 'node:fs';
import { dirname } from 'node:path';
import type { SecureContextOptions } from 'node:tls';
import { BadConfig } from '../../../machines/errors.ts';
import type { Log } from '../log.ts';
import { type TlsFiles, type TlsSettings, tlsSettings } from './tls.ts';

/** What a reload is made of. */
export interface TlsReloadParts {
  readonly files: TlsFiles;
  /** What the listener has now. */
  readonly settings: TlsSettings;
  readonly server: { setSecureContext(options: SecureContextOptions): void };
  readonly log: Log;
  readonly timing?: Partial<ReloadTiming> | undefined;
}

/** How files are watched; ms. */
export interface ReloadTiming {
  /** Changes within this time are one: certificate and key are rarely replaced in the same instant. */
  readonly restMs: number;
  /** The files are looked at this often in any case: a folder that is itself replaced tells its watcher nothing. */
  readonly lookMs: number;
}

const TIMING: ReloadTiming = { restMs: 250, lookMs: 60_000 };

/**
 * Gives a listener what its PEM files hold now, for connections from then on; those that there are go on. Files that do
 * not belong together, perhaps because one is still to come, change nothing: the listener keeps what it has.
 */
export class TlsReload {
  readonly #parts: TlsReloadParts;
  readonly #timing: ReloadTiming;
  readonly #watchers: FSWatcher[] = [];
  readonly #looking: NodeJS.Timeout;
  #resting: NodeJS.Timeout | undefined;
  #current: TlsSettings;
  #lastProblem: string | undefined;

  constructor(parts: TlsReloadParts) {
    this.#parts = parts;
    this.#timing = { ...TIMING, ...parts.timing };
    this.#current = parts.settings;
    for (const folder of foldersOf(parts.files)) this.#watch(folder);
    this.#looking = setInterval(() => this.#look(), this.#timing.lookMs).unref();
    // Between the first reading of the files and now they may have changed.
    this.#look();
  }

  /** Reads the files now, and says how that went even if it is nothing new. */
  reload(): void {
    this.#lastProblem = undefined;
    if (!this.#look()) this.#parts.log('info', 'TLS: certificate, key and CA are those that are in use already');
  }

  /** Looks no more. */
  stop(): void {
    for (const watcher of this.#watchers) watcher.close();
    clearInterval(this.#looking);
    clearTimeout(this.#resting);
  }

  /** Files are replaced by renaming others over them: only their folder sees that. */
  #watch(folder: string): void {
    const problem = `TLS: ${folder} cannot be watched; changes there are seen within a minute, or on SIGHUP`;
    const unwatched = (error: unknown) => this.#parts.log('warn', problem, { error });
    try {
      this.#watchers.push(watch(folder, { persistent: false }, () => this.#rest()).on('error', unwatched));
    } catch (error) {
      unwatched(error);
    }
  }

  #rest(): void {
    clearTimeout(this.#resting);
    this.#resting = setTimeout(() => this.#look(), this.#timing.restMs).unref();
  }

  /** Takes what is new; false: nothing was said. */
  #look(): boolean {
    try {
      const next = read(this.#parts.files);
      if (isSame(next, this.#current)) return this.#nothingNew();
      this.#parts.server.setSecureContext(next);
      this.#current = next;
      this.#lastProblem = undefined;
      this.#parts.log('info', 'TLS: new connections get the certificate, key and CA that are in the files now');
      return true;
    } catch (error) {
      return this.#kept(error);
    }
  }

  /** After a problem the files may be again what they were. */
  #nothingNew(): boolean {
    if (this.#lastProblem === undefined) return false;
    this.#lastProblem = undefined;
    this.#parts.log('info', 'TLS: the files are again what is in use');
    return true;
  }

  #kept(error: unknown): boolean {
    const problem = error instanceof Error ? error.message : String(error);
    if (problem === this.#lastProblem) return false;
    this.#lastProblem = problem;
    this.#parts.log('error', `TLS: the old certificate stays in use, for the new files cannot be taken: ${problem}`);
    return true;
  }
}

const foldersOf = ({ cert, key, clientCa }: TlsFiles): Set<string> =>
  new Set([cert, key, clientCa].flatMap((path) => (path === undefined ? [] : [dirname(path)])));

function read(files: TlsFiles): TlsSettings {
  const settings = tlsSettings(files);
  if (settings === undefined) throw new BadConfig('there are no files to reload');
  return settings;
}

const isSame = (one: TlsSettings, other: TlsSettings): boolean =>
  one.cert === other.cert && one.key === other.key && one.ca === other.ca;
