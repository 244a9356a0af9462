import { CommandFailed } from '../../machines/errors.ts';
import { cacheUrlOf, withoutSecrets } from './cache-url.ts';
import { assertRoom, missingFrom } from './closure-room.ts';
import { type FetchProgress, FetchTally } from './fetch-progress.ts';
import { copyFromCommand, pathInfoCommand, substituteCommand } from './nix-commands.ts';
import type { NixEvent } from './nix-event.ts';
import { type Followed, follow } from './nix-follow.ts';
import type { NixProblem } from './nix-problem.ts';
import type { Command } from './process.ts';
import { assertSigned } from './signatures.ts';

/** Which closure to bring into the store, and from where; no cache: it must be there. */
export interface FetchOrder {
  readonly path: string;
  readonly cacheUrl: string | null;
}

/** Who waits for a fetch. */
export interface FetchWatch {
  readonly signal: AbortSignal;
  /** Lines for people as they come; may be many. */
  readonly onLine?: (line: string) => void;
  /** At most a few times a second. */
  readonly onProgress?: (progress: FetchProgress) => void;
}

/** How closures are fetched on this machine. */
export interface FetchRules {
  /** The environment of a Nix command, with more lines of its configuration. */
  readonly env: (...settings: readonly string[]) => Readonly<Record<string, string>>;
  /** How long Nix may go on without a sign of progress. */
  readonly stallMs: number;
  /** A closure that nobody whom the host trusts has signed is refused, also when it is here already. */
  readonly requiresSignatures: boolean;
  readonly storeFolder: string;
}

/** Nix remembers for an hour that a cache had not got a path: it would not see what has been pushed since. */
const FRESH = 'narinfo-cache-negative-ttl = 0';
/** Without it Nix asks all substituters before it says that a path is not here. */
const LOCAL = 'substitute = false';
const PROGRESS_EVERY_MS = 250;
const LONGEST_LINE = 1_000;

/** Brings a closure into the store: from the cache, else from what the host itself trusts. Throws with the reason. */
export async function fetchClosure(order: FetchOrder, watch: FetchWatch, rules: FetchRules): Promise<void> {
  const fetch = new Fetch(watch, rules);
  const look = await fetch.locally(pathInfoCommand(order.path));
  if (look.problem && order.cacheUrl === null) throw notFound(order.path, look.problem);
  if (look.problem && order.cacheUrl !== null) await fetch.bring(order.path, cacheUrlOf(order.cacheUrl));
  if (rules.requiresSignatures) await assertSigned(order.path, (command) => fetch.locally(command));
}

/** One closure on its way. */
class Fetch {
  readonly #watch: FetchWatch;
  readonly #rules: FetchRules;
  #tally = new FetchTally();
  #toldAt = -Infinity;

  constructor(watch: FetchWatch, rules: FetchRules) {
    this.#watch = watch;
    this.#rules = rules;
  }

  async bring(path: string, cacheUrl: string): Promise<void> {
    const fromCache = await this.#copy(path, cacheUrl);
    if (fromCache === undefined) return;
    // More of the same would not fit either.
    if (fromCache.kind === 'full') throw new CommandFailed(`${path} was not fetched: ${fromCache.text}`, { path });
    const { problem: fromHost } = await this.#run(substituteCommand(path));
    if (fromHost) throw notFetched({ path, cacheUrl: withoutSecrets(cacheUrl), fromCache, fromHost });
    this.#tell();
  }

  /** Runs a command about this machine's own store. */
  locally(command: Command): Promise<Followed> {
    return this.#follow({ ...command, env: this.#rules.env(LOCAL) }, () => true);
  }

  async #copy(path: string, cacheUrl: string): Promise<NixProblem | undefined> {
    const missing = await missingFrom({ path, cacheUrl }, (command) => this.#ask(command));
    if ('sizes' in missing) {
      await assertRoom(path, missing.sizes, this.#rules.storeFolder);
      this.#tally = new FetchTally(missing.sizes);
      this.#tell();
    } else if (missing.problem.kind === 'stalled') return missing.problem;
    const { problem } = await this.#run(copyFromCommand(path, cacheUrl));
    if (problem === undefined) this.#tell();
    return problem;
  }

  /** What is only asked is not told to people. */
  #ask(command: Command): Promise<Followed> {
    const asked = new FetchTally();
    return this.#follow({ ...command, env: this.#rules.env(LOCAL, FRESH) }, (event) => asked.add(event));
  }

  #run(command: Command): Promise<Followed> {
    return this.#follow({ ...command, env: this.#rules.env(FRESH) }, (event) => this.#hear(event));
  }

  #follow(command: Command, heard: (event: NixEvent) => boolean): Promise<Followed> {
    // What has a limit of its own may say nothing while it works.
    const stallMs = command.timeoutMs === undefined ? this.#rules.stallMs : Infinity;
    return follow(command, { signal: this.#watch.signal, stallMs, heard });
  }

  #hear(event: NixEvent): boolean {
    const line = lineIn(event);
    if (line !== '') this.#watch.onLine?.(withoutSecrets(line).slice(0, LONGEST_LINE));
    const isProgress = this.#tally.add(event);
    if (isProgress && performance.now() - this.#toldAt >= PROGRESS_EVERY_MS) this.#tell();
    return isProgress;
  }

  #tell(): void {
    this.#toldAt = performance.now();
    this.#watch.onProgress?.(this.#tally.progress);
  }
}

function lineIn(event: NixEvent): string {
  if (event.type === 'started') return event.text;
  if (event.type === 'said') return event.line;
  return event.type === 'failed' ? event.message : '';
}

// The words before the colon are searched for in the journal.
function notFound(path: string, { kind, text }: NixProblem): CommandFailed {
  const remedy = kind === 'absent' ? '; set --cache-url, or push the closure to this machine' : '';
  return new CommandFailed(`store path ${path} not found locally and no cache URL configured: ${text}${remedy}`, {
    path,
  });
}

interface Failed {
  readonly path: string;
  readonly cacheUrl: string;
  readonly fromCache: NixProblem;
  readonly fromHost: NixProblem;
}

function notFetched({ path, cacheUrl, fromCache, fromHost }: Failed): CommandFailed {
  const message = `${path} could not be fetched from ${cacheUrl} (${fromCache.text}) nor from the host's substituters (${fromHost.text})`;
  return new CommandFailed(message, { path, cacheUrl });
}
