import { FleetError } from '../../machines/errors.ts';
import { hearCommands } from '../../services/host/command-channel.ts';
import { version } from '../../services/host/version.ts';
import { CommandRecord } from './command-record.ts';
import { expectedPhaseMs } from './expected-phase.ts';
import { type LogEvent, type LogLevel, stampOf } from './log-event.ts';
import { LogFile } from './log-file.ts';
import type { OperationAbout, OperationEnd, OperationOutcome, OperationRecord } from './operation.ts';
import { type Redact, redactedData } from './redaction.ts';
import { hearRequests } from './requests.ts';

/** What is to be logged, and where. */
export interface OperationStart {
  /** As in the name of the file: `release-create`. */
  readonly operation: string;
  readonly argv: readonly string[];
  readonly folder: string;
  readonly redact: Redact;
  readonly now: () => Date;
  /** Hears why there is no log, or not all of it. */
  readonly warn: (message: string) => void;
}

/** Keeps all that happens in this process until it is ended: commands, requests, lines of the screen. */
export class OperationLog implements OperationRecord {
  readonly #start: OperationStart;
  readonly #file: LogFile | undefined;
  readonly #commands = new CommandRecord();
  readonly #startedAt: number;
  readonly #phases = new Map<string, number>();
  readonly #forget: readonly (() => void)[];
  #about: OperationAbout = {};
  #hasRun = false;
  #hasAsked = false;
  #ended: OperationEnd | undefined;

  constructor(start: OperationStart) {
    const { operation, argv, folder, now, warn } = start;
    const startedAt = now();
    this.#start = start;
    this.#startedAt = startedAt.getTime();
    const onTrouble = (why: string) => warn(`the log of this operation in ${folder} cannot be written: ${why}`);
    this.#file = LogFile.open({ folder, operation, now: startedAt, onTrouble });
    this.#keep({
      ...{ event: 'op_start', ts: stampOf(startedAt), operation: operation.replaceAll('-', '_'), argv: [...argv] },
      ...{ version: version(), cwd: folderNow(), pid: process.pid },
    });
    this.#forget = [this.#hearCommands(), this.#hearRequests()];
  }

  about(details: OperationAbout): void {
    this.#about = { ...this.#about, ...details };
    this.#keep({ event: 'about', ts: this.#stamp(), ...details });
  }

  note(message: string, fields?: Readonly<Record<string, unknown>>): void {
    this.#log('debug', message, fields);
  }

  line(level: LogLevel, message: string): void {
    this.#log(level, message);
  }

  phase(name: string): () => void {
    const begunAt = this.#start.now().getTime();
    return () => void this.#phases.set(name, this.#start.now().getTime() - begunAt);
  }

  expectedMs(phase: string): number | undefined {
    const { folder, operation } = this.#start;
    // Where no log can be written, none is read.
    if (this.#file === undefined) return undefined;
    const { path } = this.#file;
    return expectedPhaseMs({ folder, operation, phase, hostCount: this.#about.hosts?.length, except: path });
  }

  end({ exitCode, error }: OperationOutcome): OperationEnd {
    if (this.#ended !== undefined) return this.#ended;
    if (error instanceof FleetError && !this.#hasRun && !this.#hasAsked) return this.#discarded();
    for (const forget of this.#forget) forget();
    for (const event of this.#commands.leave(this.#start.now())) this.#keep(event);
    const { hosts, ...about } = this.#about;
    this.#keep({
      ...{ event: 'op_end', ts: this.#stamp(), success: exitCode === 0, exit_code: exitCode },
      duration_ms: this.#start.now().getTime() - this.#startedAt,
      ...(error !== undefined && {
        error: chainOf(error)
          .join(': ')
          .replaceAll(/\s*\n\s*/g, ' · '),
      }),
      ...(this.#phases.size > 0 && { phases: Object.fromEntries(this.#phases) }),
      ...about,
      ...(hosts && { host_count: hosts.length }),
    });
    this.#file?.close();
    this.#ended = { path: this.#file?.path, hasRun: this.#hasRun };
    return this.#ended;
  }

  /** A mistake on the line or in a file, before anything was done, leaves no trace. */
  #discarded(): OperationEnd {
    for (const forget of this.#forget) forget();
    this.#file?.discard();
    this.#ended = { path: undefined, hasRun: false };
    return this.#ended;
  }

  #hearCommands(): () => void {
    return hearCommands((news) => {
      this.#hasRun = true;
      const event = this.#commands.hear(news, this.#start.now());
      if (event) this.#keep(event);
    });
  }

  #hearRequests(): () => void {
    return hearRequests(({ durationMs, ...request }) => {
      this.#hasAsked = true;
      this.#keep({ event: 'request', ts: this.#stamp(), ...request, duration_ms: durationMs });
    });
  }

  #log(level: LogLevel, message: string, fields?: Readonly<Record<string, unknown>>): void {
    const event = { event: 'log', ts: this.#stamp(), level, target: 'nixfleet', message } as const;
    this.#keep({ ...event, ...(fields && { fields }) });
  }

  #keep(event: LogEvent): void {
    if (this.#ended === undefined) this.#file?.append(JSON.stringify(redactedData(event, this.#start.redact)));
  }

  #stamp(): string {
    return stampOf(this.#start.now());
  }
}

/** The current folder; nothing when somebody has removed it. */
function folderNow(): string {
  try {
    return process.cwd();
  } catch {
    // The verb itself says so if it needs one.
    return '';
  }
}

function chainOf(error: unknown): string[] {
  if (!(error instanceof Error)) return [String(error)];
  const causes = error.cause === undefined ? [] : chainOf(error.cause);
  return [error.message, ...causes.filter((cause) => !error.message.includes(cause))];
}
