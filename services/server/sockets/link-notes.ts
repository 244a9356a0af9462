import type { Engine } from '../../actors/engine.ts';
import type { SaidLog, SaidState } from '../../actors/said.ts';
import type { Log } from '../log.ts';

/** What notes are handed on with. */
export interface NoteParts {
  readonly engine: Pick<Engine, 'request'>;
  readonly log: Log;
  /** How long notes wait for others to go with; ms. */
  readonly restMs: number;
}

/** States that go to the engine at once: reports wait for no more than these. */
const STATES_AT_ONCE = 250;
/** Log lines beyond this are dropped, UTF-16 units. */
const MOST_TEXT = 16 * 1024 * 1024;
/** And frames of them beyond these: one without lines takes memory too. */
const MOST_LOGS = 10_000;
/** Machines whose states wait; there are no more links, but links come and go while nothing can be written. */
const MOST_STATES = 20_000;
const RETRY_MS = 1000;

/**
 * What agents say that may be lost: their states, of which only the last of each counts, and lines of their logs. It is
 * written little by little, one piece at a time, so that no report waits for it.
 */
export class LinkNotes {
  readonly #parts: NoteParts;
  readonly #states = new Map<string, SaidState>();
  #logs: SaidLog[] = [];
  #text = 0;
  #resting: NodeJS.Timeout | undefined;
  #isWriting = false;
  #isStopped = false;

  constructor(parts: NoteParts) {
    this.#parts = parts;
  }

  /** Notes an agent's state, instead of an earlier one that still waits. */
  state(said: SaidState): void {
    if (this.#states.size >= MOST_STATES && !this.#states.has(said.machineId)) return;
    this.#states.set(said.machineId, said);
    this.#wake(this.#parts.restMs);
  }

  /** Notes lines of an agent's log, unless too many wait already: their numbers will show the hole. */
  log(said: SaidLog): void {
    const length = lengthOf(said);
    if (this.#text + length > MOST_TEXT || this.#logs.length >= MOST_LOGS) return;
    this.#logs.push(said);
    this.#text += length;
    this.#wake(this.#parts.restMs);
  }

  /** Writes no more; what waits is lost, as it may be. */
  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#resting);
  }

  #wake(ms: number): void {
    if (this.#resting !== undefined || this.#isWriting || this.#isStopped) return;
    this.#resting = setTimeout(() => void this.#write(), ms).unref();
  }

  async #write(): Promise<void> {
    this.#resting = undefined;
    this.#isWriting = true;
    const isWritten = await this.#writeStates();
    if (isWritten) await this.#writeLogs();
    this.#isWriting = false;
    if (this.#states.size > 0 || this.#logs.length > 0) this.#wake(isWritten ? this.#parts.restMs : RETRY_MS);
  }

  /** All that wait now; those that could not be written wait again, unless there is a newer one. */
  async #writeStates(): Promise<boolean> {
    const waiting = [...this.#states.values()];
    this.#states.clear();
    while (waiting.length > 0) {
      const states = waiting.splice(0, STATES_AT_ONCE);
      try {
        await this.#parts.engine.request('noteAgentStates', { states });
      } catch (error) {
        this.#parts.log('debug', 'the states of agents cannot be written just now', { error });
        for (const said of [...states, ...waiting])
          if (!this.#states.has(said.machineId)) this.#states.set(said.machineId, said);
        return false;
      }
    }
    return true;
  }

  async #writeLogs(): Promise<void> {
    const waiting = this.#logs;
    this.#logs = [];
    for (const said of waiting) {
      this.#text -= lengthOf(said);
      try {
        await this.#parts.engine.request('keepAgentLog', said);
      } catch (error) {
        this.#parts.log('debug', `lines of the log of ${said.machineId} are lost`, { error });
      }
    }
  }
}

const lengthOf = ({ lines }: SaidLog): number => lines.reduce((sum, line) => sum + line.length, lines.length);
